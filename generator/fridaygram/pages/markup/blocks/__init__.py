"""Blocks that authors write in ways that Python-Markdown does not know, arranged so that it does."""

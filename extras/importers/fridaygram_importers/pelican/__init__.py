"""Pelican's ways: its settings, metadata and addresses, links with braces, and what its plugins add to Markdown."""

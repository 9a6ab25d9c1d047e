"""What stands inside a line of text and needs more than Python-Markdown: emoji and citations."""

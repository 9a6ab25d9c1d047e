"""Jekyll's ways: its configuration and addresses, Liquid, and kramdown's Markdown."""

"""Hugo's ways: its configuration and addresses, shortcodes, and Goldmark's Markdown."""

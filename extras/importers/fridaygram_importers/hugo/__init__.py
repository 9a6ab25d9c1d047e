"""Reads Hugo blogs: settings and addresses, shortcodes, and the Markdown of Goldmark."""

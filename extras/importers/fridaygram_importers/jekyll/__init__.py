"""Reads Jekyll blogs: settings and addresses, Liquid, and the Markdown of kramdown."""

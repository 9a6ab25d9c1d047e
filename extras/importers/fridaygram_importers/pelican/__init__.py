"""Reads Pelican blogs: settings and addresses, metadata, links with braces, and the tags of plugins."""

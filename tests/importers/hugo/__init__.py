"""Shortcodes, Goldmark and addresses of Hugo, piece by piece."""

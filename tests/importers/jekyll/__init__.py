"""Liquid, kramdown and addresses of Jekyll, piece by piece."""

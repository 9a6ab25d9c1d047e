"""Blogs of other programs, written small for these tests, and what becomes of them."""

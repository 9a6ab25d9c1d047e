"""Verbs, called as an author calls them."""

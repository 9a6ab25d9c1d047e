"""Builds for a preview: what they keep for one another, and what is shown ahead of them."""

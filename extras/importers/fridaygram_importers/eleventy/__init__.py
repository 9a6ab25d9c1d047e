"""Reads an Eleventy blog."""

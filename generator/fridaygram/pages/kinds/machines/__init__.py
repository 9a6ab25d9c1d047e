"""Kinds of pages that programs read: feeds, the sitemap, descriptions of the site."""

"""Providers of values, one file a kind, exporting ``PROVIDER``; figures name the one they draw."""

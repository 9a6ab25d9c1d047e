"""Reads the export of a WordPress blog (WXR)."""

"""Tests of the model that fits into a page."""

"""Tests of the kinds that are texts."""

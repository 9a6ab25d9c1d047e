"""Tests of the figures that are texts."""

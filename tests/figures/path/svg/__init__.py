"""Tests of the generation path as SVG."""

"""Tests of the figures that say how models do."""

"""Geometric mixtures of models."""

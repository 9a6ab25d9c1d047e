"""Mixtures of experts in the logistic domain."""

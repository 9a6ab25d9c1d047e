"""Clients of the outside systems: only the calls that are used, each with its limits, over one transport."""

"""Fetching pages politely, with every step kept in a state file that survives a kill."""

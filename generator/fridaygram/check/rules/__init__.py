"""The rules of the check, one file for each kind. A file exports ``RULES``."""

"""The judges: one file a stage, exporting ``STAGE``."""

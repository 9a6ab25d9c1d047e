"""Programs whose blogs can be read, one file each, found by name."""

"""Each program: a small blog of its own, imported, built, looked at."""

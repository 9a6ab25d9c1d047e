"""The build graph: tasks, fingerprints, what must run and why. It knows no blog."""

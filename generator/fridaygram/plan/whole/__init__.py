"""A build that looks at everything: what it plans before anything is written."""

"""A build after an edit of words alone: what it changes is known from the last build."""

"""Status: which Fridays have a post, and what the next one needs. It changes nothing."""

"""A model that fits into a page: its contexts chosen, pruned, measured and packed as a small file."""

"""The look: where templates and styles come from, and how they are put together."""

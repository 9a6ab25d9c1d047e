"""From Markdown to HTML. Only imported when there is something to convert."""

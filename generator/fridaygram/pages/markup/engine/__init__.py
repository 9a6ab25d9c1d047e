"""Python-Markdown and Pygments as they are, without the tries that cannot succeed."""

"""The preview: watches the blog, rebuilds it in a process of its own, serves it and tells open pages to reload."""

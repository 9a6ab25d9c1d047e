"""The kinds of pages: one module a kind, each exporting ``PAGE_KIND``."""

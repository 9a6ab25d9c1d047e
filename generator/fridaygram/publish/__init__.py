"""Publish: what was built and judged goes to GitHub Pages, by a workflow there or by a push of its branch."""

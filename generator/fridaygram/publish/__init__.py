"""Publish: the checked site goes to GitHub Pages, by a workflow there or by a push of its branch."""

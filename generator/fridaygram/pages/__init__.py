"""Pages: from Markdown with front matter to documents, bodies, lists of posts and finished files of the site."""

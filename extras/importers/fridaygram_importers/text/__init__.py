"""The text of a document: traced to the lines of its source, mended, with links to where their targets are now."""

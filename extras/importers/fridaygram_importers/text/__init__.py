"""An imported document's text: traced to its source's lines, mended, its links led to where their targets are now."""

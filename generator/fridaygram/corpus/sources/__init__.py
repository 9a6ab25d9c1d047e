"""Where links to posts come from: one file a source, exporting ``SOURCE``."""

"""Pictures: smaller copies in modern formats, and nothing in them that their author did not mean to publish."""

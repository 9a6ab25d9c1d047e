"""A post as a letter: its tree, styles, pictures, texts and message."""

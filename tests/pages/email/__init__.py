"""A post as an email: its content, styles, pictures, text and message."""

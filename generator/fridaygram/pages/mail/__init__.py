"""A post as a letter: HTML and text that mail programs can show, and the message that carries both."""

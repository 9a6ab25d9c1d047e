"""A post as an email: HTML and text that mail programs can show, and the message that carries both."""

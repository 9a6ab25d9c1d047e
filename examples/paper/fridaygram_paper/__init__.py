"""An example of a theme: templates and assets, and no code."""

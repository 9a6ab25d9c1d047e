"""An example of a plug-in: a kind of figure, and a rule for ``fridaygram check``."""

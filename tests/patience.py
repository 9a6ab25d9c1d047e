"""How long a test waits for what must come, in seconds: a guard against hanging only."""

PATIENCE = 600

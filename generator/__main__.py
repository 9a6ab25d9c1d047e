"""``python -m generator`` is the console script ``fridaygram``."""

from generator.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

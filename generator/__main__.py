"""``python -m generator`` is the console script ``fridaygram``."""

from generator.start import main

if __name__ == "__main__":
    raise SystemExit(main())

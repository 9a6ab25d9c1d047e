"""``python -m fridaygram`` is the console script ``fridaygram``."""

from fridaygram.start import main

if __name__ == "__main__":
    raise SystemExit(main())

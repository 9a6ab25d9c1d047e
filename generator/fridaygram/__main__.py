"""``python -m fridaygram`` is the console script ``fridaygram``."""

import sys

if not sys.flags.safe_path:
    # -m puts the working folder first: a random.py in a blog must not stand in for Python's own.
    sys.path.append(sys.path.pop(0))

from fridaygram.start import main

if __name__ == "__main__":
    raise SystemExit(main())

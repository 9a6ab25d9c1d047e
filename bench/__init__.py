"""Speed and size as ratios against peers in the same run: ``python -m bench``, or ``python -m bench.NAME``."""

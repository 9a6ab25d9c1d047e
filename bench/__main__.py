"""Run every benchmark, or those named: ``python -m bench [NAME ..]``."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

HELPERS = ("timing", "scenes", "blogs")


def main() -> int:
    """Run the named benchmarks, all of them where none is named; each prints its own table."""
    here = str(Path(__file__).parent)
    modules = [module.name for module in pkgutil.iter_modules([here]) if not module.name.startswith("_")]
    known = sorted(name.rstrip("_") for name in modules if name not in HELPERS)
    wanted = sys.argv[1:] or known
    for name in wanted:
        if name not in known:
            print(f"unknown benchmark '{name}'; known: {', '.join(known)}", file=sys.stderr)
            return 2
    for name in wanted:
        print(f"\n# {name}\n", flush=True)
        module = name if name in modules else f"{name}_"
        sys.argv = [f"bench.{module}"]
        importlib.import_module(f"bench.{module}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

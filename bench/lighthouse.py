"""Lighthouse's score of performance for pages of the demo blog. No test asks for it, since it depends on the machine.

    python -m bench.lighthouse [--visits 5]

Home, a post with figures and the archive as on a phone; that post on a desktop, too. Each row has the best visit, the
lowest score, and how fast Lighthouse finds the machine (below 1,000 it is slower than the phone that it stands for, and
the scores say nothing). Needs Chromium, and ``make judges``. The blog is hosted as GitHub Pages does.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

METRICS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=5)
    args = parser.parse_args()
    import pytest

    try:
        _table(args.visits)
    except pytest.skip.Exception as missing:
        print(f"left out: {missing}")


def _table(visits: int) -> None:
    from fridaygram.config import load_site
    from tests.browser.conftest import demo_blog
    from tests.browser.hosting import hosted
    from tests.browser.test_lighthouse import VISITS, lighthouse

    with tempfile.TemporaryDirectory() as name:
        root = demo_blog(Path(name) / "demo")
        subprocess.run([sys.executable, "-m", "fridaygram", "build", "--quiet", "--blog", root], check=True)
        print("| page | best | lowest | first paint | largest paint | blocked | machine |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        with hosted(root / "site", load_site(root).base_path) as host:
            for page, (path, options) in VISITS.items():
                profiles = [Path(name) / f"{page} {number}" for number in range(visits)]
                reports = [lighthouse(host.url(path), profile, options) for profile in profiles]
                reports.sort(key=lambda report: float(report["categories"]["performance"]["score"]))
                scores = [f"{100 * report['categories']['performance']['score']:.0f}" for report in reports]
                times = [reports[-1]["audits"][metric]["displayValue"] for metric in METRICS]
                machine = reports[-1]["environment"]["benchmarkIndex"]
                print(f"| {page} | {scores[-1]} | {scores[0]} | {' | '.join(times)} | {machine:,.0f} |", flush=True)


if __name__ == "__main__":
    main()

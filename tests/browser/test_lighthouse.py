"""Lighthouse on a phone: home, a post with figures, the archive; that post on a desktop, too. 100 everywhere.

The tests ask what Lighthouse counts. Its score of performance depends on the machine: ``python -m bench lighthouse``.
"""

import json
import os
import subprocess

import pytest

from tests.browser.looking import FLAGS
from tests.browser.needed import CHROMIUM, judge, program

pytestmark = pytest.mark.browser

WEEK_1, DESKTOP = "2018/06/week-1/index.html", ("--preset=desktop",)
VISITS = {
    "home": ("index.html", ()),
    "week 1": (WEEK_1, ()),
    "archive": ("archive/index.html", ()),
    "desktop": (WEEK_1, DESKTOP),
}
EXACT = ("accessibility", "best-practices", "seo")
ATTEMPTS = 3
# Audits of performance that count rather than time.
COUNTED = ("cumulative-layout-shift", "unsized-images", "uses-text-compression", "unminified-css", "unused-javascript",
           "modern-image-formats", "uses-responsive-images", "redirects", "total-byte-weight", "third-party-summary",
           "legacy-javascript", "no-document-write", "font-display", "unminified-javascript", "duplicated-javascript",
           "offscreen-images", "uses-optimized-images", "efficient-animated-content")  # fmt: skip


def lighthouse(url, folder, options=()):
    """Return Lighthouse's report on a page, as on a phone unless the options say otherwise.

    A browser that does not start or paint in time, as on a machine that is very busy, is started again.
    """
    said = []
    for attempt in range(ATTEMPTS):
        flags = ("--headless", *FLAGS, f"--user-data-dir={folder / str(attempt)}")
        command = [program("node"), judge("lighthouse/cli/index.js"), url, *options, "--output=json", "--quiet",
                   "--no-enable-error-reporting", f"--chrome-flags={' '.join(flags)}"]  # fmt: skip
        try:
            done = subprocess.run(
                [str(word) for word in command],
                check=False,
                capture_output=True,
                text=True,
                env={**os.environ, "CHROME_PATH": CHROMIUM},
                timeout=180,  # it hangs at times, and is asked again
            )
        except subprocess.TimeoutExpired as error:
            said.append(str(error))
            continue
        report = json.loads(done.stdout) if done.returncode == 0 else {"runtimeError": done.stderr[-1000:]}
        if "runtimeError" not in report:
            return report
        said.append(str(report["runtimeError"]))
    raise AssertionError(f"Lighthouse gave no report: {said}")


def lost(report, category):
    """Return which audits of a category are not passed, with what they say."""
    audits = (report["audits"][one["id"]] for one in report["categories"][category]["auditRefs"] if one["weight"])
    return [f"{one['id']}: {one['title']}" for one in audits if one["score"] is not None and one["score"] < 1]


@pytest.mark.parametrize(("path", "options"), VISITS.values(), ids=VISITS)
def test_a_hundred_everywhere(demo, chromium, tmp_path, path, options):
    report = lighthouse(demo.url(path), tmp_path, options)
    for category in EXACT:
        assert (report["categories"][category]["score"], lost(report, category)) == (1, [])
    audits = report["audits"]
    # Animations are drawn for dense screens, which the desktop is not.
    excused = ("uses-responsive-images",) if options == DESKTOP else ()
    counted = (name for name in COUNTED if name not in excused)
    assert [name for name in counted if audits[name]["score"] not in (1, None)] == []

"""The target "workflow": GitHub builds what is pushed, and again on Fridays, so that posts appear by themselves.

The file is written from site.toml and from nothing else, so that the same settings give the same bytes.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fridaygram import __version__
from fridaygram.config import WEEKDAYS, Site
from fridaygram.errors import BuildError
from fridaygram.files import write_atomic
from fridaygram.publish.repository import Repository

FILE = Path(".github") / "workflows" / "fridaygram.yml"
PYTHON = "3.13"
# Runs of full and half hours wait in the longest queues; several slots, because any one may be dropped, the last of
# them late, so that a post with a time in the evening does not wait for the week after.
MINUTE = 17
SLOT_HOURS = (0, 6, 12, 18, 22)
# A winter's and a summer's day: both offsets of a zone that has two.
SAMPLE_DAYS = ((1, 15), (7, 15))

TEMPLATE = """\
# Written by 'fridaygram publish --workflow' from site.toml. Change the settings there and run it again.
name: Publish

on:
  push:
    branches: [{branch}]
  schedule:
    # {weekday} in {zone}, several times, as a run may be late or left out. Without news the same site is published.
{crons}
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: pages
  cancel-in-progress: false

jobs:
  build:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pages: read
{folder}    steps:
      - uses: actions/checkout@v7
      - uses: actions/setup-python@v6
        with:
          python-version: {python}
{install}
      - uses: actions/configure-pages@v6
      - name: Judge the site
        run: fridaygram check
      - name: Build the site
        run: fridaygram build && touch site/.nojekyll
      - uses: actions/upload-pages-artifact@v5
        with:
          path: {site}
          include-hidden-files: true

  deploy:
    needs: build
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{{{ steps.deployment.outputs.page_url }}}}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v5
"""


def workflow_text(site: Site, repository: Repository, year: int) -> str:
    """Return the workflow of a blog; the time zone's offsets are those of ``year``."""
    weekday = site.weekly.weekday.capitalize()
    crons = "\n".join(f'    - cron: "{cron}"' for cron in crons_of(site.timezone, site.weekly.weekday, year))
    below = repository.below
    defaults = f"    defaults:\n      run:\n        working-directory: {_quoted(below)}\n" if below else ""
    return TEMPLATE.format(
        branch=_quoted(site.publish.source),
        weekday=weekday,
        zone=site.timezone,
        crons=crons,
        folder=defaults,
        python=_quoted(PYTHON),
        install=_step("Install Fridaygram", install_lines(repository)),
        site=_quoted(f"{below}/site" if below else "site"),
    )


def write_workflow(site: Site, repository: Repository, year: int) -> bool:
    """Write the workflow, or bring it up to date; return whether anything changed."""
    path, text = repository.top / FILE, workflow_text(site, repository, year)
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    write_atomic(path, text)
    return True


def check_workflow(site: Site, repository: Repository, year: int) -> None:
    """Raise BuildError where the workflow is missing or is not what site.toml asks for."""
    path = repository.top / FILE
    hint = "write it with 'fridaygram publish --workflow', and commit it"
    if not path.is_file():
        raise BuildError("there is no workflow that would publish the blog", file=FILE, hint=hint)
    if path.read_text("utf-8") != workflow_text(site, repository, year):
        raise BuildError("the workflow is not what site.toml asks for", file=FILE, hint=hint)


def crons_of(zone: str, weekday: str, year: int) -> tuple[str, ...]:
    """Return cron lines (in UTC, as GitHub has them): a few times of each such day of the week in a time zone.

    Each comes soon after one of SLOT_HOURS there, whichever offset holds.
    """
    found = []
    for hours in SLOT_HOURS:
        moments = [_in_utc(zone, weekday, date(year, month, day), hours) for month, day in SAMPLE_DAYS]
        # The later of the two offsets' moments: never before the day begins.
        latest = max(
            moments, key=lambda moment: (moment.weekday() - WEEKDAYS.index(weekday) + 3) % 7 * 24 + moment.hour
        )
        found.append(f"{MINUTE} {latest.hour} * * {(latest.weekday() + 1) % 7}")
    return tuple(dict.fromkeys(found))


def _in_utc(zone: str, weekday: str, day: date, hours: int) -> datetime:
    """Return the first minute MINUTE, in UTC, that is not before so many hours of the weekday in the zone."""
    day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    start = datetime.combine(day, time(hours), ZoneInfo(zone)).astimezone(UTC)
    slot = start.replace(minute=MINUTE)
    return slot if slot >= start else slot + timedelta(hours=1)


def install_lines(repository: Repository) -> list[str]:
    """Return the commands that put Fridaygram on a runner.

    That is what the blog's requirements.txt says; in Fridaygram's own repository, the program beside the blog;
    else the published version that runs here.
    """
    if (repository.blog / "requirements.txt").is_file():
        return ["python -m pip install -r requirements.txt"]
    project = repository.blog / "pyproject.toml"
    if project.is_file() and 'name = "fridaygram"' in project.read_text("utf-8"):
        return ["python -m pip install --require-hashes -r requirements.lock", "python -m pip install --no-deps ."]
    return [f"python -m pip install fridaygram=={__version__}"]


def _step(name: str, lines: list[str]) -> str:
    commands = "".join(f"\n          {line}" for line in lines)
    return f"      - name: {name}\n        run: |{commands}"


def _quoted(text: str) -> str:
    """Return a text as YAML has it: JSON's strings are YAML's."""
    return json.dumps(text)

"""The target "workflow": GitHub builds what is pushed, and again on Fridays, so that posts appear by themselves.

The file is written from site.toml and from how the blog installs Fridaygram: the same of both give the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fridaygram.config import WEEKDAYS, Site
from fridaygram.errors import BuildError
from fridaygram.files import write_atomic
from fridaygram.publish.hub import curl_lines
from fridaygram.publish.install import install_lines, own_address
from fridaygram.publish.repository import Repository

FILE = Path(".github") / "workflows" / "fridaygram.yml"
PYTHON = "3.13"
# Pinned by commit, as a tag can be moved to other code. The comment is the tag of that commit.
ACTIONS = {
    "checkout": "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "setup_python": "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0",
    "configure_pages": "actions/configure-pages@45bfe0192ca1faeb007ade9deae92b16b8254a0d # v6.0.0",
    "upload_pages_artifact": "actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0",
    "deploy_pages": "actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0",
}
# GitHub delays runs of full and half hours the most, and may drop any run: so an odd minute and several hours. The last
# is late, for posts with a time in the evening.
MINUTE = 17
SLOT_HOURS = (0, 6, 12, 18, 22)
# A day in winter and one in summer: both offsets of a zone with summer time.
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

permissions: {{}}

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
      - uses: {checkout}
        with:
          persist-credentials: false
      - uses: {setup_python}
        with:
          python-version: {python}
{install}
      - uses: {configure_pages}
      - name: Verify the numbers that can be computed here (a difference is shown, and does not stop the site)
        run: fridaygram verify
        continue-on-error: true
      - name: Check the site
        run: fridaygram check
      - name: Build the site
        run: fridaygram build && touch site/.nojekyll
      - uses: {upload_pages_artifact}
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
        uses: {deploy_pages}
{hub}"""


def workflow_text(site: Site, repository: Repository, year: int, written: str = "") -> str:
    """Return the workflow of a blog; the time zone's offsets are those of ``year``.

    ``written`` is the workflow as it is: a git address that it installs from stays. Raises BuildError where no
    command would install Fridaygram.
    """
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
        install=_step("Install Fridaygram", install_lines(site, repository, written)),
        hub=_step("Tell the hub that the feeds have news", curl_lines(site)) + "\n" if site.hub else "",
        site=_quoted(f"{below}/site" if below else "site"),
        **ACTIONS,
    )


def write_workflow(site: Site, repository: Repository, year: int) -> bool:
    """Write the workflow, or bring it up to date; return whether anything changed.

    Raises BuildError where no command would install Fridaygram on a runner.
    """
    path = repository.top / FILE
    written = path.read_text("utf-8") if path.is_file() else ""
    # The address that this program is from is newer than the one that was written.
    text = workflow_text(site, repository, year, "" if own_address() else written)
    if written == text:
        return False
    write_atomic(path, text)
    return True


def check_workflow(site: Site, repository: Repository, year: int) -> None:
    """Raise BuildError where the workflow is missing or is not what site.toml asks for."""
    path = repository.top / FILE
    hint = "write it with 'fridaygram publish --workflow', and commit it"
    if not path.is_file():
        raise BuildError("there is no workflow that would publish the blog", file=FILE, hint=hint)
    written = path.read_text("utf-8")
    if written != workflow_text(site, repository, year, written):
        raise BuildError("the workflow is not what site.toml asks for", file=FILE, hint=hint)


def crons_of(zone: str, weekday: str, year: int) -> tuple[str, ...]:
    """Return cron lines (in UTC, as GitHub has them): a few times of each such day of the week in a time zone.

    Each comes soon after one of SLOT_HOURS there, whichever offset holds.
    """
    found = []
    for hours in SLOT_HOURS:
        moments = [_in_utc(zone, weekday, date(year, month, day), hours) for month, day in SAMPLE_DAYS]
        # The later of the two, so that no run comes before the day begins.
        latest = max(
            moments, key=lambda moment: (moment.weekday() - WEEKDAYS.index(weekday) + 3) % 7 * 24 + moment.hour
        )
        found.append(f"{MINUTE} {latest.hour} * * {(latest.weekday() + 1) % 7}")
    return tuple(dict.fromkeys(found))


def _in_utc(zone: str, weekday: str, day: date, hours: int) -> datetime:
    """Return, in UTC, the first minute MINUTE of an hour that is not before this hour of the weekday in the zone."""
    day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    start = datetime.combine(day, time(hours), ZoneInfo(zone)).astimezone(UTC)
    slot = start.replace(minute=MINUTE)
    return slot if slot >= start else slot + timedelta(hours=1)


@dataclass(frozen=True)
class Waiting:
    """The commits that the remote does not have yet, newest first, each as its short name and subject."""

    commits: tuple[str, ...]
    head: str


def waiting(repository: Repository, remote: str, source: str) -> Waiting:
    """Return what a push would bring to the branch ``source``.

    Raises BuildError where the remote has commits that are not here.
    """
    head, known = repository.head(), repository.fetched(remote, source)
    if known and not repository.is_ancestor(known, head):
        raise BuildError(f"'{source}' of {remote} has commits that are not here", hint=f"git pull {remote} {source}")
    span = [f"{known}..{head}"] if known else [head]
    listed = repository.git("log", "--format=%h %s", *span, "--")
    return Waiting(tuple(line for line in listed.splitlines() if line), head)


def _step(name: str, lines: list[str]) -> str:
    commands = "".join(f"\n          {line}" for line in lines)
    return f"      - name: {name}\n        run: |{commands}"


def _quoted(text: str) -> str:
    """Return a text as YAML has it: JSON's strings are YAML's."""
    return json.dumps(text)

"""``fridaygram publish``: strict checks, a clean build, and the site's way to GitHub Pages."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.clock import moment
from fridaygram.commands.base import Command, Console, blog_root
from fridaygram.config import FILE, Site, load_site
from fridaygram.errors import BuildError
from fridaygram.plan.blog import Blog, Built, Options

if TYPE_CHECKING:
    from fridaygram.check import CheckReport
    from fridaygram.publish.repository import Repository

SHOWN = 20
LIMIT_BYTES = 1_000_000_000


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workflow", action="store_true", help="write the GitHub Actions workflow, and do no more")
    parser.add_argument("--dry-run", action="store_true", help="check and build, and show what would change")
    parser.add_argument("--allow-dirty", action="store_true", help="publish although not everything is committed")
    parser.add_argument("--allow-warnings", action="store_true", help="publish although the check warns")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="publish the site as of the end of this day")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.publish.address import check_address
    from fridaygram.publish.repository import find_repository
    from fridaygram.publish.workflow import write_workflow

    blog = Blog(blog_root(args))
    site = load_site(blog.root)
    repository = find_repository(blog.root)
    if args.workflow:
        from fridaygram.publish.workflow import FILE as WORKFLOW

        news = write_workflow(site, repository, moment(site.timezone).year)
        console.say(f"{WORKFLOW.as_posix()}: {'written; commit it' if news else 'up to date'}")
        if site.publish.target != "workflow":
            console.remark(f'[publish] in {FILE} still says target = "{site.publish.target}"')
        return 0
    check_address(site, blog.root)
    _check_committed(repository, args.allow_dirty)
    repository.check_remote(site.publish.remote)
    if site.publish.target == "workflow":
        return _push(args, console, site, repository)
    return _publish_site(args, console, site, repository)


def _check_committed(repository: Repository, allowed: bool) -> None:
    changes = repository.changes()
    if changes and not allowed:
        more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
        raise BuildError(
            f"not everything is committed: {changes[0][3:]}{more}", hint="commit it, or publish with --allow-dirty"
        )


def _push(args: argparse.Namespace, console: Console, site: Site, repository: Repository) -> int:
    """Let GitHub build: judge what is committed as it will be built there, and push it."""
    from fridaygram.publish.push import waiting
    from fridaygram.publish.workflow import check_workflow

    check_workflow(site, repository, moment(site.timezone).year)
    remote, source = site.publish.remote, site.publish.source
    news = waiting(repository, remote, source)
    with repository.committed() as root:
        about = _weight(_ready(Blog(root), site, args, console))
    if news.commits and not args.dry_run:
        repository.push(remote, news.head, source)
    if args.json:
        pushed = bool(news.commits) and not args.dry_run
        console.json({"target": "workflow", "commits": list(news.commits), "pushed": pushed})
        return 0
    _list(console, news.commits)
    if not news.commits:
        console.say(f"nothing to publish: {remote} has this {source} already ({about})")
    elif args.dry_run:
        console.say(f"{_counted(len(news.commits), 'commit')} would be pushed to {source} of {remote} ({about})")
    else:
        console.say(f"{_counted(len(news.commits), 'commit')} pushed; GitHub builds {site.base_url} now ({about})")
    return 0


def _publish_site(args: argparse.Namespace, console: Console, site: Site, repository: Repository) -> int:
    """Build here and push the site to its branch."""
    from fridaygram.publish.branch import add_pages_files, branch_tip, difference, publish_branch

    settings = site.publish
    tip = branch_tip(repository, settings.remote, settings.branch)
    with _source(repository, args.allow_dirty) as root:
        built = _ready(Blog(root), site, args, console)
        about = _weight(built)
        add_pages_files(built.output, settings.domain)
        changes = difference(repository, built.output, tip)
        if changes and not args.dry_run:
            message = f"Publish {repository.head()[:12]}" + (" and what is not committed" * bool(repository.changes()))
            publish_branch(repository, built.output, settings.remote, settings.branch, parent=tip, message=message)
    if args.json:
        listed = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
        console.json({"target": "branch", "pushed": bool(changes) and not args.dry_run, **listed})
        return 0
    _list(console, changes.lines())
    counts = f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed"
    where = f"{settings.branch} of {settings.remote}"
    if not changes:
        console.say(f"nothing to publish: {where} is what was built ({about})")
    elif args.dry_run:
        console.say(f"{where} would change: {counts} ({about})")
    else:
        console.say(f"{where} is published: {counts} ({about}); readers see it at {site.base_url}")
    return 0


@contextmanager
def _source(repository: Repository, dirty: bool) -> Iterator[Path]:
    """Yield the blog to build: a clean copy of what is committed, or the folder as it is."""
    if dirty:
        yield repository.blog
        return
    with repository.committed() as root:
        if not (root / FILE).is_file():
            raise BuildError("site.toml is not committed", file=FILE, hint="commit the blog first")
        yield root


def _ready(blog: Blog, site: Site, args: argparse.Namespace, console: Console) -> Built:
    """Judge the site as of now, and as of the last day that something is scheduled for; return it as of now.

    Raises BuildError where it is not ready, after each reason in a line of its own.
    """
    from fridaygram.check import check_site

    last = last_scheduled(blog.root, site.timezone, moment(site.timezone, args.date))
    with console.progress() as progress:
        # First the later one: both are built in the same folder, and the last stays.
        later = check_site(blog, Options(date=last, progress=progress)) if last else None
        now = check_site(blog, Options(date=args.date, progress=progress))
    known = {str(finding) for finding in now.findings}
    coming = [f"on {last}: {found}" for found in _blocking(later, args) if found not in known] if later else []
    reasons = [*_blocking(now, args), *coming]
    for reason in reasons:
        console.remark(reason)
    if reasons or now.built is None:
        allow = "" if args.allow_warnings or now.count("error") else ", or publish with --allow-warnings"
        raise BuildError(f"the site is not ready: {_counted(len(reasons), 'reason')}", hint=f"mend them{allow}")
    return now.built


def _blocking(report: CheckReport, args: argparse.Namespace) -> list[str]:
    weights = {"error"} if args.allow_warnings else {"error", "warning"}
    return [str(finding) for finding in report.findings if finding.severity in weights]


def last_scheduled(root: Path, zone: str, now: datetime) -> str | None:
    """Return the last day (YYYY-MM-DD) that a document is scheduled for, None where none is."""
    from contextlib import suppress

    from fridaygram.errors import ContentError
    from fridaygram.pages.document import find_sources, read_document

    days = []
    for source in find_sources(root).documents:
        # What cannot be read is found by the check.
        with suppress(ContentError):
            document = read_document(root, source, zone)
            if document.date is not None and document.date > now and not document.meta.draft:
                days.append(document.date.date().isoformat())
    return max(days, default=None)


def _weight(built: Built) -> str:
    """Return in words how large the site is. Raises BuildError past what GitHub Pages takes."""
    size = sum(path.stat().st_size for path in built.output.rglob("*") if path.is_file())
    if size > LIMIT_BYTES:
        raise BuildError(
            f"the site has {size / 1e9:.2f} GB, and GitHub Pages takes 1 GB",
            hint="'fridaygram check' lists what is large",
        )
    return f"{_counted(built.posts, 'post')}, {size / 1e6:.1f} MB"


def _list(console: Console, lines: list[str] | tuple[str, ...]) -> None:
    for line in lines[:SHOWN]:
        console.say(f"  {line}")
    if len(lines) > SHOWN:
        console.say(f"  and {len(lines) - SHOWN} more")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


COMMAND = Command(
    summary="check, build and send the site to GitHub Pages",
    description=(
        "Judge the site as strictly as can be, build it from a clean copy of what is committed, and send it on its\n"
        'way. [publish] in site.toml says which: target = "workflow" pushes the blog, and GitHub builds it, again on\n'
        'each Friday; target = "branch" pushes the built site to a branch, gh-pages. Posts scheduled for later are\n'
        "judged as of their day too. Nothing is sent where anything is wrong."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram publish --workflow     write .github/workflows/fridaygram.yml from site.toml; commit it",
        "fridaygram publish --dry-run      what would change",
        "fridaygram publish",
    ),
)

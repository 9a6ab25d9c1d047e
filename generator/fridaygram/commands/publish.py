"""``fridaygram publish``: checks, a clean build, and a push to GitHub Pages."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.clock import moment
from fridaygram.commands.base import Command, Console, add_json, blog_root, many
from fridaygram.config import FILE, Site, load_site
from fridaygram.errors import BuildError, FridaygramError, UsageError
from fridaygram.plan.blog import Blog, Built, Options

if TYPE_CHECKING:
    from fridaygram.check import CheckReport
    from fridaygram.publish.repository import Repository
    from fridaygram.publish.workflow import Waiting

SHOWN = 20
LIMIT_BYTES = 1_000_000_000


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workflow", action="store_true", help="write the GitHub Actions workflow, and do no more")
    parser.add_argument("--dry-run", action="store_true", help="check and build, and show what would change")
    parser.add_argument(
        "--try-install",
        action="store_true",
        help="run the workflow's install command in a new virtual environment (needs a network)",
    )
    parser.add_argument("--allow-dirty", action="store_true", help="publish although not everything is committed")
    parser.add_argument("--allow-warnings", action="store_true", help="publish although the check warns")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="publish although the site there is from commits not in this history",
    )
    parser.add_argument(
        "--because",
        metavar="TEXT",
        help="tell readers why numbers that were edited, or are newer than their post, are published; and do no more",
    )
    parser.add_argument(
        "--ping",
        action="store_true",
        help="tell the hub of site.toml that the published feeds have news; and do no more",
    )
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="publish the site as of the end of this day")
    add_json(parser, "what was done")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.publish.ready import look

    blog = Blog(blog_root(args))
    site = load_site(blog.root)
    if args.try_install and site.publish.target != "workflow":
        raise UsageError("--try-install tries the workflow's command", hint=f'set target = "workflow" in {FILE}')
    if args.because is not None:
        return _tell_why(args.because.strip(), console, blog, site)
    if args.ping:
        return _ping(args, console, site)
    if args.workflow:
        return _write_workflow(args, console, blog, site)
    ready = look(site, blog.root, moment(site.timezone), dirty=args.allow_dirty, replace=args.replace)
    dirty = args.allow_dirty and site.publish.target == "branch"
    copied = ready.repository.committed() if ready.repository and ready.is_committed and not dirty else None
    with copied or nullcontext(blog.root) as root:
        built, findings = _checked(Blog(root), site, args, console)
        _refuse(ready.refusals, findings, args, console)
        if built is None or ready.repository is None:
            raise BuildError("the site is not ready")
        if args.try_install:
            _try_install(console, site, ready.repository, root)
        if ready.waiting is not None:
            return _push(args, console, site, ready.repository, ready.waiting, built)
        return _publish_site(args, console, site, ready.repository, ready.tip, built)


def _write_workflow(args: argparse.Namespace, console: Console, blog: Blog, site: Site) -> int:
    from fridaygram.publish.repository import find_repository
    from fridaygram.publish.workflow import FILE as WORKFLOW
    from fridaygram.publish.workflow import write_workflow

    news = write_workflow(site, find_repository(blog.root), moment(site.timezone).year)
    if args.json:
        console.json({"file": WORKFLOW.as_posix(), "written": news})
    else:
        console.done(f"{WORKFLOW.as_posix()}: {'written; commit it' if news else 'up to date'}")
    if site.publish.target != "workflow":
        console.remark(f'[publish] in {FILE} still says target = "{site.publish.target}"')
    return 0


def _tell_why(why: str, console: Console, blog: Blog, site: Site) -> int:
    from fridaygram.pages.document import read_document
    from fridaygram.pages.sources import find_sources
    from fridaygram.plan.standing import tell_why

    if not why:
        raise UsageError("--because needs a reason", hint="readers see it beside the number")
    documents = [read_document(blog.root, source, site.timezone) for source in find_sources(blog.root).documents]
    dated = [one for one in documents if one.date is not None and not one.meta.draft]
    told = tell_why(dated, blog.root, moment(site.timezone).date().isoformat(), why)
    for line in told:
        console.say(line)
    if not told:
        console.say("no published number was edited or is newer than its post")
        return 0
    console.say(f"readers are told why at {many(len(told), 'number')}; commit the results.json, then publish")
    return 0


def _ping(args: argparse.Namespace, console: Console, site: Site) -> int:
    from fridaygram.publish import hub

    told = []
    for feed in hub.tell_hub(site, hub.client()):
        told.append(feed)
        if not args.json:
            console.done(f"{site.hub} was told of {feed}")
    if args.json:
        console.json({"hub": site.hub, "told": told})
    return 0


def _try_install(console: Console, site: Site, repository: Repository, root: Path) -> None:
    from fridaygram.publish.install import install_lines, try_install
    from fridaygram.publish.workflow import FILE as WORKFLOW

    lines = install_lines(site, repository, (repository.top / WORKFLOW).read_text("utf-8"))
    command = " && ".join(lines)
    console.remark(f"trying in a new environment, which downloads all that it needs: {command}")
    console.remark(f"it installs Fridaygram {try_install(lines, root)}")


def _push(
    args: argparse.Namespace, console: Console, site: Site, repository: Repository, news: Waiting, built: Built
) -> int:
    """Push what is committed; GitHub builds it."""
    remote, source, about = site.publish.remote, site.publish.source, _weight(built)
    if news.commits and not args.dry_run:
        repository.push(remote, news.head, source)
    if args.json:
        pushed = bool(news.commits) and not args.dry_run
        console.json({"target": "workflow", "commits": list(news.commits), "pushed": pushed})
        return 0
    _list(console, news.commits)
    if not news.commits:
        console.done(f"nothing to publish: {remote} has this {source} already ({about})")
    elif args.dry_run:
        console.done(f"{many(len(news.commits), 'commit')} would be pushed to {source} of {remote} ({about})")
    else:
        console.done(f"{many(len(news.commits), 'commit')} pushed; GitHub builds {site.base_url} now ({about})")
    return 0


def _publish_site(
    args: argparse.Namespace, console: Console, site: Site, repository: Repository, tip: str | None, built: Built
) -> int:
    """Push the built site to its branch."""
    from fridaygram.publish.branch import MESSAGE, add_pages_files, difference, publish_branch

    settings, about = site.publish, _weight(built)
    add_pages_files(built.output, settings.domain)
    changes = difference(repository, built.output, tip)
    if changes and not args.dry_run:
        dirty = " and what is not committed" if args.allow_dirty and repository.changes() else ""
        message = MESSAGE.format(repository.head()[:12]) + dirty
        publish_branch(repository, built.output, settings.remote, settings.branch, parent=tip, message=message)
    if args.json:
        listed = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
        console.json({"target": "branch", "pushed": bool(changes) and not args.dry_run, **listed})
        return 0
    _list(console, changes.lines())
    counts = f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed"
    where = f"{settings.branch} of {settings.remote}"
    if not changes:
        console.done(f"nothing to publish: {where} is what was built ({about})")
    elif args.dry_run:
        console.done(f"{where} would change: {counts} ({about})")
    else:
        console.done(f"{where} is published: {counts} ({about}); readers see it at {site.base_url}")
        if site.hub:
            console.remark(f"the hub is not told yet; once {site.base_url} shows the news: fridaygram publish --ping")
    return 0


def _checked(blog: Blog, site: Site, args: argparse.Namespace, console: Console) -> tuple[Built | None, list[str]]:
    """Check the site as of now, and as of the last day that something is scheduled for.

    Return it as of now, None where it cannot be built, and the findings that keep it from being published.
    """
    from fridaygram.check import check_site

    last = last_scheduled(blog.root, site.timezone, moment(site.timezone, args.date))
    with console.progress() as progress:
        # First the later one: both are built in the same folder, and the last stays.
        later = check_site(blog, Options(date=last, progress=progress)) if last else None
        now = check_site(blog, Options(date=args.date, progress=progress))
    known = {str(finding) for finding in now.findings}
    coming = [f"on {last}: {found}" for found in _blocking(later, args) if found not in known] if later else []
    return now.built, [*_blocking(now, args), *coming]


def _refuse(refusals: list[FridaygramError], findings: list[str], args: argparse.Namespace, console: Console) -> None:
    """Raise an error where the blog cannot be published; several reasons are a line each."""
    if not refusals and not findings:
        return
    if len(refusals) == 1 and not findings:
        raise refusals[0]
    reasons = [*map(str, refusals), *findings]
    for reason in reasons:
        console.remark(reason)
    only_warnings = not refusals and not any(": error: " in reason for reason in findings)
    allow = ", or publish with --allow-warnings" if only_warnings else ""
    raise BuildError(f"the site is not ready: {many(len(reasons), 'reason')}", hint=f"mend them{allow}")


def _blocking(report: CheckReport, args: argparse.Namespace) -> list[str]:
    weights = {"error"} if args.allow_warnings else {"error", "warning"}
    # The address was checked before the build, with more detail.
    return [str(one) for one in report.findings if one.severity in weights and one.rule != "address"]


def last_scheduled(root: Path, zone: str, now: datetime) -> str | None:
    """Return the last day (YYYY-MM-DD) that a document is scheduled for, None where none is."""
    from contextlib import suppress

    from fridaygram.errors import ContentError
    from fridaygram.pages.document import read_document
    from fridaygram.pages.sources import find_sources

    days = []
    for source in find_sources(root).documents:
        # What cannot be read is found by the check.
        with suppress(ContentError):
            document = read_document(root, source, zone)
            if document.date is not None and document.date > now and not document.meta.draft:
                days.append(document.date.date().isoformat())
    return max(days, default=None)


def _weight(built: Built) -> str:
    """Return the size of the site in words. Raises BuildError where it is over the limit of GitHub Pages."""
    size = sum(path.stat().st_size for path in built.output.rglob("*") if path.is_file())
    if size > LIMIT_BYTES:
        raise BuildError(
            f"the site has {size / 1e9:.2f} GB, and GitHub Pages takes 1 GB",
            hint="'fridaygram check' lists what is large",
        )
    return f"{many(built.posts, 'post')}, {size / 1e6:.1f} MB"


def _list(console: Console, lines: list[str] | tuple[str, ...]) -> None:
    for line in lines[:SHOWN]:
        console.done(f"  {line}")
    if len(lines) > SHOWN:
        console.done(f"  and {len(lines) - SHOWN} more")


COMMAND = Command(
    summary="check, build and send the site to GitHub Pages",
    description=(
        "Check the site, build it from a clean copy of what is committed, and send it. Where anything is missing,\n"
        "all of it is listed and nothing is sent. [publish] in site.toml sets how the site is sent:\n"
        'target = "workflow" pushes the blog, and GitHub builds it, again on each Friday; target = "branch" pushes\n'
        "the built site to a branch, gh-pages. Posts scheduled for later are checked as of their day too."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram publish --workflow     write .github/workflows/fridaygram.yml from site.toml; commit it",
        "fridaygram publish --dry-run      what would change",
        "fridaygram publish --dry-run --try-install      does the workflow's install command work?",
        'fridaygram publish --because "Taken from the paper of 2018, as our corpus is lost."',
        "fridaygram publish",
        "fridaygram publish --ping         tell the hub, once readers see the news",
    ),
)

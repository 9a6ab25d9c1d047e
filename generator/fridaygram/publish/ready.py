"""Collects all reasons why a blog cannot be published: its address, the repository, the workflow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from fridaygram.config import FILE, Site, line_of
from fridaygram.errors import BuildError, ConfigError, FridaygramError
from fridaygram.publish.branch import branch_tip, check_source
from fridaygram.publish.install import install_lines
from fridaygram.publish.repository import Repository, find_repository
from fridaygram.publish.workflow import FILE as WORKFLOW
from fridaygram.publish.workflow import Waiting, check_workflow, waiting

OF_PAGES = ".github.io"


@dataclass
class Gathering:
    """A block whose error goes to ``checks``, under a name, instead of being raised; None goes there for no error."""

    name: str
    checks: list[tuple[str, FridaygramError | None]]

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Keep a FridaygramError; raise any other."""
        if error is None or isinstance(error, FridaygramError):
            self.checks.append((self.name, error))
        return isinstance(error, FridaygramError)


@dataclass
class Readiness:
    """Whether a blog can be published, and what keeps it from that.

    ``checks`` names what was looked at, each with what is wrong with it, None for nothing. ``repository`` is None where
    there is none; ``waiting`` is what a push would bring (target "workflow"), ``tip`` the commit that holds the site
    now (target "branch"); ``is_committed`` says whether what is committed is a blog.
    """

    checks: list[tuple[str, FridaygramError | None]] = field(default_factory=list)
    repository: Repository | None = None
    is_committed: bool = False
    waiting: Waiting | None = None
    tip: str | None = None

    @property
    def refusals(self) -> list[FridaygramError]:
        """What keeps the blog from being published, [] for nothing."""
        return [error for _, error in self.checks if error is not None]

    def gathering(self, name: str) -> Gathering:
        """Return a block whose error becomes a refusal; what follows the block goes on."""
        return Gathering(name, self.checks)


def look(
    site: Site, root: Path, now: datetime, *, dirty: bool = False, replace: bool = False, ask: bool = True
) -> Readiness:
    """Return all that keeps the blog from being published, without building it.

    With ``dirty``, what is not committed is no refusal; with ``replace``, neither is another author's newer site.
    Without ``ask``, the remote is not asked what it has, which needs a network.
    """
    found = Readiness()
    with found.gathering("address"):
        check_address(site, root)
    with found.gathering("repository"):
        found.repository = find_repository(root)
    repository = found.repository
    if repository is None:
        return found
    with found.gathering("commit"):
        head = repository.head()
        below = f"{repository.below}/" if repository.below else ""
        found.is_committed = repository.asks("cat-file", "-e", f"{head}:{below}{FILE}") is not None
        if not found.is_committed:
            raise BuildError(f"{FILE} is not committed", file=FILE, hint="commit the blog first")
        if not dirty:
            _check_committed(repository)
    if site.publish.target == "workflow":
        _look_at_workflow(found, repository, site, now)
    with found.gathering("remote"):
        repository.check_remote(site.publish.remote)
        if not ask:
            return found
        if found.is_committed and site.publish.target == "workflow":
            found.waiting = waiting(repository, site.publish.remote, site.publish.source)
        elif found.is_committed:
            found.tip = branch_tip(repository, site.publish.remote, site.publish.branch)
            if found.tip and not replace:
                check_source(repository, found.tip, site.publish.branch)
    return found


def _look_at_workflow(found: Readiness, repository: Repository, site: Site, now: datetime) -> None:
    with found.gathering("branch"):
        repository.check_branch(site.publish.source)
    with found.gathering("workflow"):
        written = repository.top / WORKFLOW
        install_lines(site, repository, written.read_text("utf-8") if written.is_file() else "")
        check_workflow(site, repository, now.year)


def _check_committed(repository: Repository) -> None:
    changes = repository.changes()
    if changes:
        more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
        problem = f"not everything is committed: {changes[0][3:]}{more}"
        raise BuildError(problem, hint="commit it, or publish with --allow-dirty")


def check_address(site: Site, root: Path) -> None:
    """Raise ConfigError, with its line, where base_url and a custom domain contradict one another.

    A custom domain serves the site at its root; user.github.io serves user pages at the root and project pages
    below the project's name.
    """
    parts = urlsplit(site.base_url)
    host, domain = (parts.hostname or ""), site.publish.domain.lower()
    key, problem, hint = "base_url", "", ""
    if domain and not _is_host(domain):
        key, problem, hint = "domain", f"'{site.publish.domain}' is no domain", "www.example.org"
    elif domain and (host, parts.path) != (domain, "/"):
        problem = f"base_url is {site.base_url}, but readers will be sent to {domain}"
        hint = f'write base_url = "https://{domain}/"'
    elif site.has_example_url:
        problem = f"base_url is still {site.base_url}"
        hint = 'say where the site will live, like "https://you.github.io/blog/"'
    elif not domain and not host.endswith(OF_PAGES):
        problem = f"base_url is {site.base_url}, which GitHub Pages only serves as a custom domain"
        hint = f'add domain = "{host}" to [publish]'
    if problem:
        line = line_of((root / FILE).read_text("utf-8-sig"), key)
        raise ConfigError(problem, file=FILE, line=line, hint=hint)


def _is_host(name: str) -> bool:
    labels = name.split(".")
    plain = all(label.replace("-", "a").isalnum() and label.isascii() and label.strip("-") == label for label in labels)
    return len(labels) > 1 and plain and len(name) < 254

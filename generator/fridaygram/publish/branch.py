"""The target "branch": the built site becomes the next commit of a branch of its own, and is pushed."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fridaygram.config import FILE
from fridaygram.errors import BuildError
from fridaygram.publish.repository import Repository, git_message

# Not the branch itself: after a failed push it would differ from the remote's.
STAGING = "fridaygram-publishing"
# The message of a commit that holds a site names the commit that it was built from.
MESSAGE = "Publish {}"
_SOURCE = re.compile(r"Publish ([0-9a-f]{12,64})\b")
NO_JEKYLL, DOMAIN_FILE = ".nojekyll", "CNAME"


@dataclass(frozen=True)
class Difference:
    """What publishing changes: paths below the site's root, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def lines(self) -> list[str]:
        """Return a line for each path, as git's short status writes them: A, M or D, then the path."""
        marked = [*(("A", path) for path in self.added), *(("M", path) for path in self.changed)]
        marked += [("D", path) for path in self.removed]
        return [f"{mark} {path}" for mark, path in sorted(marked, key=lambda pair: pair[1])]


def add_pages_files(site: Path, domain: str) -> None:
    """Add to a built site what only GitHub Pages reads: no Jekyll, and the custom domain where there is one."""
    (site / NO_JEKYLL).write_bytes(b"")
    if domain:
        (site / DOMAIN_FILE).write_text(f"{domain}\n", "utf-8")


def difference(repository: Repository, site: Path, commit: str | None) -> Difference:
    """Return what the folder ``site`` would change in the tree of ``commit``, None for an empty one."""
    old = _blobs_of_commit(repository, commit) if commit else {}
    new = _blobs_of_folder(site, repository.git("rev-parse", "--show-object-format").strip())
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(path for path in new.keys() & old.keys() if new[path] != old[path])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def branch_tip(repository: Repository, remote: str, branch: str) -> str | None:
    """Fetch the branch that holds the site; return its commit, None where there is none yet.

    Raises BuildError where the branch holds the blog's sources instead: a site would take their place.
    """
    commit = repository.fetched(remote, branch)
    if commit and repository.asks("cat-file", "-e", f"{commit}:{FILE}") is not None:
        raise BuildError(
            f"the branch '{branch}' holds the blog's sources", file=FILE, hint="name another in [publish]: gh-pages"
        )
    return commit


def check_source(repository: Repository, tip: str, branch: str) -> None:
    """Raise BuildError where the site at ``tip`` was built from a commit that is not in the history of this checkout.

    Publishing would then undo what another author has published. A commit that this program did not make does not
    name its source, and passes.
    """
    found = _SOURCE.match(repository.git("log", "-1", "--format=%s", tip))
    if found is None or repository.is_ancestor(found[1], "HEAD"):
        return
    here = repository.asks("cat-file", "-e", f"{found[1]}^{{commit}}") is not None
    where = "is not in the history of what is checked out" if here else "is not here"
    raise BuildError(
        f"the site on '{branch}' was built from the commit {found[1]}, which {where}: publishing would undo it",
        file=repository.top,
        hint="git pull, or publish with --replace",
    )


def publish_branch(
    repository: Repository, site: Path, remote: str, branch: str, *, parent: str | None, message: str
) -> str:
    """Commit the folder ``site`` on top of ``parent``, the branch's tip, and push it; return the new commit.

    The history is kept and never forced: where somebody else has pushed in between, the push fails and nothing
    has changed. Raises BuildError.
    """
    with _staging(repository, parent):
        _import(repository, site, message)
        commit = repository.git("rev-parse", f"refs/heads/{STAGING}").strip()
        if difference(repository, site, commit):
            raise BuildError("the commit is not what was built", file=site, hint="is the disk full?")
        repository.push(remote, commit, branch)
    return commit


@contextmanager
def _staging(repository: Repository, parent: str | None) -> Iterator[None]:
    """Keep a branch for the new commit, at ``parent`` first, and remove it in the end."""
    repository.asks("update-ref", "-d", f"refs/heads/{STAGING}")
    if parent:
        repository.git("update-ref", f"refs/heads/{STAGING}", parent)
    try:
        yield
    finally:
        repository.asks("update-ref", "-d", f"refs/heads/{STAGING}")


def _import(repository: Repository, site: Path, message: str) -> None:
    """Make the commit with ghp-import, in a process of its own: it works in its current folder, and prints."""
    command = [
        sys.executable,
        "-P",  # without it a random.py in the repository would stand in for Python's own
        "-m",
        "ghp_import",
        "--branch",
        STAGING,
        "--remote",
        ".",
        "--message",
        message,
        str(site),
    ]
    done = subprocess.run(command, cwd=repository.top, env=_identity(repository), capture_output=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"ghp-import: {git_message(done.stderr)}", file=site, hint="is the disk full?")


def _identity(repository: Repository) -> Mapping[str, str]:
    """Return the environment with the committer that git would take; ghp-import only looks in the settings."""
    hint = "git config --global user.name and user.email"
    said = repository.git("var", "GIT_COMMITTER_IDENT", hint=hint)
    found = re.fullmatch(r"(.*) <(.*)> \d+ [+-]\d{4}", said.strip())
    known = {"GIT_COMMITTER_NAME": found[1], "GIT_COMMITTER_EMAIL": found[2]} if found else {}
    return {**os.environ, **known}


def _blobs_of_commit(repository: Repository, commit: str) -> dict[str, str]:
    found = {}
    for entry in repository.git("ls-tree", "-r", "-z", commit).split("\0"):
        if entry:
            about, _, path = entry.partition("\t")
            found[path] = about.split(" ")[2]
    return found


def _blobs_of_folder(site: Path, algorithm: str) -> dict[str, str]:
    """Return the names that git gives to the files' contents (git's book, section 10.2)."""
    found = {}
    for path in sorted(site.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            blob = b"blob %d\0" % len(data) + data
            found[path.relative_to(site).as_posix()] = hashlib.new(algorithm, blob).hexdigest()
    return found

"""The target "workflow", this machine's part of it: the commits that GitHub is to build are pushed."""

from __future__ import annotations

from dataclasses import dataclass

from fridaygram.errors import BuildError
from fridaygram.publish.repository import Repository


@dataclass(frozen=True)
class Waiting:
    """The commits that the remote does not have yet, newest first, each as its short name and subject."""

    commits: tuple[str, ...]
    head: str


def waiting(repository: Repository, remote: str, source: str) -> Waiting:
    """Return what a push would bring to the branch ``source``.

    Raises BuildError where another branch is checked out, or the remote has commits that are not here.
    """
    here = repository.branch()
    if here != source:
        where = f"the branch '{here}' is checked out" if here else "no branch is checked out"
        raise BuildError(
            f"{where}, but '{source}' is published",
            file=repository.top,
            hint=f"git switch {source}, or name the branch in [publish]: source",
        )
    head, known = repository.head(), repository.fetched(remote, source)
    if known and repository.asks("merge-base", "--is-ancestor", known, head) is None:
        raise BuildError(f"'{source}' of {remote} has commits that are not here", hint=f"git pull {remote} {source}")
    span = [f"{known}..{head}"] if known else [head]
    listed = repository.git("log", "--format=%h %s", *span, "--")
    return Waiting(tuple(line for line in listed.splitlines() if line), head)

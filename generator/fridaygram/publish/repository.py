"""The git repository of a blog, read and changed with git itself."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fridaygram.errors import BuildError

# An address may have a name and a token in it, which must not reach a terminal or a log.
_CREDENTIALS = re.compile(r"(?<=//)[^/\s'\"]+@")
# No questions during a run; English messages, as errors quote them.
QUIET = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
PUSH_HINT = "does the remote exist, and may you push to it?"


@dataclass(frozen=True)
class Repository:
    """A work tree at ``top``; ``blog`` is the blog's folder in it."""

    top: Path
    blog: Path

    @property
    def below(self) -> str:
        """The blog's path below the top, with slashes; "" where it is the top."""
        path = self.blog.relative_to(self.top).as_posix()
        return "" if path == "." else path

    def git(self, *arguments: str, hint: str | None = None) -> str:
        """Run git and return what it prints. Raises BuildError with git's own words where it fails."""
        done = self._run(arguments)
        if done.returncode != 0:
            raise BuildError(f"git {arguments[0]}: {git_message(done.stderr)}", file=self.top, hint=hint)
        return done.stdout.decode("utf-8", "surrogateescape")

    def asks(self, *arguments: str) -> str | None:
        """Run git and return the line that it prints, None where it fails: for questions whose answer may be no."""
        done = self._run(arguments)
        return done.stdout.decode("utf-8", "surrogateescape").strip() if done.returncode == 0 else None

    def _run(self, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, **QUIET}
        return subprocess.run(["git", *arguments], cwd=self.top, env=environment, capture_output=True, check=False)

    def changes(self) -> list[str]:
        """Return what in the blog's folder is not committed, as git's short status has it."""
        listed = self.git("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", str(self.blog))
        return [line for line in listed.split("\0") if line]

    def branch(self) -> str:
        """Return the branch that is checked out, "" for none."""
        return self.asks("symbolic-ref", "--quiet", "--short", "HEAD") or ""

    def head(self) -> str:
        """Return the commit that is checked out. Raises BuildError where there is none yet."""
        commit = self.asks("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if not commit:
            raise BuildError("nothing is committed yet", file=self.top, hint="git add . && git commit")
        return commit

    def check_branch(self, wanted: str) -> None:
        """Raise BuildError, with the command that mends it, where another branch than ``wanted`` is checked out."""
        here = self.branch()
        if here == wanted:
            return
        heads = self.asks("for-each-ref", "--format=%(refname)", f"refs/heads/{wanted}", f"refs/remotes/*/{wanted}")
        command = f"git switch {wanted}" if heads or not here else f"git branch -m {wanted}"
        raise BuildError(
            f"the branch '{here}' is checked out, but '{wanted}' is published"
            if here
            else f"no branch is checked out, but '{wanted}' is published",
            file=self.top,
            hint=f"{command}, or name the branch in [publish]: source",
        )

    def is_ancestor(self, commit: str, other: str) -> bool:
        """Return whether a commit is here, and is ``other`` or in its history."""
        return self.asks("merge-base", "--is-ancestor", commit, other) is not None

    def check_remote(self, remote: str) -> None:
        """Raise BuildError where the repository has no such remote."""
        if self.asks("remote", "get-url", "--push", "--", remote) is None:
            raise BuildError(
                f"this repository has no remote '{remote}'",
                file=self.top,
                hint=f"git remote add {remote} git@github.com:YOU/REPOSITORY.git",
            )

    def fetched(self, remote: str, branch: str) -> str | None:
        """Fetch a branch; return its commit, None where the remote has no such branch.

        Raises BuildError where the remote cannot be asked.
        """
        self.check_remote(remote)
        hint = "is the remote reachable, and may you read it?"
        if not self.git("ls-remote", "--heads", remote, f"refs/heads/{branch}", hint=hint).strip():
            return None
        tracking = f"refs/remotes/{remote}/{branch}"
        self.git("fetch", "--quiet", "--no-tags", remote, f"+refs/heads/{branch}:{tracking}", hint=hint)
        return self.git("rev-parse", tracking).strip()

    def push(self, remote: str, commit: str, branch: str) -> None:
        """Push a commit as a branch's new tip. Raises BuildError where the remote refuses it."""
        self.git("push", "--quiet", remote, f"{commit}:refs/heads/{branch}", hint=PUSH_HINT)

    @contextmanager
    def committed(self) -> Iterator[Path]:
        """Yield the blog's folder in a copy of what is committed, as a runner would check it out."""
        import tempfile

        commit = self.head()
        with tempfile.TemporaryDirectory(prefix="fridaygram-") as folder:
            copy = Path(folder).resolve() / "blog"
            self.git("clone", "--quiet", "--shared", "--no-checkout", "--", str(self.top), str(copy))
            Repository(copy, copy).git("checkout", "--quiet", "--detach", commit)
            yield copy / self.below if self.below else copy


def find_repository(blog: Path) -> Repository:
    """Return the repository that the blog's folder lies in. Raises BuildError where there is none, or no git."""
    hint = "make one: git init -b main && git add . && git commit, then git remote add origin ADDRESS"
    try:
        top = Repository(blog, blog).asks("rev-parse", "--show-toplevel")
    except FileNotFoundError:
        raise BuildError("git is not installed", hint="publishing needs it") from None
    if top is None:
        raise BuildError("the blog is in no git repository", file=blog, hint=hint)
    return Repository(Path(top).resolve(), blog.resolve())


def git_message(stderr: bytes) -> str:
    """Return git's message as one line, without its prefixes and without credentials."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines()]
    said = [re.sub(r"^(fatal|error|remote):\s*", "", line) for line in lines if line and not line.startswith("hint:")]
    return _CREDENTIALS.sub("", "; ".join(said[:3])) or "it failed without a word"

"""Who remembers that a post had frozen values, when the file that held them is gone: this machine's cache, and git.

Where neither remembers, nothing was frozen yet: it is a first build.
"""

from __future__ import annotations

import subprocess
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from fridaygram.pages.sources import INDEXES
from fridaygram.values.results import NAME

if TYPE_CHECKING:
    from fridaygram.graph.cache import Cache

NOTE = "frozen"


class Witness:
    """What is known of frozen values. ``cache`` keeps a note of the published documents (sources) that had some."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self.root = root
        self.cache = cache
        note = cache.note(NOTE)
        self._before: frozenset[str] = frozenset(msgspec.json.decode(note)) if note else frozenset()
        self._seen = {source for source in self._before if (root / source).is_file()}

    def saw(self, source: str) -> None:
        """Note that the published document ``source`` has frozen values."""
        self._seen.add(source)

    def keep(self) -> None:
        """Leave the note to the next build."""
        if self._seen != self._before:
            self.cache.set_note(NOTE, msgspec.json.encode(sorted(self._seen)))

    def knows(self, path: Path) -> bool:
        """Return whether the results.json ``path`` was there once."""
        name = path.relative_to(self.root).as_posix()
        own = [f"{name.removesuffix(f'.{NAME}')}.md", *(name.removesuffix(NAME) + index for index in INDEXES)]
        return not self._before.isdisjoint(own) or name in self._in_git

    @cached_property
    def _in_git(self) -> frozenset[str]:
        """All results.json in git's last commit and in its index, below the blog's root; none without git."""
        found: set[str] = set()
        for words in (("ls-tree", "-r", "-z", "--name-only", "HEAD"), ("ls-files", "-z")):
            try:
                said = subprocess.run(
                    ["git", "-C", str(self.root), *words], capture_output=True, check=False, stdin=subprocess.DEVNULL
                )
            except OSError:
                return frozenset()
            found |= {name for name in said.stdout.decode("utf-8", "replace").split("\0") if name.endswith(NAME)}
        return frozenset(found)

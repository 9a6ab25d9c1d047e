"""Reports which files of the blog are written, by the system's own notifications."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

# A change is reported one to two steps after it. The root changes rarely, so its steps are longer.
STEP_MS, ROOT_STEP_MS = 4, 20
DEBOUNCE_MS = 200
IDLE_MS = 500
BACKUPS = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig")
# Python writes it beside an author's own figures.py.
COMPILED = ("__pycache__",)

Changed = Callable[[frozenset[Path]], None]


class Watcher:
    """Calls ``changed`` with the files written below some folders, and with the ``entries`` of the root itself.

    ``folders`` is called again when such an entry comes or goes: a templates/ folder that comes later is watched too.
    """

    def __init__(self, root: Path, folders: Callable[[], Iterable[Path]], entries: Iterable[str], changed: Changed):
        self.root = root.resolve()
        self.folders = folders
        self.entries = frozenset(entries)
        self.changed = changed
        self._stop = threading.Event()
        self._again = threading.Event()
        self._threads = [
            threading.Thread(target=self._watch_folders, name="watch-folders", daemon=True),
            threading.Thread(target=self._watch_root, name="watch-root", daemon=True),
        ]

    def start(self) -> None:
        """Start watching."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop watching and wait until both threads have ended."""
        self._stop.set()
        self._again.set()
        for thread in self._threads:
            thread.join()

    def _watch_folders(self) -> None:
        from watchfiles import watch

        known: list[Path] | None = None
        while True:
            # In this order: ``stop`` sets both, and what it sets after the look is still set for ``watch``.
            self._again.clear()
            if self._stop.is_set():
                return
            present = sorted({folder.resolve() for folder in self.folders() if folder.is_dir()})
            if not present:
                self._again.wait(IDLE_MS / 1000)
                continue
            batches = watch(
                *present,
                watch_filter=None,
                step=STEP_MS,
                debounce=DEBOUNCE_MS,
                rust_timeout=IDLE_MS,
                yield_on_timeout=True,
                stop_event=self._again,
                raise_interrupt=False,
            )
            # A new folder is reported as a whole: nobody saw what was written there before the watch began.
            unseen = [] if known is None else [folder for folder in present if folder not in known]
            known = present
            for batch in batches:
                self._tell([path for _, path in batch if is_source(Path(path), present)] + [*map(str, unseen)])
                unseen = []

    def _watch_root(self) -> None:
        from watchfiles import watch

        batches = watch(
            self.root,
            watch_filter=None,
            recursive=False,
            step=ROOT_STEP_MS,
            debounce=DEBOUNCE_MS,
            rust_timeout=IDLE_MS,
            stop_event=self._stop,
            raise_interrupt=False,
        )
        for batch in batches:
            paths = [path for _, path in batch if Path(path).name in self.entries]
            if any(not Path(path).is_file() for path in paths):
                self._again.set()
            self._tell(paths)

    def _tell(self, paths: Iterable[str]) -> None:
        seen = frozenset(Path(path) for path in paths)
        if seen:
            self.changed(seen)


def is_source(path: Path, roots: Iterable[Path]) -> bool:
    """Return whether a path below one of ``roots`` can be a source: no dotfile, no backup, nothing compiled."""
    for root in roots:
        if path.is_relative_to(root):
            names = path.relative_to(root).parts
            hidden = any(name.startswith(".") or name in COMPILED for name in names)
            return not hidden and not path.name.endswith(BACKUPS)
    return False

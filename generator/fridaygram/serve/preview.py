"""The preview as a whole: sees a change, has the site built, sends open pages and the terminal what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fridaygram.config import FILE, load_site
from fridaygram.errors import UsageError
from fridaygram.languages.catalogue import FOLDER as WORDS
from fridaygram.pages.theme.roots import asset_roots, template_roots
from fridaygram.plan.blog import CONTENT, SOURCES, Blog
from fridaygram.serve.answers import INDEX, PreviewView
from fridaygram.serve.hub import Hub, url_path
from fridaygram.serve.messages import BuildProgress, PreviewSettings, Problem
from fridaygram.serve.server import PreviewServer
from fridaygram.serve.sessions import SessionUI
from fridaygram.serve.watcher import Watcher
from fridaygram.serve.worker import Worker
from fridaygram.values.results import NAME as RESULTS

FOLDER = Path(".fridaygram") / "preview"


@dataclass(frozen=True)
class PreviewOptions:
    """How to preview. ``base_path`` None means the site's own; ``port`` 0 means any free one."""

    host: str = "127.0.0.1"
    port: int = 8000
    date: str | None = None
    drafts: bool = True
    base_path: str | None = None
    workers: int = 1


class Preview:
    """A blog being previewed. ``report`` gets each line for the terminal."""

    def __init__(self, blog: Blog, options: PreviewOptions, report: Callable[[str], None]):
        self.blog = blog
        self.report = report
        # No preview builds once a millisecond all its life, so the next one starts above its numbers.
        self.hub = Hub(first=time.time_ns() // 1_000_000)
        self.output = blog.root / FOLDER
        site = load_site(blog.root)
        self.base = site.base_path if options.base_path is None else checked_base(options.base_path)
        self._unpublished: dict[str, str] = {}
        self._problem: Problem | None = None
        self._ended = threading.Event()
        # The files that the next line of the terminal names, when the first was seen, and what was written for them.
        self._changed: frozenset[Path] = frozenset()
        self._since = time.perf_counter()
        self._written = 0
        # Files of results that changed during a build.
        self._results: frozenset[Path] = frozenset()
        self._lock = threading.Lock()
        self.sessions = SessionUI(blog)
        self.server = PreviewServer(options.host, options.port, self._view, self.hub, self.sessions)
        self.url = f"http://{_authority(options.host, self.server.port)}{self.base}"
        settings = PreviewSettings(
            root=str(blog.root),
            output=str(self.output),
            base_url=self.url,
            date=options.date,
            drafts=options.drafts,
            workers=options.workers,
        )
        self._worker = Worker(settings, self._on_progress)
        self._watcher = Watcher(blog.root, self._folders, (FILE, *SOURCES), self._on_change)

    @contextmanager
    def running(self) -> Iterator[Preview]:
        """Watch, build and serve in threads until the block ends."""
        serving = threading.Thread(target=self.server.serve_forever, args=(0.1,), name="serving", daemon=True)
        self._watcher.start()
        self._worker.order([])
        serving.start()
        try:
            yield self
        finally:
            self._ended.set()
            self._watcher.stop()
            self.hub.close()
            self.server.shutdown()
            self.server.server_close()
            self._worker.stop()

    def wait(self) -> None:
        """Do nothing until the preview is interrupted."""
        self._ended.wait()

    def _view(self) -> PreviewView:
        return PreviewView(self.output, self.base, self.hub.build, self._unpublished, self.sessions.address)

    def _folders(self) -> list[Path]:
        root = self.blog.root
        words = [root / WORDS] if (root / WORDS).is_dir() else []
        return [root / CONTENT, *words, *template_roots(root), *asset_roots(root)]

    @property
    def busy(self) -> bool:
        """Whether a build is under way, or will be as soon as that one has ended."""
        return self._worker.busy or bool(self._results)

    def _on_change(self, paths: frozenset[Path]) -> None:
        with self._lock:
            if self._worker.busy and all(path.name.endswith(RESULTS) for path in paths):
                # Most likely the build under way has frozen values. Another build waits until this one has ended.
                self._results |= paths
                return
            if not self._changed:
                self._since = time.perf_counter()
            self._changed |= paths
            self._worker.order(self._open_files())
            self._results = frozenset()

    def _on_progress(self, progress: BuildProgress) -> None:
        """Pass on what the builder says, to the pages and to the terminal."""
        if self._ended.is_set():
            return
        self._written += len(progress.changed)
        changed = {*progress.changed}
        if progress.unpublished is not None:
            # A banner is not part of the page's file. Where one comes or goes, the page changes too.
            changed |= {output for output, _ in progress.unpublished.items() ^ self._unpublished.items()}
            self._unpublished = progress.unpublished
        paths = tuple(sorted(url_path(self.base, output) for output in changed))
        # Until a build has ended, nobody knows whether the error of the one before is still there.
        problem = progress.problem if progress.ended else self._problem
        mended = self._problem if progress.ended and problem is None else None
        if paths or progress.problem is not None or mended is not None:
            # Also where nothing changed: the author took the change back.
            self.hub.publish(paths, problem)
        if progress.problem is not None:
            self.report(f"error: {_line(progress.problem)}")
        if mended is not None:
            self.report(f"the error is gone: {_place(mended) or mended.message}")
        for warning in progress.warnings:
            self.report(f"warning: {warning}")
        for note in progress.notes:
            self.report(f"note: {note}")
        self._problem = problem
        if progress.ended:
            self._on_end()

    def _on_end(self) -> None:
        changed, written = self._changed, self._written
        self._changed, self._written = frozenset(), 0
        if self._problem is None and (written or not changed):
            took = (time.perf_counter() - self._since) * 1000
            count = "1 file" if written == 1 else f"{written} files"
            self.report(f"{self._names(changed)}: {count} written in {took:.0f} ms")
        with self._lock:
            results = frozenset() if self._worker.busy else self._results
        if results:
            self._on_change(results)

    def _open_files(self) -> list[str]:
        """Return the output files of the pages that browsers show."""
        found = []
        for path in sorted(self.hub.open_pages()):
            if path.startswith(self.base):
                below = path.removeprefix(self.base)
                found.append(below + INDEX if below == "" or below.endswith("/") else below)
        return found

    def _names(self, files: frozenset[Path]) -> str:
        root = self.blog.root.resolve()
        names = sorted(path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name for path in files)
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "") or "built"


def checked_base(path: str) -> str:
    """Return a base path with a slash at both ends. Raises UsageError for what is not a path."""
    names = [name for name in path.split("/") if name]
    if any(name.startswith(".") or not all(char.isalnum() or char in "-_.~" for char in name) for name in names):
        raise UsageError(f"'{path}' cannot be a base path", hint="write it as /blog/")
    return "/" + "".join(f"{name}/" for name in names)


def _authority(host: str, port: int) -> str:
    # A server that listens on every address is reached by one of them.
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


def _line(problem: Problem) -> str:
    place = _place(problem)
    return (f"{place}: " if place else "") + problem.message + (f"; {problem.hint}" if problem.hint else "")


def _place(problem: Problem) -> str:
    return f"{problem.file}:{problem.line}" if problem.line else problem.file

import queue
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from fridaygram.serve.watcher import Watcher, is_source
from tests.patience import PATIENCE

# Only guards against hanging: no test waits for the clock.
STEP_SECONDS = 0.1


@contextmanager
def watching(root):
    """Give a function that waits until a file is reported."""
    seen = queue.Queue()
    watcher = Watcher(
        root, lambda: [root / "content", root / "templates"], ("site.toml", "content", "templates"), seen.put
    )
    watcher.start()

    def until(*paths):
        while not seen.get(timeout=PATIENCE) & {*paths}:
            pass

    def written(path):
        """Write a file again and again until it is reported: watching begins when the system says so."""
        end = time.monotonic() + PATIENCE
        number = 0
        while True:
            number += 1
            path.write_text(str(number))
            try:
                while path not in seen.get(timeout=STEP_SECONDS):
                    pass
                return
            except queue.Empty:
                assert time.monotonic() < end

    until.written = written
    written(root / "content" / "probe.md")
    try:
        yield until
    finally:
        watcher.stop()


@pytest.fixture
def root(tmp_path):
    (tmp_path / "content").mkdir()
    return tmp_path.resolve()


def test_files_in_folders_and_of_the_root(root):
    with watching(root) as until:
        (root / "content" / "a").mkdir()
        (root / "content" / "a" / "index.md").write_text("x")
        # What is written before a new folder is watched is told by the folder's own coming.
        until(root / "content" / "a", root / "content" / "a" / "index.md")
        (root / "site.toml").write_text("x")
        until(root / "site.toml")
        (root / "site.toml").unlink()
        until(root / "site.toml")


def test_a_folder_that_comes_later_is_watched(root):
    with watching(root) as until:
        (root / "templates").mkdir()
        until(root / "templates")
        until.written(root / "templates" / "base.html")


def test_a_file_renamed_into_place_is_seen(root):
    with watching(root) as until:
        beside = root / "content" / ".a.md.swap"
        beside.write_text("x")
        beside.replace(root / "content" / "a.md")
        until(root / "content" / "a.md")


def test_a_stop_ends_the_threads_whenever_it_comes(root):
    class StopsBefore(threading.Event):
        """Comes between the thread's last look and its next."""

        def clear(self):
            watcher._stop.set()
            self.set()
            super().clear()

    watcher = Watcher(root, lambda: [root / "content"], (), lambda paths: None)
    watcher._again = StopsBefore()
    watcher.start()
    for thread in watcher._threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    watcher.stop()


@pytest.mark.parametrize("name", ["a.md", "posts/x/index.md", "x/picture.png"])
def test_sources(name):
    assert is_source(Path("/blog/content") / name, [Path("/blog/content")])


@pytest.mark.parametrize(
    "name",
    [".a.md", "x/.hidden/a.md", "a.md~", ".a.md.swp", "a.md.tmp", "4913~", "a/__pycache__/figures.cpython-311.pyc"],
)
def test_no_sources(name):
    assert not is_source(Path("/blog/content") / name, [Path("/blog/content")])


def test_a_dot_above_the_root_does_not_matter():
    assert is_source(Path("/home/.config/blog/content/a.md"), [Path("/home/.config/blog/content")])
    assert not is_source(Path("/elsewhere/a.md"), [Path("/blog/content")])

import os
import subprocess
import time
from pathlib import Path

import pytest

from fridaygram.files import digest
from fridaygram.graph import stamps
from fridaygram.graph.stamps import FileIndex, entries, stamp_of

OLD = 1_500_000_000_000_000_000


def aged(path, text, modified_ns=OLD):
    """Write a file that looks as if it had been written long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, ns=(modified_ns, modified_ns))
    for folder in path.parents:
        if "pytest" in folder.name:
            break
        os.utime(folder, ns=(OLD, OLD))
    return path


@pytest.fixture
def reads(monkeypatch):
    """Record which files are read to be digested."""
    seen = []
    real = stamps.digest_file
    monkeypatch.setattr(stamps, "digest_file", lambda path: seen.append(path.name) or real(path))
    return seen


@pytest.fixture
def trusting(monkeypatch):
    """Trust stamps at once: no file here is written twice within a tick of the clock."""
    monkeypatch.setattr(stamps, "GRAIN_NS", -(10**18))


def test_a_file_is_read_once(tmp_path, reads, trusting):
    path = aged(tmp_path / "a.md", "one")
    index = FileIndex()
    assert index.digest(path) == index.digest(path) == digest("one")
    again = FileIndex(index.known)
    assert again.digest(path) == digest("one")
    assert reads == ["a.md"]
    assert (index.changed, again.changed) == (True, False)


def test_a_changed_file_is_read_again(tmp_path, reads, trusting):
    path = aged(tmp_path / "a.md", "one")
    index = FileIndex()
    index.digest(path)
    aged(path, "two", OLD + 1)
    assert index.digest(path) == digest("two")
    assert reads == ["a.md", "a.md"]


def test_a_file_just_written_is_not_trusted(tmp_path, reads):
    # A minute ahead, so that it is still new to a test that a busy machine holds up.
    path = aged(tmp_path / "a.md", "one", time.time_ns() + 60 * 10**9)
    stamp = stamp_of(path)
    index = FileIndex()
    index.digest(path)
    path.write_text("two")  # within the clock's grain: the stamp may stay the same
    os.utime(path, ns=(stamp.modified_ns, stamp.modified_ns))
    assert index.digest(path) == digest("two")


def test_a_replaced_file_of_equal_size_and_time_is_seen(tmp_path, trusting):
    path, other = aged(tmp_path / "a.md", "one"), aged(tmp_path / "b.md", "two")
    index = FileIndex()
    index.digest(path)
    other.replace(path)
    assert index.digest(path) == digest("two")


def test_a_file_of_equal_size_time_and_inode_is_seen(tmp_path, trusting):
    """As ``cp -p`` leaves it, written over a file of the same length."""
    path, other = aged(tmp_path / "a.md", "one"), aged(tmp_path / "b.md", "two")
    index = FileIndex()
    before = stamp_of(path)
    index.digest(path)
    changed = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == changed:  # a clock may tick but every few milliseconds
        subprocess.run(["cp", "-p", str(other), str(path)], check=True)
    after = stamp_of(path)
    assert (after.size, after.modified_ns, after.inode) == (before.size, before.modified_ns, before.inode)
    assert index.digest(path) == digest("two")


def found(folder, ignored=()):
    return [(os.path.relpath(path, folder), is_folder) for path, is_folder in entries(str(folder), ignored)]


def test_entries_are_sorted_without_what_is_hidden_or_ignored(tmp_path):
    for name in ("b/two.md", "a.md", ".hidden", ".git/x", "b/corpus/x", "corpus/big"):
        aged(tmp_path / name, "x")
    assert found(tmp_path, ("corpus",)) == [(".", True), ("a.md", False), ("b", True), ("b/two.md", False)]
    assert found(tmp_path / "a.md") == [(".", False)]
    assert found(tmp_path / "none") == []


def test_a_folder_linked_into_itself_ends(tmp_path):
    aged(tmp_path / "a.md", "x")
    Path(tmp_path / "loop").symlink_to(tmp_path)
    assert found(tmp_path) == [(".", True), ("a.md", False)]

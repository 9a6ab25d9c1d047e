import os
from pathlib import Path

import pytest

from fridaygram.graph.stamps import entries
from fridaygram.plan import quick
from fridaygram.plan.quick import GRAIN_NS, BuildNote, Stamps

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


def taken(folder):
    return Stamps.of(entries(str(folder)))


def note(stamps, **more):
    given = {
        "built": 5.5,
        "until": 0.0,
        "counts": (3, 1, 2),
        "warnings": ("one\ntwo", "dé\udcffjà"),
        "hidden": "1 draft",
    }
    return BuildNote(stamps, **{**given, **more})


@pytest.fixture
def blog(tmp_path):
    (tmp_path / ".fridaygram").mkdir()
    aged(tmp_path / "content/a.md", "one")
    aged(tmp_path / "content/sub/b.md", "one")
    return tmp_path


def written_over(path):
    """Change nothing of a file's stat but the time of change, whose clock may tick but every few milliseconds."""
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:
        aged(path, "two")


CHANGES = {
    "edit within one clock tick": lambda folder: aged(folder / "a.md", "longer"),
    "add": lambda folder: (folder / "sub" / "new.md").write_text("x"),
    "remove": lambda folder: (folder / "sub" / "b.md").unlink(),
    "rename": lambda folder: (folder / "a.md").rename(folder / "c.md"),
    "touch": lambda folder: os.utime(folder / "a.md", ns=(OLD + 5, OLD + 5)),
    "replace": lambda folder: aged(folder / "sub" / "b.md", "one").replace(folder / "a.md"),
    "remove all": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "write over it, and bring size, time and inode back": lambda folder: written_over(folder / "a.md"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(blog, change):
    old = taken(blog / "content")
    assert old.hold()
    CHANGES[change](blog / "content")
    assert not old.hold()


def test_what_was_not_there_may_come(blog):
    old = Stamps.of([(str(blog / "content/a.md"), False), (str(blog / "templates"), True)])
    assert old.hold()
    (blog / "templates").mkdir()
    assert not old.hold()


def test_stamps_of_two_lists_hold_as_long_as_both_do(blog):
    aged(blog / "other/x", "x")
    both = taken(blog / "content") + taken(blog / "other")
    assert both.hold()
    (blog / "other/x").unlink()
    assert not both.hold()


def test_stamps_of_what_was_just_written_are_not_trusted(blog):
    aged(blog / "content/a.md", "two")
    written = (blog / "content/a.md").stat().st_ctime_ns
    assert not taken(blog / "content").settled(written + GRAIN_NS - 1)
    assert taken(blog / "content").settled(written + GRAIN_NS)


def test_a_note_comes_back_as_it_was(blog):
    known = note(taken(blog / "content") + Stamps.of([(str(blog / "nothing"), False)]), until=7.25)
    quick.keep(str(blog), "key", known)
    back = quick.recall(str(blog), "key")
    for name in ("built", "until", "tasks", "posts", "pages", "warnings", "hidden"):
        assert getattr(back, name) == getattr(known, name)
    assert (back.stamps.paths, back.stamps.numbers) == (known.stamps.paths, known.stamps.numbers)
    quick.drop(str(blog), "key")
    assert quick.recall(str(blog), "key") is None


@pytest.fixture(autouse=True)
def forgotten():
    """Leave nothing to the next test of what this process has found out of date."""
    yield
    quick.forget_outdated()


@pytest.mark.parametrize(("now", "holds"), [(5.0, False), (5.5, True), (7.2, True), (7.25, False), (None, True)])
def test_a_note_is_of_its_time(blog, now, holds):
    quick.keep(str(blog), "key", note(taken(blog / "content"), until=7.25))
    assert (quick.answer(str(blog), "key", now) is not None) == holds


def test_a_note_is_of_its_key(blog):
    quick.keep(str(blog), "key", note(taken(blog / "content")))
    assert quick.recall(str(blog), "other") is None
    Path(quick.note_file(str(blog), "key")).rename(quick.note_file(str(blog), "other"))
    assert quick.recall(str(blog), "other") is None


def test_a_note_that_was_found_out_of_date_is_asked_once(blog, monkeypatch):
    quick.keep(str(blog), "key", note(taken(blog / "content")))
    (blog / "content/a.md").unlink()
    assert quick.answer(str(blog), "key", None) is None
    monkeypatch.setattr(quick, "recall", lambda *_: pytest.fail("looked again"))
    assert quick.answer(str(blog), "key", None) is None
    quick.forget_outdated()
    monkeypatch.undo()
    aged(blog / "content/a.md", "one")
    quick.keep(str(blog), "key", note(taken(blog / "content")))
    assert quick.answer(str(blog), "key", None) is not None


def test_a_note_is_of_the_program_that_wrote_it(monkeypatch):
    key = quick.key_of("/site", None, None, drafts=False)
    monkeypatch.setattr("sys.prefix", "/another/environment")
    elsewhere = quick.key_of("/site", None, None, drafts=False)
    monkeypatch.setattr(quick, "__file__", "/another/fridaygram/generator/plan/quick.py")
    assert len({key, elsewhere, quick.key_of("/site", None, None, drafts=False)}) == 3


def test_a_damaged_note_is_none(blog):
    quick.keep(str(blog), "key", note(taken(blog / "content")))
    file = Path(quick.note_file(str(blog), "key"))
    data = file.read_bytes()
    damaged = [data[:length] for length in range(0, len(data), 7)]
    damaged += [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(0, len(data), 3)]
    for one in damaged:
        file.write_bytes(one)
        assert quick.recall(str(blog), "key") is None


def test_only_the_newest_notes_are_kept(blog):
    for number in range(quick.KEPT + 3):
        quick.keep(str(blog), f"{number}", note(taken(blog / "content")))
        os.utime(quick.note_file(str(blog), f"{number}"), ns=(OLD + number, OLD + number))
    kept = [number for number in range(quick.KEPT + 3) if quick.recall(str(blog), f"{number}")]
    assert kept == list(range(3, quick.KEPT + 3))

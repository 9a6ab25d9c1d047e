import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import BuildError, ContentError
from fridaygram.files import digest
from fridaygram.graph.cache import Cache
from fridaygram.graph.outputs import OutputTree, Urgent
from fridaygram.graph.runner import Ran, Runner

PATHS = st.sampled_from(["index.html", "a/index.html", "a/b/index.html", "c.png", "a.html", "d"])


def tree_of(target, cache, **options):
    return OutputTree(target, cache, Runner(cache), **options)


def plan(target, cache, files, **options):
    tree = tree_of(target, cache, **options)
    for path, data in files.items():
        tree.add(path, {"content": data}, data.encode, owner=path)
    return tree


def write(target, cache, files, **options):
    """Build a site of these texts by path."""
    tree = plan(target, cache, files, **options)
    tree.commit()
    return tree


def contents(target):
    files = (path for path in sorted(target.rglob("*")) if path.is_file())
    return {path.relative_to(target).as_posix(): path.read_text() for path in files}


def everything(target):
    """Return all paths below the parent of the target: nothing else may be left there."""
    return sorted(path.relative_to(target.parent).as_posix() for path in target.parent.rglob("*"))


@settings(max_examples=60)
@given(st.lists(st.dictionaries(PATHS, st.text("xy", max_size=2)), min_size=1, max_size=4))
def test_after_every_build_the_folder_is_what_was_planned(tmp_path_factory, builds):
    target, cache = tmp_path_factory.mktemp("o") / "site", Cache(None)
    before = {}
    for files in builds:
        tree = write(target, cache, files)
        assert contents(target) == files
        assert sorted(tree.changed) == sorted(path for path in files if before.get(path) != files[path])
        assert tree.removed == sorted(before.keys() - files.keys())
        assert [path for path in target.rglob("*") if path.is_dir() and not any(path.iterdir())] == []
        before = files


def test_a_second_build_makes_and_touches_nothing(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, {"index.html": "home", "a.css": "x"})
    stamps = {path: path.stat().st_ctime_ns for path in target.rglob("*")}
    tree = write(target, cache, {"index.html": "home", "a.css": "x"})
    assert (tree.changed, tree.removed, tree.runner.report.ran, tree.runner.report.reused) == ([], [], [], 2)
    assert stamps == {path: path.stat().st_ctime_ns for path in target.rglob("*")}


def test_a_file_that_comes_out_the_same_keeps_its_time(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, {"index.html": "home"})
    before = (target / "index.html").stat().st_ctime_ns
    tree = tree_of(target, cache)
    tree.add("index.html", {"program": "new"}, lambda: b"home", owner="home")
    tree.commit()
    assert (target / "index.html").stat().st_ctime_ns == before
    assert len(tree.runner.report.ran) == 1


@pytest.mark.parametrize("meddle", ["edit", "remove", "folder"])
def test_a_file_that_somebody_changed_is_made_again(tmp_path, meddle):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, {"a.html": "right"})
    path = target / "a.html"
    if meddle == "edit":
        path.write_text("meddled")
    else:
        path.unlink()
    if meddle == "folder":
        (path / "deep").mkdir(parents=True)
    tree = write(target, cache, {"a.html": "right"})
    assert contents(target) == {"a.html": "right"}
    assert [ran.reason for ran in tree.runner.report.ran] == ["its file was changed or removed"]


def test_a_repository_and_its_marker_stay(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    (target / ".git").mkdir(parents=True)
    for name in (".git/HEAD", ".gitkeep", "gone.html"):
        (target / name).write_text("x")
    assert write(target, cache, {"index.html": "home"}).kept == ["gone.html"]
    write(target, cache, {"index.html": "home"}, clean=True)
    assert sorted(contents(target)) == [".git/HEAD", ".gitkeep", "index.html"]


def test_two_owners_of_one_path_are_an_error(tmp_path):
    tree = tree_of(tmp_path / "site", Cache(None))
    tree.add("a/index.html", {}, bytes, owner="posts/one.md")
    with pytest.raises(BuildError) as caught:
        tree.add("a/index.html", {}, bytes, owner="posts/two.md")
    assert str(caught.value) == (
        "posts/two.md: two things want to be a/index.html; give one of them another slug or name"
    )


@pytest.mark.parametrize("order", [("a", "a/index.html"), ("a/index.html", "a")])
def test_a_file_where_another_needs_a_folder_is_an_error(tmp_path, order):
    tree = tree_of(tmp_path / "site", Cache(None))
    for path in order:
        tree.add(path, {}, bytes, owner=path)
    with pytest.raises(BuildError, match="a is a file and a folder"):
        tree.commit()
    assert everything(tmp_path / "site") == []


@pytest.mark.parametrize("path", ["../out.html", "a/../../out.html", "/etc/out", "", "a//b", "a/./b", ".git/config"])
def test_a_path_out_of_the_site_is_an_error(tmp_path, path):
    tree = tree_of(tmp_path / "site", Cache(None))
    with pytest.raises(BuildError, match=r"posts/a\.md: .* is no path below the site"):
        tree.add(path, {}, bytes, owner="posts/a.md")


OLD = {"index.html": "old home", "a/index.html": "old a", "gone.html": "old"}
NEW = {"index.html": "new home", "a/index.html": "new a", "b/index.html": "new b", "z": "new z"}


def full(*_args, **_more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def after(calls, real):
    """Return ``real``, but for a full disk at one call."""
    left = [calls]

    def step(*args, **more):
        left[0] -= 1
        return real(*args, **more) if left[0] != -1 else full()

    return step


@pytest.mark.parametrize("calls", range(7))
@pytest.mark.parametrize("method", ["write_bytes", "replace", "mkdir"])
def test_a_full_disk_at_any_step_leaves_the_old_site(tmp_path, monkeypatch, method, calls):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, OLD)
    before = everything(target)
    tree = plan(target, cache, NEW)
    failed = False
    with monkeypatch.context() as patch:
        patch.setattr(Path, method, after(calls, getattr(Path, method)))
        try:
            tree.commit()
        except BuildError as error:
            failed = True
            assert str(error) == (
                f"{target}: cannot write the site: No space left on device; the site of the last build is untouched"
            )
    assert contents(target) == (OLD if failed else NEW)
    if failed:
        assert everything(target) == before
    write(target, cache, NEW)
    assert contents(target) == NEW


def test_an_error_of_the_author_leaves_the_old_site(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, OLD)

    def wrong():
        raise ContentError("no such template", file="a.html")

    tree = plan(target, cache, NEW)
    tree.add("zz.html", {}, wrong, owner="zz")
    with pytest.raises(ContentError, match="no such template"):
        tree.commit()
    assert contents(target) == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_two_targets_do_not_mix(tmp_path):
    cache = Cache(None)
    write(tmp_path / "one", cache, {"a": "1"})
    write(tmp_path / "two", cache, {"a": "2"})
    assert write(tmp_path / "one", cache, {"a": "1"}).runner.report.ran == []
    assert contents(tmp_path / "two") == {"a": "2"}


class Somebody:
    """Waits for one file, and needs the rest no more after so many batches."""

    def __init__(self, wanted, patience=1000):
        self.heard = []
        self.urgent = Urgent(
            is_urgent=lambda path: path == wanted,
            written=self.heard.append,
            superseded=lambda: len(self.heard) > patience,
        )


def test_what_somebody_waits_for_is_there_first(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    files = {f"{number:03}.html": "x" for number in range(300)}
    somebody = Somebody("200.html")
    plan(target, cache, files).commit(urgent=somebody.urgent)
    assert somebody.heard[0] == ["200.html"]
    sizes = [len(batch) for batch in somebody.heard[1:]]
    assert sizes == sorted(sizes[:-1]) + sizes[-1:], "batches grow"
    assert sum(sizes) == 299
    assert contents(target) == files


def test_what_was_given_up_is_due_again(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    files = {f"{number:03}.html": "x" for number in range(300)}
    hasty = Somebody("200.html", patience=2)
    plan(target, cache, files).commit(urgent=hasty.urgent)
    assert len(hasty.heard) == 3
    assert len(contents(target)) < 300
    somebody = Somebody("200.html")
    plan(target, cache, files).commit(urgent=somebody.urgent)
    assert contents(target) == files
    assert {path for batch in (*hasty.heard, *somebody.heard) for path in batch} == files.keys()


def test_what_is_gone_goes_with_the_first(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    plan(target, cache, {"a": "1", "b": "1", "c": "1"}).commit(urgent=Somebody("a").urgent)
    somebody = Somebody("a")
    plan(target, cache, {"a": "2", "b": "2"}).commit(urgent=somebody.urgent)
    assert somebody.heard == [["a", "c"], ["b"]]
    assert contents(target) == {"a": "2", "b": "2"}


def test_a_stranger_in_the_folder_is_seen_where_nothing_is_remembered(tmp_path):
    target = tmp_path / "site"
    plan(target, Cache(None), {"a": "1"}).commit(urgent=Somebody("a").urgent)
    plan(target, Cache(None), {"b": "1"}, clean=True).commit(urgent=Somebody("b").urgent)
    assert contents(target) == {"b": "1"}


def test_what_is_gone_is_forgotten(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, {"a": "x", "b/c": "y"})
    tree = write(target, cache, {"a": "x"})
    assert (tree.removed, cache.output_paths(tree.key)) == (["b/c"], ["a"])
    (target / "b").mkdir()
    (target / "b" / "c").write_text("mine")
    assert write(target, cache, {"a": "x"}).kept == ["b/c"]


def test_what_no_build_made_is_kept_until_a_clean_build(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, {"index.html": "1", "old/index.html": "1"})
    for name in ("CNAME", "old/mine.html"):
        (target / name).write_text("mine")
    tree = write(target, cache, {"index.html": "2"})
    assert (tree.kept, tree.removed) == (["CNAME", "old/mine.html"], ["old/index.html"])
    assert contents(target) == {"index.html": "2", "CNAME": "mine", "old/mine.html": "mine"}
    tree = write(target, cache, {"index.html": "2"}, clean=True)
    assert (tree.kept, contents(target)) == ([], {"index.html": "2"})


def test_pages_of_a_forgotten_build_go_and_other_files_stay(tmp_path):
    target = tmp_path / "site"
    write(target, Cache(None), {"index.html": "ours 1", "gone.html": "ours 1"})
    (target / "mine.html").write_text("mine")
    tree = write(target, Cache(None), {"index.html": "ours 2"}, is_ours=lambda path: "ours" in path.read_text())
    assert (tree.kept, tree.removed) == (["mine.html"], ["gone.html"])
    assert contents(target) == {"index.html": "ours 2", "mine.html": "mine"}


def test_files_of_a_build_that_was_killed_before_it_remembered_them_are_taken_over(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, {"index.html": "1", "a.css": "1", "b.html": "ours 1"})
    cache.forget_outputs(str(target.resolve()), ["a.css", "b.html"])
    files = {"index.html": "2", "a.css": "1", "b.html": "ours 2"}
    write(target, cache, files, is_ours=lambda path: "ours" in path.read_text())
    assert contents(target) == files


@pytest.mark.parametrize(
    ("mine", "planned"), [("a.html", "a.html"), ("sub", "sub/index.html"), ("sub/mine.html", "sub")]
)
def test_a_file_that_no_build_made_is_never_written_over(tmp_path, mine, planned):
    target, cache = tmp_path / "site", Cache(None)
    write(target, cache, {"index.html": "1"})
    (target / mine).parent.mkdir(exist_ok=True)
    (target / mine).write_text("mine")
    before = contents(target)
    with pytest.raises(BuildError, match=r"no build made this file.*--clean") as caught:
        write(target, cache, {"index.html": "2", planned: "2"})
    assert caught.value.file == str(target / mine)
    assert contents(target) == before
    write(target, cache, {"index.html": "2", planned: "2"}, clean=True)
    assert contents(target) == {"index.html": "2", planned: "2"}


def listed(target, cache, files):
    """Write a site with a listing, and return the tree."""
    tree = plan(target, cache, files)
    tree.add_listing("a-list.json", {"about": "x"}, lambda digests: json.dumps(digests).encode())
    tree.commit()
    shown = contents(target)
    assert json.loads(shown.pop("a-list.json")) == {path: digest(text) for path, text in shown.items()}
    return tree


def test_a_listing_is_made_last_and_where_anything_else_changed(tmp_path):
    target, cache = tmp_path / "site", Cache(None)
    assert listed(target, cache, {"b.html": "1", "c.css": "1"}).changed == ["a-list.json", "b.html", "c.css"]
    assert listed(target, cache, {"b.html": "1", "c.css": "1"}).due() == []
    tree = listed(target, cache, {"b.html": "1", "c.css": "2"})
    assert tree.changed == ["a-list.json", "c.css"]
    assert Ran("write a-list.json", "other files changed") in tree.runner.report.ran
    # Nothing is made, but something goes.
    assert listed(target, cache, {"b.html": "1"}).changed == ["a-list.json"]
    (target / "b.html").write_text("by hand")
    assert listed(target, cache, {"b.html": "1"}).changed == ["b.html"]
    (target / "a-list.json").unlink()
    assert listed(target, cache, {"b.html": "1"}).changed == ["a-list.json"]

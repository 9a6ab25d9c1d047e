"""Merges of results.json: by value, by git, and with conflicts that can be read."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.values.merging import BETWEEN, OURS, THEIRS, merge
from fridaygram.values.results import Entry, Erratum, Results, parse_results, read_results, sealed, write_results


def entry(name, number, **more):
    """Return an inline value."""
    given_ = {"kind": "inline", "params": {"name": name}, "sources": {}, "computed": "2018-06-08"}
    return sealed(Entry(**{**given_, "values": {"value": number}, **more}))


def results(*entries):
    return Results(values={one.key: one for one in entries})


def read(text, path):
    return parse_results(text.encode(), path) if text else Results()


SIDES = st.lists(st.builds(entry, st.sampled_from("abcd"), st.integers(0, 2)), max_size=4).map(
    lambda all_: results(*all_)
)


@given(SIDES, SIDES, SIDES)
def test_a_merge_loses_nothing_and_invents_nothing(tmp_path_factory, base, ours, theirs):
    merged = merge(base, ours, theirs)
    path = tmp_path_factory.getbasetemp() / "results.json"
    conflicts = {one.key for one in merged.conflicts}
    if conflicts:
        with pytest.raises(ContentError, match="a merge left conflicts here"):
            read(merged.text, path)
    sides = (merged.text, resolved(merged.text, 0), resolved(merged.text, 1))
    for found in [read(text, path) for text in (sides[1:] if conflicts else sides)]:
        assert found.values.keys() == {*ours.values, *theirs.values}
        for key, value in found.values.items():
            assert value in (ours.values.get(key), theirs.values.get(key))
            changed = [side.values[key] for side in (ours, theirs) if key in side.values]
            if key not in conflicts and base.values.get(key) in changed and len(changed) == 2:
                assert value == next((one for one in changed if one != base.values[key]), changed[0])
    for key in conflicts:
        assert len({one.values[key].values["value"] for one in (ours, theirs)}) == 2


def resolved(text, side):
    """Return a merged text with one side of each conflict."""
    kept, inside = [], None
    for line in text.splitlines(keepends=True):
        mark = {OURS: 0, BETWEEN: 1, THEIRS: None}
        if line.rstrip() in mark:
            inside = mark[line.rstrip()]
        elif inside in (None, side):
            kept.append(line)
    return "".join(kept)


@given(SIDES)
def test_what_is_the_same_is_merged_as_it_is_written(tmp_path_factory, side):
    path = tmp_path_factory.getbasetemp() / "same.json"
    write_results(path, side)
    assert merge(Results(), side, side).text == (path.read_text() if path.exists() else "")


def test_the_same_numbers_are_one_value_with_all_that_both_sides_know():
    erratum = Erratum(day="2018-06-12", old={"value": 2}, new={"value": 3})
    one = entry("demo.reviews", 3, published="2018-06-10", errata=(erratum,), retired="2018-06-14")
    other = entry("demo.reviews", 3, computed="2018-06-09", published="2018-06-09")
    merged = merge(Results(), results(one), results(other))
    assert merged.conflicts == ()
    found = parse_results(merged.text.encode(), None).values["demo.reviews"]
    assert (found.computed, found.published, found.retired) == ("2018-06-08", "2018-06-09", "")
    assert found.errata == (erratum,)
    assert found.is_intact


def test_a_conflict_is_told_with_both_numbers_and_days():
    one, other = entry("demo.reviews", 200), entry("demo.reviews", 300, computed="2018-06-15")
    (conflict,) = merge(Results(), results(one), results(other)).conflicts
    assert conflict.words() == "demo.reviews: ours of 2018-06-08, theirs of 2018-06-15: value 200 or 300"


def git(root, *words, fails=False):
    done = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stderr + done.stdout
    return done.stdout + done.stderr


def commit(root, *entries):
    write_results(root / "results.json", results(*entries))
    git(root, "add", ".")
    git(root, "commit", "-m", "Numbers")


@pytest.fixture
def repository(tmp_path):
    """A repository whose merges of results.json are ours, with one value in it."""
    git(tmp_path, "init", "--initial-branch", "main")
    for name, value in {
        "user.name": "A",
        "user.email": "a@example.org",
        "merge.fridaygram.driver": f"{sys.executable} -m fridaygram merge-results %O %A %B %P",
    }.items():
        git(tmp_path, "config", name, value)
    (tmp_path / ".gitattributes").write_text("results.json merge=fridaygram\n")
    commit(tmp_path, entry("demo.words", 1))
    git(tmp_path, "branch", "other")
    return tmp_path


def test_git_merges_what_two_branches_added(repository):
    commit(repository, entry("demo.words", 1), entry("demo.blogs", 2))
    git(repository, "checkout", "other")
    commit(repository, entry("demo.words", 1), entry("demo.artists", 3))
    git(repository, "merge", "main")
    assert list(read_results(repository / "results.json").values) == ["demo.artists", "demo.blogs", "demo.words"]


def test_git_is_told_of_a_conflict(repository):
    commit(repository, entry("demo.words", 2))
    git(repository, "checkout", "other")
    commit(repository, entry("demo.words", 3), entry("demo.blogs", 2))
    said = git(repository, "merge", "main", fails=True)
    assert "results.json: conflict: demo.words: ours of 2018-06-08, theirs of 2018-06-08: value 3 or 2" in said
    assert "UU results.json" in git(repository, "status", "--short")
    with pytest.raises(ContentError, match=r":\d+: a merge left conflicts here"):
        read_results(repository / "results.json")

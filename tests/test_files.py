import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.files import (
    DIGEST_BYTES,
    digest,
    digest_file,
    digest_json,
    folder_atomic,
    json_text,
    read_text,
    write_atomic,
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def shuffled(value, random):
    """Return an equal value whose tables hold their keys in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random) for key in keys}
    return [shuffled(item, random) for item in value] if isinstance(value, list) else value


@given(JSON, st.randoms(use_true_random=False))
def test_digest_of_json_knows_no_order_of_keys(value, random):
    assert digest_json(value) == digest_json(shuffled(value, random))


@given(st.dictionaries(st.text(), st.integers(), min_size=1), st.data())
def test_digest_of_json_sees_every_value(table, data):
    key = data.draw(st.sampled_from(sorted(table)))
    assert digest_json(table) != digest_json({**table, key: table[key] + 1})


def test_digest_of_json_keeps_the_order_of_lists():
    assert digest_json([1, 2]) != digest_json([2, 1])


@given(st.binary(max_size=300))
def test_digest_of_a_file_is_that_of_its_bytes(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "digested"
    path.write_bytes(data)
    assert digest_file(path) == digest(data)
    assert len(digest(data)) == 2 * DIGEST_BYTES


def test_digest_of_text_is_that_of_its_utf8():
    assert digest("Ærø") == digest("Ærø".encode())
    digest("\ud800")  # a lone surrogate has a digest too: file names can hold one


def test_json_text_is_sorted_readable_and_strict():
    assert json_text({"b": "é", "a": [1]}) == '{\n  "a": [\n    1\n  ],\n  "b": "é"\n}\n'
    with pytest.raises(ValueError):
        json_text({"a": float("nan")})


@pytest.mark.parametrize("raw", [b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\nb\n"])
def test_text_is_read_with_plain_line_ends_and_without_a_mark(tmp_path, raw):
    path = tmp_path / "a.md"
    path.write_bytes(raw)
    assert read_text(path) == "a\nb\n"


def test_a_missing_text_and_one_that_is_not_utf8_are_errors(tmp_path):
    with pytest.raises(ContentError, match="no such file"):
        read_text(tmp_path / "none.md")
    (tmp_path / "a.md").write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(ContentError, match=r"a\.md:2: not UTF-8 text; save it as UTF-8"):
        read_text(tmp_path / "a.md")


@given(old=st.none() | st.binary(max_size=50), new=st.binary(max_size=50))
def test_write_atomic_replaces_whole(tmp_path_factory, old, new):
    folder = tmp_path_factory.mktemp("w")
    path = folder / "deep" / "file"
    if old is not None:
        write_atomic(path, old)
    write_atomic(path, new)
    assert path.read_bytes() == new
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]


def full_disk(*_args, **_more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_failed_write_leaves_the_old_file_and_nothing_beside(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_atomic(path, "old")
    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(path, "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert path.read_text() == "old"


def test_a_failed_write_takes_the_folders_along_that_it_made_and_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", full_disk)
    for path in (tmp_path / "posts/2018-06-15-week-2/index.md", tmp_path / "there.md"):
        with pytest.raises(OSError, match="No space left") as caught:
            write_atomic(path, "new")
        assert caught.value.filename == str(path)
    with pytest.raises(OSError, match="No space left") as caught, folder_atomic(tmp_path / "models/hums") as beside:
        (beside / "one").write_text("one")
    assert caught.value.filename == str(tmp_path / "models/hums")
    assert names(tmp_path) == []


def test_an_error_that_names_another_file_keeps_that_name(tmp_path):
    with pytest.raises(FileNotFoundError) as caught, folder_atomic(tmp_path / "corpus"):
        (tmp_path / "texts").read_text()
    assert caught.value.filename == str(tmp_path / "texts")


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_folder_takes_the_place_of_the_old_one(tmp_path):
    for text in ("one", "two"):
        with folder_atomic(tmp_path / "corpus") as beside:
            (beside / text).write_text(text)
    assert names(tmp_path) == ["corpus", "corpus/two"]


def test_a_failed_folder_leaves_the_old_one(tmp_path):
    with folder_atomic(tmp_path / "corpus") as beside:
        (beside / "one").write_text("one")
    with pytest.raises(RuntimeError), folder_atomic(tmp_path / "corpus") as beside:
        (beside / "two").write_text("two")
        raise RuntimeError
    assert names(tmp_path) == ["corpus", "corpus/one"]


def test_a_folder_that_cannot_be_renamed_leaves_the_old_one(tmp_path, monkeypatch):
    with folder_atomic(tmp_path / "corpus") as beside:
        (beside / "one").write_text("one")
    rename = Path.replace

    def failing(self, target):
        coming_in = Path(target) == tmp_path / "corpus" and self.parent == tmp_path
        return full_disk() if coming_in else rename(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="No space left"), folder_atomic(tmp_path / "corpus") as beside:
        (beside / "two").write_text("two")
    assert names(tmp_path) == ["corpus", "corpus/one"]

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import BuildError
from fridaygram.graph.cache import DAMAGED, SCHEMA, Cache, KnownResult, discard, kept_result
from fridaygram.graph.stamps import Stamp, Stamped


def filled(path):
    cache = Cache(path)
    cache.remember([("read a", KnownResult(b"{}", "d1", b"head"), b"A"), ("read b", KnownResult(b"{}", "d2"), b"B")])
    cache.remember_outputs("site", [("index.html", b"{}", "d", b"s")])
    cache.set_note("key", b"note")
    cache.set_stamps({"a.md": Stamped(Stamp(1, 2, 3, 4), "d")})
    cache.close()


def test_what_is_kept_comes_back(tmp_path):
    filled(tmp_path / "quite" / "deep" / "cache.sqlite")
    cache = Cache(tmp_path / "quite" / "deep" / "cache.sqlite")
    assert cache.results() == {"read a": KnownResult(b"{}", "d1", b"head"), "read b": KnownResult(b"{}", "d2")}
    assert cache.data("read a") == b"A"
    assert kept_result(tmp_path / "quite" / "deep" / "cache.sqlite", "read b") == b"B"
    assert cache.outputs("site") == {"index.html": (b"{}", "d", b"s")}
    assert cache.outputs("elsewhere") == {}
    assert (cache.output_paths("site"), cache.output_paths("elsewhere")) == (["index.html"], [])
    assert cache.note("key") == b"note"
    assert cache.stamps() == {"a.md": Stamped(Stamp(1, 2, 3, 4), "d")}


def test_what_is_forgotten_is_gone():
    cache = Cache(None)
    cache.remember([("a", KnownResult(b"", "d"), b"A"), ("b", KnownResult(b"", "d"), b"B")])
    cache.forget(["a"])
    cache.remember_outputs("site", [("x", b"", "d", b""), ("y", b"", "d", b"")])
    cache.forget_outputs("site", ["x"])
    cache.set_note("key", b"note")
    cache.set_note("key", None)
    assert list(cache.results()) == ["b"]
    assert list(cache.outputs("site")) == ["y"]
    assert cache.note("key") is None
    with pytest.raises(sqlite3.DatabaseError, match="the result of 'a' is lost"):
        cache.data("a")


def test_a_damaged_note_of_stamps_is_no_note():
    cache = Cache(None)
    cache.set_note("stamps", b"\x93nonsense")
    assert cache.stamps() == {}


def foreign(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")


def another_version(path):
    filled(path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")


def without_tables(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")


def text(path):
    path.write_text("this is no database" * 100)


def cut(path):
    filled(path)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("spoil", [foreign, another_version, without_tables, text, cut])
def test_a_damaged_or_foreign_file_is_thrown_away(tmp_path, spoil):
    path = tmp_path / "cache.sqlite"
    spoil(path)
    cache = Cache(path)
    assert cache.results() == {}
    cache.remember([("a", KnownResult(b"", "d"), b"A")])
    cache.close()
    assert list(Cache(path).results()) == ["a"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_random_damage_gives_what_was_kept_or_a_database_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("c") / "cache.sqlite"
    filled(path)
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    cache = Cache(path)
    try:
        assert set(cache.results()) is not None
        cache.close()
    except DAMAGED:
        discard(path)
        assert Cache(path).results() == {}


def test_a_build_has_the_cache_for_itself(tmp_path):
    path = tmp_path / "cache.sqlite"
    one, other = Cache(path), Cache(path, wait=0.05)
    one.begin()
    with pytest.raises(BuildError, match="another build of this blog is running"):
        other.begin()
    one.close()
    other.begin()
    other.close()


def test_a_cache_in_use_is_not_thrown_away(tmp_path):
    path = tmp_path / "cache.sqlite"
    filled(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BuildError, match="another build of this blog is running; wait for it to end"):
        Cache(path, wait=0.05)
    other.execute("ROLLBACK")
    other.close()
    assert len(Cache(path).results()) == 2

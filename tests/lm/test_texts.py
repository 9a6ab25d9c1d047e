"""Texts on disk are a sequence like any other."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm import build_index, texts
from fridaygram.lm.texts import ChosenTexts, StoredTexts

CHARACTERS = st.one_of(st.characters(), st.sampled_from("\n\r\0 é\ud800\U0001f600"))


@given(st.lists(st.text(CHARACTERS, max_size=9), max_size=9), st.slices(12))
def test_stored_texts_are_those_that_were_given(tmp_path_factory, rows, which):
    stored = StoredTexts(tmp_path_factory.getbasetemp(), iter(rows))
    assert (list(stored), stored.characters) == (rows, sum(map(len, rows)))
    assert (len(stored), stored[which], stored[:]) == (len(rows), rows[which], rows)
    assert [stored[-1 - place] for place in range(len(rows))] == rows[::-1]
    for number in (len(rows), -len(rows) - 1):
        with pytest.raises(IndexError):
            stored[number]
    chosen = ChosenTexts(stored, range(len(rows))[::2])
    assert (len(chosen), list(chosen), chosen[which]) == (len(rows[::2]), rows[::2], rows[::2][which])


def test_no_file_is_left(tmp_path):
    stored = StoredTexts(tmp_path, ["abra", "cadabra"])
    assert not list(tmp_path.iterdir())
    assert build_index(stored).digest == build_index(["abra", "cadabra"]).digest


def test_a_full_disk_names_the_folder(tmp_path, monkeypatch):
    def full(**_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(texts, "TemporaryFile", full)
    with pytest.raises(OSError, match="No space left") as raised:
        StoredTexts(tmp_path, ["a"])
    assert raised.value.filename == str(tmp_path)

"""Cells of a text, what stays from frame to frame, and groups taken apart."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.figures.path.scene import Group, SceneBox, SceneItem, cells, columns, parts, spaced, stays


@given(st.text(max_size=12))
def test_a_run_has_a_cell_for_each_character_and_knows_its_columns(text):
    run = cells(text)
    assert len(run.cells) == len(text)
    assert run.columns == sum(map(columns, text)) == sum(cell.columns for cell in run.cells)
    assert run.text == "".join(cell.glyph for cell in run.cells)
    assert " " not in run.text


def test_blanks_between_words_are_blank_and_those_of_a_text_are_seen():
    assert spaced("can go to").text == "can go to"
    assert cells("s ").text == "s␣"


@given(st.lists(st.one_of(st.none(), st.integers(0, 2)), max_size=12))
def test_what_stays_is_told_once_with_all_its_frames(states):
    told = list(stays(states))
    found = [None] * len(states)
    for start, end, state in told:
        found[start:end] = [state] * (end - start)
    assert found == states
    for (_, end, state), (start, _, following) in pairwise(told):
        assert end < start or state != following


def test_a_group_is_its_parts_where_they_stand():
    low, high = SceneBox(10, 2, "ink"), SceneBox(4, 4, "1")
    group = Group(((0, 7, low), (12, 0, high)))
    assert (group.width, group.height) == (16, 9)
    assert parts(SceneItem(0, 1, 100, 50, group)) == [(100, 57, low), (112, 50, high)]
    assert parts(SceneItem(0, 1, 3, 4, low)) == [(3, 4, low)]

"""Cells: one run for whatever looks alike, its columns counted once."""

from hypothesis import given
from hypothesis import strategies as st

from generator.figures.path.scene import Item, cells, columns, joined


@given(st.text(max_size=12))
def test_a_run_has_a_cell_for_each_character_and_knows_its_columns(text):
    run = cells(text)
    assert len(run) == len(text)
    assert run.columns == sum(map(columns, text)) == sum(cell.columns for cell in run)


@given(st.text(max_size=5), st.text(max_size=5))
def test_what_looks_alike_is_one_run_and_nothing_else_is(one, other):
    assert (cells(one) == cells(other)) == (tuple(cells(one)) == tuple(cells(other)))


def test_characters_without_ink_of_their_own_look_alike():
    assert cells("a\x01") is cells("a\x02")
    assert cells("a ") is not cells("a\t")


def box(start, end, x, layer=0):
    return Item(start, end, x, 0, 10, 10, "", fill="1", layer=layer)


def test_what_stays_is_one_item_and_lower_layers_come_first():
    items = [box(0, 1, 5, layer=2), box(1, 2, 5, layer=2), box(3, 4, 5, layer=2), box(1, 3, 7)]
    assert joined(items) == [box(1, 3, 7), box(0, 2, 5, layer=2), box(3, 4, 5, layer=2)]

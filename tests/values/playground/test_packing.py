"""The file of a page's model: read back as it was, refused where it is damaged."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ModelError
from fridaygram.lm import PAD, build_index
from fridaygram.values.playground.contexts import all_contexts
from fridaygram.values.playground.packing import MAGIC, leb128, pack, unleb128
from fridaygram.values.playground.pocket import PocketModel, unpack

TEXTS = ["a hum", "a drum\n", "ünd 🥁 too"]


@given(st.lists(st.integers(0, 2**40), max_size=40))
def test_numbers_are_read_back(numbers):
    assert unleb128(leb128(np.array(numbers, dtype=np.int64))).tolist() == numbers


def test_numbers_are_as_the_standard_writes_them():
    assert leb128(np.array([0, 127, 128, 624485])) == bytes([0, 127, 0x80, 1, 0xE5, 0x8E, 0x26])


def test_a_model_is_read_back():
    contexts = all_contexts(build_index(TEXTS), 3)
    tree = unpack(pack(contexts))
    assert (tree.order, tree.characters) == (3, contexts.characters)
    assert tree.begin == contexts.begin.tolist()
    assert tree.followers == contexts.followers.tolist()
    assert tree.counts == contexts.counts.tolist()


def test_the_bytes_are_the_same_every_time():
    first, second = (pack(all_contexts(build_index(TEXTS), 3)) for _ in range(2))
    assert first == second


@given(st.data())
def test_a_damaged_file_is_refused_or_is_another_model_but_never_a_crash(data):
    whole = bytearray(zlib.decompress(pack(all_contexts(build_index(TEXTS), 2))))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(len(MAGIC), len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        tree = unpack(zlib.compress(bytes(whole)))
    except ModelError:
        return
    assert sum(PocketModel(tree, min(tree.order, 2)).distribution(PAD + "a").values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a pocket model"),
        (b"no zlib at all", "not a pocket model"),
        (zlib.compress(b"something else"), "it begins otherwise"),
        (zlib.compress(MAGIC), "damaged"),
        (zlib.compress(MAGIC + bytes([1, 1, 97, 200])), "cut short"),
        (zlib.compress(MAGIC + bytes([255] * 9 + [1])), "beyond all bounds"),
    ],
)
def test_what_is_no_model_is_refused(data, message):
    with pytest.raises(ModelError, match=message):
        unpack(data)


def test_every_shorter_file_is_refused():
    whole = zlib.decompress(pack(all_contexts(build_index(TEXTS), 2)))
    for length in range(len(whole)):
        with pytest.raises(ModelError):
            unpack(zlib.compress(whole[:length]))


def test_an_order_beyond_the_file_is_refused():
    tree = unpack(pack(all_contexts(build_index(TEXTS), 2)))
    with pytest.raises(ModelError, match="order 3 is beyond this pocket model's 2"):
        PocketModel(tree, 3)

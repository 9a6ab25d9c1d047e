"""Keys never contradict the order of the suffixes, and are the same wherever a part of the text ends."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.lm.index.alphabet import symbols_of_texts
from fridaygram.lm.index.sorting import keys as model_keys
from fridaygram.lm.index.sorting.keys import FRONT, LARGEST_ALPHABET, code_after, fill_keys, model_of

SCALE = 2.0**34  # 50 bits


def padded(corpus):
    _, codes, _, counts = symbols_of_texts(corpus)
    symbols = np.zeros(FRONT + len(codes) + 64, dtype=codes.dtype)
    symbols[FRONT : FRONT + len(codes)] = codes[::-1]
    return symbols, counts, FRONT + len(codes)


@pytest.mark.parametrize("paired", [True, False])
@settings(max_examples=60, deadline=None)
@given(corpus=st.lists(st.text(alphabet="aab \u4e2d", max_size=30), min_size=1, max_size=5))
def test_keys_keep_the_order_of_the_suffixes(paired, corpus):
    symbols, counts, last = padded(corpus)
    keys = np.empty(last - FRONT, dtype=np.int64)
    with patch.object(model_keys, "_MOST_PAIRED", 256 if paired else 0):
        model = model_of(symbols, counts)
    assert (len(model[2]) > 0) == paired
    fill_keys(symbols, model, (FRONT, last), 0.0, SCALE, keys)
    text = symbols[FRONT:last].tolist()
    suffixes = sorted(range(len(text)), key=lambda place: text[place:])
    assert keys.min() >= 0 and keys.max() < 1 << 50
    assert (np.diff(keys[suffixes]) >= 0).all()


@pytest.mark.parametrize("end", [0, 1, 100, 1500, 1990])
@pytest.mark.parametrize("corpus", [["abacad" * 400], ["a" * 2400], ["abc", "ab" * 500, "c" * 900]])
def test_a_code_is_found_from_the_middle_of_a_text(corpus, end):
    symbols, counts, last = padded(corpus)
    model, keys = model_of(symbols, counts), np.empty(100, dtype=np.int64)
    code = 0.0
    for place in range(last, FRONT + end, -1):
        code = fill_keys(symbols, model, (place - 1, place), code, SCALE, keys)
    assert code_after(symbols, model, FRONT + end, last, keys) == code


def test_every_symbol_has_a_share_after_every_context():
    symbols, counts, _ = padded(["".join(map(chr, range(0x4E00, 0x4E00 + LARGEST_ALPHABET - 4))), "abc" * 9000])
    classes, shares, _, bits = model_of(symbols, counts)
    assert len(classes) == LARGEST_ALPHABET
    assert (np.diff(shares.reshape(1 << (3 * bits), LARGEST_ALPHABET + 1).astype(int)) >= 1).all()


def test_pairs_divide_the_shares_of_their_first_symbols():
    symbols, counts, _ = padded(["the song of the year, again and again" * 200])
    classes, shares, pairs, _ = model_of(symbols, counts)
    begins, widths = pairs.reshape(-1, 2).T
    assert (begins[:-1] + widths[:-1] <= begins[1:]).all()
    assert (widths > 0).all()
    assert (np.modf(begins * 65536)[0] == 0).all() and (np.modf(widths * 65536)[0] == 0).all()
    assert begins[:: len(classes)].tolist() == shares[: len(classes)].tolist()
    assert begins[-1] + widths[-1] <= shares[len(classes)]

"""What the processor compares at once is what the symbols say, one by one."""

from itertools import takewhile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.index.sorting.windows import (
    KEY_BYTES,
    WINDOW_BYTES,
    key_at,
    prefetch,
    same_at_once,
    same_history,
    same_symbols,
    start_at_once,
)

widths = pytest.mark.parametrize("width", [1, 2, 4])
both_ways = pytest.mark.parametrize("way", ["interpreted", "compiled"])


@kernel(helpers=(same_at_once, start_at_once, key_at, prefetch, same_symbols, same_history))
def measure(symbols, here, other, most, out):
    out[0] = same_at_once(symbols, here, other)
    out[1] = start_at_once(symbols, here)
    out[2] = key_at(symbols, here)
    out[3] = key_at(symbols, other)
    out[4] = same_symbols(symbols, here, other, 0, most)
    out[5] = same_history(symbols, here, other, most)
    out[6] = prefetch(symbols, here)


def measured(symbols, width, here, other, way):
    array, out = np.array(symbols, dtype=f"<u{width}"), np.zeros(7, dtype=np.int64)
    getattr(measure, way)(array, here, other, len(symbols) - max(here, other) - WINDOW_BYTES, out)
    return out.tolist()


def drawn(data, width):
    """Symbols of few kinds, so that many are alike, and two places of them with room for windows behind."""
    few = st.sampled_from([0, 1, 2, (1 << 8 * width) - 1])
    pattern = data.draw(st.lists(few, min_size=1, max_size=90))
    symbols = (pattern * 4)[: data.draw(st.integers(60, 180))] + data.draw(st.lists(few, max_size=60)) + [0] * 64
    places = st.integers(0, len(symbols) - 64)
    return symbols, data.draw(places), data.draw(places)


@both_ways
@widths
@given(data=st.data())
def test_a_window_is_compared_as_its_symbols_are(way, width, data):
    symbols, here, other = drawn(data, width)
    window = WINDOW_BYTES // width
    same, start = measured(symbols, width, here, other, way)[:2]
    one, two = symbols[here : here + window], symbols[other : other + window]
    assert same == sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=True)))
    assert start == sum(1 for _ in takewhile(bool, one))


@both_ways
@widths
@given(data=st.data())
def test_keys_sort_like_their_symbols(way, width, data):
    symbols, here, other = drawn(data, width)
    found, against = measured(symbols, width, here, other, way)[2:4]
    one, two = symbols[here : here + KEY_BYTES // width], symbols[other : other + KEY_BYTES // width]
    assert (found < against, found == against) == (one < two, one == two)


@both_ways
@widths
@given(data=st.data())
def test_what_two_places_have_in_common_is_found_beyond_a_window(way, width, data):
    symbols, here, other = drawn(data, width)
    most = len(symbols) - max(here, other) - WINDOW_BYTES
    _, _, _, _, same, history, nothing = measured(symbols, width, here, other, way)
    common = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(symbols[here:], symbols[other:], strict=False))
    )
    start = symbols[here:].index(0)
    assert same == common or (same >= most and common >= most)
    if start < common and start < most:
        assert history == -1 - start
    else:
        assert history == common or (history >= most and common >= most)
    assert nothing == 0

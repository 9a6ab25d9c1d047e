"""Words of text compare as the symbols in them do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.lm.index.sorting.words import leading, words_of


@pytest.mark.parametrize("width", [1, 2, 4])
@given(data=st.data())
def test_leading_words_sort_like_their_symbols(width, data):
    symbols = st.lists(st.integers(0, (1 << 8 * width) - 1), min_size=8 // width, max_size=8 // width)
    one, other = data.draw(symbols), data.draw(symbols)
    words = [words_of(np.array(each, dtype=f"<u{width}"))[0] for each in (one, other)]
    found, against = (int(leading(word, width.bit_length() - 1)) for word in words)
    assert (found < against, found == against) == (one < other, one == other)

import math

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.values.base import SIGNIFICANT, ValueSource, rounded

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_rounding_twice_is_rounding_once(value):
    assert rounded(rounded(value)) == rounded(value)


@given(NUMBERS)
def test_a_number_keeps_six_significant_digits(number):
    assert math.isclose(rounded(number), number, rel_tol=10.0 ** (1 - SIGNIFICANT)) or abs(number) < 1e-300


def test_what_is_no_fraction_stays():
    kept = {"n": 123456789, "t": True, "x": None, "s": "1.23456789"}
    assert rounded(kept) == kept
    assert rounded({"a": (1.23456789, [2 / 3])}) == {"a": [1.23457, [0.666667]]}


def test_a_source_in_words():
    assert ValueSource(kind="corpus", name="demo").label == "corpus demo"

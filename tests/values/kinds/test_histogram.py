from hypothesis import given
from hypothesis import strategies as st

from fridaygram.values.base import ValueSource
from fridaygram.values.kinds.histogram import PROVIDER, counted


def test_words_a_review_in_bins(stores):
    values = PROVIDER.compute({"corpus": "small"}, stores)
    assert PROVIDER.sources({"corpus": "small"}) == (ValueSource(kind="corpus", name="small"),)
    assert (values["unit"], values["what"], values["total"]) == ("words", "reviews", 4)
    assert (values["mean"], values["median"]) == (9.5, 9.5)
    seeds = PROVIDER.compute({"corpus": "small", "bins": "seed"}, stores)["bins"]
    assert (seeds[0], seeds[-1]["count"]) == ({"low": 1, "high": 10, "count": 3}, 0)
    assert sum(one["count"] for one in values["bins"]) == 4
    assert {one["high"] - one["low"] for one in values["bins"]} == {values["bins"][0]["high"]}


@given(st.lists(st.integers(1, 300), min_size=1), st.lists(st.integers(0, 300), min_size=1, unique=True).map(sorted))
def test_a_bin_holds_what_it_says_and_nothing_is_left_out(lengths, edges):
    rows = counted(sorted(lengths), edges)
    assert sum(row["count"] for row in rows) == len(lengths)
    for row in rows:
        high = 1000 if row["high"] is None else row["high"]
        assert row["count"] == sum(row["low"] < length <= high for length in lengths)


def test_texts_below_the_first_edge_have_a_bin_of_their_own():
    assert counted([5, 50, 150], [100, 200]) == [
        {"low": 0, "high": 100, "count": 2},
        {"low": 100, "high": 200, "count": 1},
    ]

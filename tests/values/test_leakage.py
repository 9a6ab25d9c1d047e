"""Held-out text that stands in training is measured, shown, and over a threshold refused."""

import pytest

from fridaygram.errors import ModelError
from fridaygram.lm import build_index
from fridaygram.values.leakage import LEAK_LENGTH, Leakage, guard, leakage_of

TRAINED = "The bass line is a bus, and the singer is late. Somebody sings about a lighthouse as if it owed them money."


@pytest.mark.parametrize(
    ("held_out", "share", "mostly", "longest"),
    [
        (["Жж" * 60], 0.0, 0, 0),
        ([TRAINED[: LEAK_LENGTH - 1] + "Ж"], 0.0, 0, 0),
        ([TRAINED[:LEAK_LENGTH] + "Ж" * LEAK_LENGTH], 0.5, 0, LEAK_LENGTH),
        ([TRAINED[:LEAK_LENGTH] + "Ж" * (LEAK_LENGTH - 1), "Ж"], 0.5, 1, LEAK_LENGTH),
        ([TRAINED, "Ж" * len(TRAINED)], 0.5, 1, len(TRAINED)),
        ([], 0.0, 0, 0),
    ],
)
def test_leakage_is_the_share_in_long_runs(held_out, share, mostly, longest):
    found = leakage_of(build_index([TRAINED]), held_out)
    assert found == Leakage(
        texts=len(held_out), at_least=LEAK_LENGTH, share=pytest.approx(share), mostly=mostly, longest=longest
    )


def test_over_the_threshold_it_fails_with_a_way_out():
    found = leakage_of(build_index([TRAINED]), [TRAINED, "Ж" * len(TRAINED)])
    guard(found, 0.5)
    with pytest.raises(ModelError) as caught:
        guard(found, 0.4)
    assert str(caught.value) == (
        f"held-out text leaks: 50.0% of the held-out text stands in training in runs of {LEAK_LENGTH} characters or "
        f"more (at most {len(TRAINED)} in a row), 1 of 2 texts by more than half, and 40.0% is allowed; drop repeated "
        "passages from the corpus, or allow more: --most-leakage 0.51"
    )
    guard(found, 0.51)


def test_where_all_of_it_leaks_no_threshold_is_proposed():
    with pytest.raises(ModelError) as caught:
        guard(leakage_of(build_index([TRAINED]), [TRAINED]), 0.9)
    assert caught.value.hint == "drop repeated passages from the corpus"

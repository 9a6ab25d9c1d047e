"""The learning curve, against splitting, training and measuring each day by hand."""

from datetime import date

import pytest

from fridaygram.corpus.records import Review, Song
from fridaygram.errors import ContentError
from fridaygram.lm import build_index, evaluate, split_texts
from fridaygram.values.kinds.learning_curve import PROVIDER, split_of
from fridaygram.values.stores import BlogStores, Shelf
from tests.values.writing import TEXTS, write_sung

PARAMS = {"corpus": "sung", "weeks": 8, "days": None, "models": ["kneser-ney"], "share": 0.2, "seed": 1}
DAYS = {"2018-06-01": 100, "2018-06-08": 120, "2018-06-15": 120, "2018-06-22": 168}


@pytest.fixture
def growing(blog, shelf):
    """The stores of a post of 22 June 2018, whose corpus has grown in two of three weeks."""
    days = ["2018-05-31" if place < 100 else "2018-06-07" if place < 120 else "2018-06-20" for place in range(168)]
    write_sung(blog, TEXTS[:168], days=days)
    return BlogStores(blog, Shelf(shelf.corpora, shelf.models), blog / "content/posts/a", date(2018, 6, 22))


def by_hand(model="kneser-ney", share=0.2):
    """Return the bits of each day, and the texts that all held out."""
    splits = {count: split_texts(TEXTS[:count], share, 1) for count in DAYS.values()}
    held_out = {count: {TEXTS[number] for number in split.held_out} for count, split in splits.items()}
    common = [text for text in TEXTS[:168] if all(text in texts for texts in held_out.values())]
    bits = []
    for count in DAYS.values():
        index = build_index([TEXTS[number] for number in splits[count].train])
        rows = evaluate(index, common, models=(model,), orders=range(1, 17)).rows
        bits.append(min(row.bits_per_character for row in rows))
    return bits, common, held_out


def test_every_day_is_measured_on_what_all_days_held_out(growing):
    values = PROVIDER.compute(PARAMS, growing)
    bits, common, held_out = by_hand()
    assert (values["days"], values["texts"]) == (list(DAYS), list(DAYS.values()))
    assert values["series"][0]["values"] == bits
    assert values["held_out"] == {
        "texts": len(common),
        "characters": sum(map(len, common)),
        "left_out": len(held_out[168]) - len(common),
        "share": 0.2,
        "seed": 1,
    }
    assert bits[0] > bits[1] == bits[2] > bits[3], "more texts to learn from, fewer bits; the same texts, the same bits"


def test_reviews_of_a_song_stay_on_one_side_as_in_training():
    rows = [
        Review(url=str(number), domain="", content=text, word_count=1, song=Song(title=f"{number % 9}", artist="A"))
        for number, text in enumerate(TEXTS[:45])
    ]
    texts, split = split_of(rows, 0.5, 1)
    sides = {(number % 9, number in split.held_out) for number in range(45)}
    assert texts == TEXTS[:45]
    assert len(sides) == 9, "each song is on one side"
    assert 0 < len(split.held_out) < 45


def test_it_needs_no_trained_model(growing):
    assert [source.label for source in PROVIDER.sources(PARAMS)] == ["corpus sung"]


def test_days_may_be_named_in_any_order_and_weeks_counted(growing):
    named = PROVIDER.compute({**PARAMS, "days": ["2018-06-22", "2018-06-02"]}, growing)
    assert named["days"] == ["2018-06-02", "2018-06-22"]
    assert PROVIDER.compute({**PARAMS, "weeks": 2}, growing)["days"] == ["2018-06-15", "2018-06-22"]


def test_a_model_that_calls_something_impossible_has_no_value(growing):
    (series,) = PROVIDER.compute({**PARAMS, "models": ["mle"], "weeks": 1}, growing)["series"]
    assert (series["values"], series["orders"]) == ([None], [None])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"days": ["2018-06-23"]}, "day 2018-06-23 is after 2018-06-22, the day of the post; leave it out"),
        (
            {"days": ["2018-05-01", "2018-06-22"]},
            "corpus 'sung' has no texts up to 2018-05-01; name a later day",
        ),
        (
            {"share": 0.001},
            "no text of 'sung' was held out on all days from 2018-06-01 to 2018-06-22: the first held out 0, the last "
            "0; begin with a later day, or hold out a larger share",
        ),
    ],
)
def test_a_curve_that_cannot_be_drawn_is_one_line(growing, changes, problem):
    with pytest.raises(ContentError) as caught:
        PROVIDER.compute({**PARAMS, **changes}, growing)
    assert str(caught.value) == problem


def test_a_page_without_a_date_ends_at_the_newest_text(growing):
    growing.as_of = None
    assert PROVIDER.compute({**PARAMS, "weeks": 2}, growing)["days"] == ["2018-06-13", "2018-06-20"]
    write_sung(growing.root, TEXTS[:20], days=[""] * 20)
    undated = BlogStores(growing.root, Shelf(growing.shelf.corpora, growing.shelf.models), growing.bundle, None)
    with pytest.raises(ContentError, match="no text of 'sung' has a date; import the texts with their dates"):
        PROVIDER.compute(PARAMS, undated)

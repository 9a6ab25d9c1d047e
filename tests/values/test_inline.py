import pytest

from fridaygram.corpus.records import Review
from fridaygram.corpus.store import write_corpus
from fridaygram.errors import ContentError, CorpusError
from fridaygram.values.base import ValueSource
from fridaygram.values.inline import INLINE


def value(name, stores):
    return INLINE.compute({"name": name}, stores)["value"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("small.reviews", 4),
        ("small.words", 8 + 9 + 10 + 11),
        ("small.mean_words", 9.5),
        ("small.median_words", 9.5),
        ("small.blogs", 2),
        ("small.first", "2018-05-01"),
        ("small.last", "2018-05-04"),
        ("small.funnel.first", 5),
        ("small.funnel.english", 4),
        ("small.funnel.last", 4),
        ("original.first", 86_381),
        ("original.funnel.first", 86_381),
    ],
)
def test_a_value_as_of_the_posts_day(stores, name, expected):
    assert value(name, stores) == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("small.revews", "unknown value 'small.revews'; did you mean 'small.reviews'?"),
        ("small.funnel.englsh", "unknown value 'small.funnel.englsh'; did you mean 'small.funnel.english'?"),
        ("small", "unknown value 'small'; known: "),
        ("small.funnel", "unknown value 'small.funnel'; known: english, first, last, links"),
        ("small.bins", "unknown value 'small.bins'; "),
        ("plain.funnel.first", "corpus 'plain' has no funnel; only an acquired or imported corpus counts its drops"),
    ],
)
def test_an_unknown_value_is_an_error_that_suggests(stores, name, message):
    with pytest.raises(ContentError) as caught:
        value(name, stores)
    assert str(caught.value).startswith(message)


def test_an_unknown_corpus_is_an_error(stores):
    with pytest.raises(CorpusError, match="no corpus 'smal'"):
        value("smal.reviews", stores)


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("demo.reviews", (ValueSource(kind="corpus", name="demo"),)),
        ("demo.funnel.english", (ValueSource(kind="corpus", name="demo"),)),
        ("demo.eval.kneser-ney.8", (ValueSource(kind="model", name="demo"),)),
        ("original.english", ()),
    ],
)
def test_what_a_value_comes_from(name, sources):
    assert INLINE.sources({"name": name}) == sources


@pytest.mark.parametrize("end", ["", ".perplexity"])
def test_infinite_bits_are_told_as_such(sung, end):
    with pytest.raises(ContentError) as caught:
        value(f"sung.eval.mle.12{end}", sung)
    assert str(caught.value) == (
        f"'sung.eval.mle.12{end}' is infinite: the model calls held-out text impossible; "
        "take sung.eval.mle.12.covered_bits, or a smoothed model: kneser-ney"
    )


@pytest.mark.parametrize("end", ["first", "last"])
def test_a_day_that_no_text_has_is_no_hole_in_a_sentence(blog, stores, end):
    undated = Review(url="notes/a.txt", domain="", content="a word", word_count=2)
    write_corpus(blog / "content/corpus/undated", "undated", [undated])
    with pytest.raises(ContentError) as caught:
        value(f"undated.{end}", stores)
    assert str(caught.value) == (
        f"'undated.{end}' is not known: no text of the corpus has a date; "
        "import the texts with their dates, or leave it out"
    )
    assert value("undated.blogs", stores) == 0

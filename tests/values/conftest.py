"""A blog's stores with one small corpus that has a ledger, and one that has none."""

from datetime import date

import pytest

from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.records import Review, Song
from fridaygram.corpus.store import write_corpus
from fridaygram.values.samples.receipts import write_receipts
from fridaygram.values.stores import BlogStores, Shelf
from tests.values.writing import receipts_of, write_sung


def reviews(number):
    """Return reviews of one more word each, a week apart."""
    for position in range(number):
        text = " ".join(["word"] * (position + 8))
        yield Review(
            url=f"https://b{position % 2}.example/{position}",
            domain=f"b{position % 2}.example",
            content=text,
            word_count=position + 8,
            date_published=f"2018-05-{position + 1:02}",
            song=Song(title=f"Song {position}", artist="The Band", genres=("dub",)),
        )


@pytest.fixture
def blog(tmp_path):
    """A blog's folder with the corpora ``small`` (5 reviews, a ledger) and ``plain`` (no ledger)."""
    rows = list(reviews(5))
    fates = [Fate(url=row.url, date=row.date_published) for row in rows]
    fates += [Fate(url="https://x.example/", date="2018-05-02", stage="english", reason="French")]
    labels = (StageLabel("links", "links of all songs"), StageLabel("english", "in English"))
    corpora = tmp_path / "content" / "corpus"
    write_corpus(corpora / "small", "small", rows, note="invented", ledger=Ledger("small", labels, fates))
    write_corpus(corpora / "plain", "plain", rows[:2])
    (tmp_path / "content" / "posts" / "a").mkdir(parents=True)
    (tmp_path / "content" / "data").mkdir()
    return tmp_path


@pytest.fixture
def shelf(blog):
    return Shelf(blog / "content" / "corpus", blog / "content" / "models")


@pytest.fixture
def stores(blog, shelf):
    """The stores as a post of 4 May 2018 sees them."""
    return BlogStores(blog, shelf, blog / "content" / "posts" / "a", date(2018, 5, 4))


@pytest.fixture
def sung(blog, stores):
    """The stores of a blog that has the corpus ``sung`` and its trained model too."""
    write_sung(blog)
    return stores


@pytest.fixture
def kept(sung):
    """The same with two texts of a batch of five kept in samples.toml."""
    write_receipts(sung.bundle / "samples.toml", receipts_of(sung))
    return sung

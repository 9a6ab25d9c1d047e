from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.records import Review, Song, SongFacts
from fridaygram.corpus.stats import corpus_stats, word_bins


def row(text, day="", song=None, domain="b.example"):
    return Review(url=text, domain=domain, content=text, word_count=len(text.split()), date_published=day, song=song)


def test_bins_are_open_below_and_closed_above():
    counts = {(b.low, b.high): b.count for b in word_bins([2, 10, 11, 100, 101, 1000, 1001])}
    assert counts[(1, 10)] == 2
    assert counts[(10, 100)] == 2
    assert counts[(100, 200)] == 1
    assert counts[(500, 1000)] == 1
    assert counts[(1000, None)] == 1


@given(st.lists(st.integers(1, 5000)))
def test_every_length_falls_into_one_bin(lengths):
    bins = word_bins(lengths)
    assert sum(b.count for b in bins) == len(lengths)
    for b in bins:
        assert b.count == sum(b.low < n <= (b.high or 10**9) for n in lengths)


def test_stats_count_songs_without_case():
    songs = [Song(title=t, artist="A", genres=("pop",)) for t in ("Rain", "RAIN", "Snow")]
    stats = corpus_stats([row("a b c " + "x " * n, f"201{n}-01-01", s) for n, s in enumerate(songs)])
    assert (stats.reviews, stats.words, stats.mean_words, stats.median_words) == (3, 12, 4.0, 4.0)
    assert (stats.songs, stats.artists, stats.genres, stats.blogs) == (2, 1, 1, 1)
    assert (stats.first, stats.last) == ("2010-01-01", "2012-01-01")


def test_facts_are_counted_by_song_not_by_review():
    facts = SongFacts(album="Cups", sources={"album": "musicbrainz"})
    songs = [Song(title=t, artist="A", facts=facts if t == "Rain" else None) for t in ("Rain", "Rain", "Snow")]
    stats = corpus_stats([row("a b c", f"201{n}-01-01", s) for n, s in enumerate(songs)])
    assert stats.facts == {"album": 1}


def test_no_reviews_make_zeros():
    stats = corpus_stats([])
    assert (stats.reviews, stats.mean_words, stats.first) == (0, 0.0, "")

"""Posts about one song, by the words of their addresses; test_labelled.py has many."""

import pytest

from fridaygram.corpus.pipeline.contracts import Candidate, Rules
from fridaygram.corpus.stages.single_song import judge


@pytest.mark.parametrize(
    ("slug", "title", "artist", "reason"),
    [
        ("friday-hum", "Hum", "Kettle", ""),
        ("friday-humming", "Hum", "Kettle", "weekday column"),  # whole words only
        ("friday-a-hum", "A Hum", "Kettle", ""),
        ("a-friday-hum", "A Hum", "Kettle", "weekday column"),  # words in a row only
        ("kettle-hum-playlist", "Hum", "Kettle", ""),  # both names: a playlist is the song's
        ("hum-playlist", "Hum", "Kettle", "round-up"),
        ("hum-hum-playlist", "Hum", "Kettle", ""),  # a name beside itself stands there twice
        ("hum-hum-hum-playlist", "Hum Hum", "Kettle", "round-up"),
        ("c-playlist", "C++ (feat. D)", "", "round-up"),
        ("été-d’été-friday", "Été", "", ""),
        ("friday", "", "", "weekday column"),
    ],
)
def test_names_in_an_address_are_found_as_whole_words(slug, title, artist, reason):
    verdict = judge(Candidate(url=f"https://a.example/2018/{slug}", title=title, artist=artist), Rules())
    assert (verdict.kept, verdict.reason) == (not reason, reason)

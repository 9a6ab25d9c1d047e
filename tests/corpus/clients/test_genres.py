import pytest

from fridaygram.corpus.clients.lastfm import genre_of, genres


def test_the_list_is_clean():
    assert len(genres()) > 100
    assert all(name == name.strip().lower() for name in genres())


@pytest.mark.parametrize(
    ("tag", "genre"),
    [
        ("Indie-Pop", "indie pop"),
        ("indiepop", "indie pop"),
        ("INDIE_POP", "indie pop"),
        ("seen live", ""),
        ("2018", ""),
        ("", ""),
    ],
)
def test_a_tag_means_a_genre_or_nothing(tag, genre):
    assert genre_of(tag) == genre

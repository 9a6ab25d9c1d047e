"""Genres in sentences, and swaps that put a song's own in their place."""

from fridaygram.lm.song.masking import MASKS, Card
from fridaygram.lm.song.words import Genres, folded, is_genre_of, swapped

GENRES = Genres(["Dream Pop", "pop", "indie", "indie folk", "r&b", "bass", "hip hop"])
GENRE = next(mask for mask, (slot, _) in MASKS.items() if slot == "genre")


def test_words_are_folded():
    assert folded("Björk’s R&B—50%, ein “Straße”_x") == ["bjork's", "r&b", "50", "ein", "strasse", "x"]


def test_the_longest_genre_is_named_and_overlaps_are_not():
    assert GENRES.named(folded("A dream-pop song, hip-hop too; popular")) == ["dream pop", "hip hop"]
    assert GENRES.named(["indie", "folk", "and", "indie"]) == ["indie folk", "indie"]
    assert Genres([]).named(["anything"]) == []


def test_a_genre_is_right_where_all_its_words_are_the_songs():
    card = Card(tags=("dream pop", "hip-hop"))
    assert is_genre_of("pop", card)
    assert is_genre_of("hip hop", card)
    assert is_genre_of("dream pop", Card(tags=("Dream Pop",)))
    assert not is_genre_of("indie pop", card)


def test_genres_of_other_songs_are_swapped_in_turn_with_their_article():
    card = Card(tags=("indie folk", "r&b"))
    sentence = "Dream pop meets a hip-hop beat, a bass and r&b, not popular."
    swaps = GENRES.swaps(sentence, card, 0)
    assert swapped(sentence, swaps) == "Indie folk meets a r&b beat, a bass and r&b, not popular."
    assert swapped("It is a pop song.", GENRES.swaps("It is a pop song.", card, 2)) == "It is an indie folk song."
    three, sentence = Card(tags=("folk", "soul", "jazz")), "Some pop, some hip-hop and some indie."
    assert swapped(sentence, GENRES.swaps(sentence, three, 1)) == "Some soul, some jazz and some folk."


def test_masks_of_genres_are_swapped_and_begin_a_sentence_with_a_capital():
    sentence = f"{GENRE} is an {GENRE} thing."
    assert swapped(sentence, GENRES.swaps(sentence, Card(tags=("pop", "folk")), 0)) == "Pop is a folk thing."


def test_a_card_without_genres_swaps_nothing():
    assert GENRES.swaps("A pop song.", Card(), 0) == ()

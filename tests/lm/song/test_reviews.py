"""Reviews of songs: what every one of them must have, and that its receipt writes it again."""

import msgspec
import pytest

from fridaygram.errors import ModelError
from fridaygram.lm import build_index, memorise
from fridaygram.lm.song import measures, reviews
from fridaygram.lm.song.masking import Card, mask
from fridaygram.lm.song.words import Genres, is_genre_of
from fridaygram.values.cards import card_of
from tests.lm.song import demo

SOME = 4


@pytest.fixture(scope="module")
def written():
    """A review of each of some songs that training never had."""
    held = [card_of(group[0].song) for group in demo.held_out()[:SOME]]
    return [demo.writer().write(card) for card in held]


def test_a_review_opens_with_its_song_and_names_artist_title_and_genre(written):
    known = {tag for card in demo.cards() for tag in card.tags}
    for review in written:
        genres = {*known, *review.card.tags}
        assert measures.is_opened(review.text, review.card)
        assert measures.names(review.text, review.card, "artist")
        assert measures.names(review.text, review.card, "title")
        assert review.card.tags
        found = Genres(genres).named(measures.folded(review.text))
        assert found
        assert all(is_genre_of(genre, review.card) for genre in found)


def test_sentences_are_whole_new_and_claim_nothing(written):
    for review in written:
        whole, count = measures.whole_sentences(review.text)
        assert whole >= count - 1  # the name of a song may hold a full stop
        masked = mask(review.text, review.card)
        words = set(measures.folded(masked))
        assert not words & reviews.CLAIMS
        assert not any(character.isdigit() for character in masked)
    longest = [memorise(demo.writer().index, mask(one.text, one.card)).longest for one in written]
    assert max(longest) < measures.LONG_COPY


def test_reviews_share_no_sentence_and_differ_by_seed_and_number(written):
    assert measures.shared_share([review.text for review in written]) == 0
    card = written[0].card
    others = [demo.writer().write(card, seed=2), demo.writer().write(card, number=1)]
    assert measures.shared_share([written[0].text, *(one.text for one in others)]) == 0


def test_the_same_seed_writes_the_same_review_and_its_receipt_writes_it_again(written):
    review = written[0]
    assert demo.writer().write(review.card) == review
    kept = msgspec.json.decode(msgspec.json.encode(review), type=reviews.SongReview)
    assert kept == review
    assert reviews.replay(demo.writer().index, kept) == review.text
    other = msgspec.structs.replace(kept, choices=kept.choices[:1])
    assert review.text.startswith(reviews.replay(demo.writer().index, other))


def test_another_models_receipt_is_refused(written):
    with pytest.raises(ModelError, match="another model"):
        reviews.replay(build_index(["Another text."]), written[0])


def test_a_song_without_genres_is_given_none():
    card = Card(slots={"artist": ("Ada Pell",), "title": ("Slow Lamp",)})
    text = demo.writer().write(card).text
    assert measures.names(text, card, "artist")
    assert measures.names(text, card, "title")
    assert demo.writer().genres.named(measures.folded(text)) == []


def test_a_model_of_few_texts_says_that_it_wrote_nothing():
    card = Card(slots={"artist": ("Ada Pell",)})
    writer = reviews.SongWriter(build_index([mask("Ada Pell sings a song.", card)]), [card])
    with pytest.raises(ModelError, match="no sentence that fits the song"):
        writer.write(card)


def test_a_writer_needs_a_card_for_each_text():
    with pytest.raises(ModelError, match="1 cards for 2 texts"):
        reviews.SongWriter(build_index(["One.", "Two."]), [Card()])

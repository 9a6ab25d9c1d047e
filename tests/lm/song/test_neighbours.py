"""Names come from other texts about the song alone, those of most texts first."""

from fridaygram.lm.song.masking import NAMES, Card
from fridaygram.lm.song.neighbours import neighbours_of, with_names

CARD = Card(slots={"artist": ("Ada Pell",), "title": ("Slow Lamp",)})


def names(*neighbours):
    return with_names(CARD, neighbours).slots.get("name", ())


def test_names_of_most_texts_come_first_then_by_the_alphabet():
    found = names(
        "She lives in Hollow Bay, by the Bank of Lea.",
        "It was made in Hollow Bay. We hear Ines 4 on drums.",
        "Out on Fern & Co, with Ines 4 on drums.",
    )
    assert found == ("Hollow Bay", "Ines 4", "Bank of Lea", "Fern & Co")


def test_the_cards_own_names_ordinary_words_and_beginnings_of_sentences_are_none():
    assert names('Listen to "Slow Lamp" now. And Pell, I think, is Ada. Great song!\n\nMore: Here it is.') == ()


def test_a_word_at_the_beginning_of_a_sentence_is_a_name_where_another_text_has_it_within_one():
    assert names("Lowmoor is wet. Maybe it is.", "I come from Lowmoor.") == ("Lowmoor",)


def test_no_more_names_are_kept_than_there_are_masks():
    assert len(names(" ".join(f"at Place{number}," for number in range(40)))) == NAMES["name"]


def test_neighbours_are_about_the_same_song_and_no_near_duplicates():
    long = "a slow song that one can hear in the evening while the rain falls on the roof of the shed"
    texts = [long, long + " again", "another view of it", "of another song", "of no song", "of no song either"]
    songs = ["one", "one", "one", "two", "", ""]
    assert neighbours_of(texts, songs) == [(2,), (2,), (0, 1), (), (), ()]


def test_a_card_without_neighbours_is_itself():
    assert with_names(CARD, ()) is CARD

"""Each measure on texts whose number can be counted by hand."""

import numpy as np
import pytest

from fridaygram.lm import build_index, load_model
from fridaygram.lm.song import measures
from fridaygram.lm.song.masking import Card

CARD = Card(
    slots={"artist": ("Zoë Klint",), "title": ("Low (feat. Old Tom)",)}, tags=("dream pop", "hip-hop"), numbers={}
)
TEXT = 'Zoe Klint sings "LOW" again. It is pure dream-pop! and then\n\nA song'


def test_names_are_found_whatever_their_case_and_accents_and_without_their_brackets():
    assert measures.names("ZOE KLINT's low end", CARD, "artist")
    assert measures.names("so low.", CARD, "title")
    assert not measures.names("Zoe's Klint, below", CARD, "artist")
    assert not measures.names("below", CARD, "title")
    assert not measures.names("Low", CARD, "album")


def test_an_opening_is_the_first_sentence_alone():
    assert measures.is_opened(TEXT, CARD)
    assert not measures.is_opened("A song. Zoë Klint sings.", CARD)
    assert not measures.is_opened("", CARD)


def test_a_wrong_name_has_capitals_and_is_no_part_of_the_cards_own():
    others = ["Home", "Klint", "Ana Ruiz", "The Long Way", "7"]
    assert measures.wrong_names("Home is where Zoë Klint is.", CARD, others) == set()
    assert measures.wrong_names("We play Home, the long way.", CARD, others) == {"Home"}
    assert measures.wrong_names("Ana Ruiz took The Long Way in 7 days.", CARD, others) == {
        "Ana Ruiz",
        "The Long Way",
        "7",
    }


def test_whole_sentences_begin_with_a_capital_end_and_are_neither_short_nor_long():
    assert measures.whole_sentences(TEXT) == (1, 3)
    assert measures.whole_sentences("Too short. " + "Word " * 46 + "ends.") == (0, 2)
    assert measures.whole_sentences("“Quoted as it is.” 7 words are here.") == (2, 2)


def test_the_distance_of_counts_is_the_greatest_gap_of_the_distributions():
    assert measures.distance_of_counts([1, 2, 3], [1, 2, 3]) == 0
    assert measures.distance_of_counts([1, 2], [3, 4]) == 1
    assert measures.distance_of_counts([1, 2, 3, 4], [3, 4, 5, 6]) == pytest.approx(0.5)


def test_repeated_runs_and_shared_sentences():
    assert measures.repeated_share(["a b c d a b c d"]) == pytest.approx(1 / 5)
    assert measures.repeated_share(["a b"]) == 0
    batch = [
        "We like it a lot. New here.",
        "WE LIKE IT, a lot! Other words are here.",
        "Nobody else says that. New here.",
    ]
    assert measures.shared_share(batch) == pytest.approx(2 / 3)


def test_reading_ease_is_fleschs():
    assert measures.reading_ease("The cat sat on the mat.") == pytest.approx(206.835 - 1.015 * 6 - 84.6)
    assert measures.reading_ease("Ambient melodies reverberate.") < 0
    assert measures.reading_ease("") == 0


def test_names_are_taken_out_word_by_word():
    assert measures.without_names("Klint's low and slow song", CARD) == ["and", "slow", "song"]


def test_the_judge_finds_the_song_that_a_text_is_about():
    kinds = [f"kind{number}" for number in range(12)]
    training = [[kind, "song"] for kind in kinds for _ in range(3)]
    judge = measures.TextJudge(training)
    assert set(judge.place) == {*kinds, "song"}
    assert judge.weights[judge.place["song"]] == 0
    people = np.array([judge.vector([kind]) for kind in kinds])
    right = np.array([judge.vector([kind, "song", "never met"]) for kind in kinds])
    assert judge.retrieval(right, range(12), people) == 1
    assert judge.retrieval(right, [*range(1, 12), 0], people) == 0
    assert judge.retrieval(np.array([judge.vector(["song"])]), [3], people) == 0
    assert judge.retrieval(right[:3], range(3), people[:9]) is None


def test_a_batch_is_measured_against_its_cards():
    training = ["The band plays a slow song that everybody knows by heart, and then some.", "It is a song."]
    copied = training[0][:52]
    texts = [TEXT, f"{copied}, hip hop and jazz by Ana Ruiz."]
    found = measures.measured(
        texts, [CARD, CARD], people=training, index=build_index(training), genres=["jazz", "pop"], others=["Ana Ruiz"]
    )
    assert (found.texts, found.artist, found.title, found.opening) == (2, 0.5, 0.5, 0.5)
    assert (found.wrong_names, found.genre_right, found.genre_wrong) == (0.5, 0.5, 0.5)
    assert found.longest_copy[1] == 52
    assert found.copied == pytest.approx(52 / sum(map(len, texts)))
    assert found.retrieval is None
    plain = [Card(slots=CARD.slots)] * 2
    assert (
        measures.measured(texts, plain, people=training, index=build_index(training), genres=[], others=[]).genre_right
        is None
    )


def test_bits_a_character_count_the_ends():
    judge = load_model("kneser-ney", build_index(["abab", "abba"]), 2)
    assert measures.bits_a_character(judge, ["ab", "ba"]) == pytest.approx(judge.score(["ab", "ba"]).bits / 6)

"""What may be chosen (top-k, top-p), where a text that reaches its length is cut, and how it may begin."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import UsageError
from fridaygram.lm import build_index, load_model, sample_texts
from fridaygram.lm.base import Taste, allowed, chosen
from fridaygram.lm.rng import Random
from fridaygram.lm.sentences import LONGEST_OPENING, cut_place, first_sentence, sentence_ends

TEXTS = [
    "The song is by J. Cole. It hums, and then it stops!",
    "A hum in three chords. The third one is shy.",
    "“Play it again.” She did. Nobody minded at all",
    "Tour dates\n\nThe band plays in Leeds, e.g. on Friday.",
]
chances = st.lists(st.floats(1e-6, 1), min_size=1, max_size=12)


@given(chances, st.integers(0, 14), st.floats(0.01, 1))
def test_what_is_allowed_are_the_fewest_of_the_most_probable(some, top_k, top_p):
    places = allowed(some, top_k, top_p)
    most = sorted(some, reverse=True)[: top_k or None]
    assert places == sorted(set(places))
    assert sorted((some[place] for place in places), reverse=True) == most[: len(places)]
    assert sum(most[: len(places)]) >= top_p * math.fsum(most) * (1 - 1e-12)
    assert top_p == 1 or sum(most[: len(places) - 1]) < top_p * math.fsum(most) * (1 + 1e-12)


def test_of_equal_chances_the_first_are_allowed():
    assert allowed([0.2, 0.3, 0.2, 0.3], 3, 1.0) == [0, 1, 3]
    assert allowed([0.25] * 4, 0, 0.5) == [0, 1]


@given(chances, st.floats(0, 1, exclude_max=True), st.sampled_from([0.5, 1.0, 2.0]))
def test_the_most_probable_alone_is_always_chosen(some, uniform, temperature):
    assert chosen(some, uniform, Taste(temperature, 1)) == some.index(max(some))


@given(chances, st.floats(0, 1, exclude_max=True), st.integers(0, 5), st.floats(0.1, 1), st.sampled_from([0.7, 1.0]))
def test_what_is_chosen_is_allowed_and_has_its_share(some, uniform, top_k, top_p, temperature):
    places = allowed(some, top_k, top_p)
    place = chosen(some, uniform, Taste(temperature, top_k, top_p))
    assert place == places[chosen([some[one] for one in places], uniform, Taste(temperature))]


@pytest.mark.parametrize("name", ["mle", "kneser-ney", "witten-bell", "ppm"])
def test_samples_choose_what_is_allowed(name):
    model = load_model(name, build_index(TEXTS * 2), 3)
    for sample in sample_texts(model, count=4, top_k=3, top_p=0.8, limit=60, trace=True):
        assert (sample.top_k, sample.top_p) == (3, 0.8)
        for step in sample.trace:
            names = [one for one in step.distribution if one != "<unk>"]
            places = allowed([step.distribution[one] for one in names], 3, 0.8)
            assert step.choice in {names[place] for place in places}
            assert step.probability == pytest.approx(step.distribution[step.choice])


def test_without_limits_samples_are_as_ever():
    model = load_model("mle", build_index(TEXTS), 3)
    plain = [one.text for one in sample_texts(model, count=5, limit=60)]
    assert [one.text for one in sample_texts(model, count=5, limit=60, top_k=0, top_p=1.0)] == plain
    assert [one.text for one in sample_texts(model, count=5, limit=60, top_p=0.9)] != plain


def test_a_choice_with_limits_is_fixed_for_ever():
    model = load_model("mle", build_index(TEXTS), 2)
    texts = [model.sample(2018, index=number, temperature=0.9, top_p=0.9, limit=40).text for number in range(3)]
    assert texts == PINNED


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"top_k": -1}, "top-k -1 is negative"),
        ({"top_p": 0.0}, "top-p 0.0 is not above 0"),
        ({"top_p": 1.1}, "top-p 1.1 is not above 0"),
        ({"top_p": math.nan}, "top-p nan"),
        ({"temperature": 0.0}, "temperature 0.0 is not above 0"),
        ({"until": "page"}, "cut after a 'page'; one of character, word, sentence"),
        ({"prompt": "The", "first_sentence": True}, "one opening"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options, said):
    with pytest.raises(UsageError, match=said):
        load_model("mle", build_index(TEXTS), 2).sample(1, **options)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (TEXTS[0], ["The song is by J. Cole.", " It hums, and then it stops!"]),
        (TEXTS[2], ["“Play it again.”", " She did."]),
        (TEXTS[3], ["Tour dates", "\n\nThe band plays in Leeds, e.g. on Friday."]),
        ("It costs 3.50 ... or so. Dr. Hum knows…", ["It costs 3.50 ... or so.", " Dr. Hum knows…"]),
        ("no end", []),
        ("", []),
    ],
)
def test_where_sentences_end(text, sentences):
    ends = list(sentence_ends(text))
    assert [text[begin:end] for begin, end in zip([0, *ends], ends, strict=False)] == sentences


@pytest.mark.parametrize(
    ("text", "until", "cut"),
    [
        ("One. Two three. Fou", "character", "One. Two three. Fou"),
        ("One. Two three. Fou", "word", "One. Two three."),
        ("One. Two three. Four fi", "word", "One. Two three. Four"),
        ("One. Two three. Four fi", "sentence", "One. Two three."),
        ("One two thr", "sentence", "One two"),
        ("Onetwothr", "sentence", "Onetwothr"),
        ("One two ", "word", "One two"),
    ],
)
def test_where_a_text_is_cut(text, until, cut):
    assert text[: cut_place(text, 0, until)] == cut


def test_a_prompt_is_never_cut():
    assert cut_place("One. Two thr", 8, "word") == len("One. Two thr")
    assert cut_place("One. Two three fou", 8, "sentence") == len("One. Two three")


@pytest.mark.parametrize("until", ["word", "sentence"])
def test_a_cut_text_is_the_beginning_of_the_whole_one(until):
    model = load_model("mle", build_index(TEXTS), 3)
    for number in range(20):
        whole = model.sample(1, index=number, limit=30)
        cut = model.sample(1, index=number, limit=30, until=until, trace=True)
        assert whole.text.startswith(cut.text)
        assert (cut.text == whole.text) or not whole.ended
        assert len(cut.trace) == len(cut.text) + cut.ended
        assert "".join(step.choice for step in cut.trace) == cut.text


def test_openings_are_first_sentences_of_training_and_depend_on_seed_and_number_alone():
    index = build_index([*TEXTS, "word " * 200])
    known = ["The song is by J. Cole.", "A hum in three chords.", "“Play it again.”", "Tour dates"]
    long = " ".join(["word"] * (LONGEST_OPENING // 5))
    found = [first_sentence(index, 7, number) for number in range(60)]
    assert set(found) == {*known, long}
    samples = sample_texts(load_model("mle", index, 4), count=60, seed=7, first_sentence=True, limit=300)
    assert [sample.prompt for sample in samples] == found
    assert all(sample.text.startswith(sample.prompt) for sample in samples)
    assert found[:5] != [first_sentence(index, 8, number) for number in range(5)]


def test_an_opening_takes_no_random_number_of_the_text():
    index = build_index(TEXTS[:1])
    model = load_model("kneser-ney", index, 3)
    opened = model.sample(3, first_sentence=True, limit=60)
    assert opened.text == model.sample(3, prompt="The song is by J. Cole.", limit=60).text
    assert Random(3).next() != Random(3, 1 << 32).next()


PINNED = ["Tour didat sone band play.", "A hum is stops!", "A hum it sone thirds, e. The band on Lee"]

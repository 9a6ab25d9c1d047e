"""The explorer's values: paths of its phrase, and sentences of a corpus that anybody may use."""

import pytest

from fridaygram.errors import ContentError
from fridaygram.lm import generation_paths
from fridaygram.values.kinds.explore_ngrams import LONGEST, PROVIDER, SENTENCES, SHORTEST
from tests.values.writing import state_licence

GIVEN = {"phrase": "", "corpus": "", "order": 2, "seed": 1}


def computed(stores, **params):
    return PROVIDER.compute({**GIVEN, **params}, stores)


def test_a_phrase_has_the_values_of_its_animation(stores):
    made = computed(stores, phrase="This is the remix.")
    assert made == {**generation_paths("This is the remix.", 2), "sentences": []}
    assert PROVIDER.sources(GIVEN) == ()


def test_sentences_are_short_whole_and_of_the_corpus(sung):
    state_licence(sung.root)
    made = computed(sung, corpus="sung")
    texts = [review.content for review in sung.reviews("sung")]
    assert 0 < len(made["sentences"]) <= SENTENCES
    for one in made["sentences"]:
        assert SHORTEST <= len(one) <= LONGEST
        assert any(one in text for text in texts)
    assert made["phrase"] == made["sentences"][0]
    assert computed(sung, corpus="sung", phrase="ab")["phrase"] == "ab"
    assert [source.label for source in PROVIDER.sources({**GIVEN, "corpus": "sung"})] == ["corpus sung"]


def test_the_seed_chooses_other_sentences(sung):
    state_licence(sung.root)
    assert computed(sung, corpus="sung")["sentences"] != computed(sung, corpus="sung", seed=2)["sentences"]


def test_without_a_licence_no_sentence_is_published(sung):
    state_licence(sung.root)
    settings = sung.root / "site.toml"
    settings.write_text(settings.read_text().replace("CC0-1.0", ""))
    with pytest.raises(ContentError, match="no licence is stated for the texts of 'sung'") as caught:
        computed(sung, corpus="sung")
    assert caught.value.hint == 'state it in site.toml: [corpora.sung] licence = "cc-by-4.0"'


@pytest.mark.parametrize(
    ("given", "message"),
    [({}, "there is no phrase"), ({"phrase": "a\nb"}, "the phrase has several lines")],
)
def test_a_wrong_phrase_is_said(stores, given, message):
    with pytest.raises(ContentError, match=message):
        computed(stores, **given)


def test_a_corpus_of_long_sentences_has_none_to_take(stores):
    state_licence(stores.root)
    settings = stores.root / "site.toml"
    settings.write_text(settings.read_text().replace("sung", "small"))
    with pytest.raises(ContentError, match="no sentence of 'small' has 16 to 48 characters"):
        computed(stores, corpus="small", seed=1)

"""Which words belong to a card."""

from fridaygram.lm.song.masking import Card
from fridaygram.lm.song.relevance import Relevance


def learnt(numbers=False):
    """What is learnt from folk songs that have a banjo, and techno songs that have a drum."""
    cards, texts = [], []
    for song in range(40):
        kind, word = (("folk", "banjo"), ("techno", "drum"))[song % 2]
        slots = {"artist": (f"Artist {song}",), "title": ("Song",)}
        cards += [
            Card(slots=slots, **({"numbers": {"tempo": 60.0 + 70 * (song % 2)}} if numbers else {"tags": (kind,)}))
        ]
        texts += [[word, "sound", f"word{song % 7}"]]
    return Relevance(cards, texts)


def ranked(relevance, card):
    """The words of a card, the one that belongs to it most first."""
    words = relevance.words_of(card)
    return sorted(relevance.judge.place, key=lambda word: (-words[relevance.judge.place[word]], word))


def test_a_tags_words_come_first_and_those_of_another_tag_last():
    relevance = learnt()
    assert ranked(relevance, Card(tags=("folk",)))[0] == "banjo"
    assert ranked(relevance, Card(tags=("folk",)))[-1] == "drum"
    assert ranked(relevance, Card(tags=("indie techno",)))[0] == "drum"  # by the word that the tags share


def test_numbers_count_by_their_distance_from_the_mean():
    relevance = learnt(numbers=True)
    assert ranked(relevance, Card(numbers={"tempo": 125.0}))[0] == "drum"
    assert ranked(relevance, Card(numbers={"tempo": 65.0}))[0] == "banjo"
    assert not relevance.words_of(Card(numbers={"tempo": 95.0, "never met": 3.0})).any()


def test_a_tag_that_training_never_had_has_its_own_words():
    relevance = learnt()
    assert ranked(relevance, Card(tags=("sound of word3",)))[0] == "word3"
    assert not relevance.words_of(Card(tags=("unheard",))).any()
    assert not relevance.words_of(Card()).any()

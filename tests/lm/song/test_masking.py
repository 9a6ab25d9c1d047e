"""Masking loses nothing, finds each spelling of a name, and leaves ordinary words alone."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fridaygram.errors import ModelError
from fridaygram.lm.song.masking import MASKS, SLOTS, Card, can_expand, expand, mask

CARD = Card(
    slots={
        "artist": ("Zoë Klint",),
        "title": ("Low (feat. Old Tom)",),
        "album": ("Low Tide Hours",),
        "guest": ("Old Tom", "Ana Ruiz"),
        "name": ("Fern Street",),
    },
    tags=("dream pop", "folk"),
)
ESCAPE = "\ue000"
pieces = st.sampled_from(["a", "A", "b", "é", "e\u0301", "7", " ", ".", "feat. ", "(", ")", ESCAPE, *list(MASKS)[:3]])
names = st.one_of(
    st.lists(pieces, max_size=6).map("".join),
    st.text(max_size=8),
    st.sampled_from(["", " ", "The", "I", "1989", "7", "Low", "Low Tide", "low", "Straße", "İ", "ǆ a", "!!!", "♥"]),
)
spellings = st.lists(names, max_size=7).map(tuple)
cards = st.builds(
    lambda slots, tags: Card(slots=slots, tags=tags), st.dictionaries(st.sampled_from(SLOTS), spellings), spellings
)


@st.composite
def cards_and_texts(draw):
    """A card, and a text that has many of its names, changed and not, side by side and apart."""
    card = draw(cards)
    own = [name for spellings in card.slots.values() for name in spellings]
    words = st.one_of(names, st.sampled_from([*own, *map(str.upper, own), *map(str.lower, own), ""]))
    return card, "".join(draw(st.lists(st.one_of(words, pieces), max_size=12)))


@given(cards_and_texts())
@example((CARD, "LOW by Zoe Klint's, \ue001 and \ue000"))
@example((Card(slots={"artist": ('"\r',)}), 'a "\r'))
def test_a_masked_text_expands_to_what_it_was(card_and_text):
    card, text = card_and_text
    masked = mask(text, card)
    assert can_expand(masked, card)
    assert expand(masked, card) == text


@given(cards_and_texts(), cards)
def test_what_another_card_can_expand_it_does(card_and_text, other):
    card, text = card_and_text
    masked = mask(text, card)
    if can_expand(masked, other):
        assert isinstance(expand(masked, other), str)
    else:
        with pytest.raises(ModelError):
            expand(masked, other)


def kinds(text, card=CARD):
    """Return slot and form of each mask of a text, and what is left between them."""
    masked = mask(text, card)
    rest = "".join("_" if character in MASKS else character for character in masked)
    return [" ".join(MASKS[character]) for character in masked if character in MASKS], rest


@pytest.mark.parametrize(
    ("text", "found", "rest"),
    [
        ("Zoë Klint sings.", ["artist given"], "_ sings."),
        ("Zoë Klint's and Zoë Klint’s", ["artist given", "artist given"], "_'s and _’s"),
        ("Zoe Klint", ["artist given plain"], "_"),
        ("ZOE KLINT", ["artist given plain upper"], "_"),
        ("zoë klint", ["artist given lower"], "_"),
        ("Klint, or Zoë", ["artist last", "artist first"], "_, or _"),
        ("LOW is low, not below", ["title short upper"], "_ is low, not below"),
        ("Low (feat. Old Tom)", ["title given"], "_"),
        ("on Low Tide Hours, Low", ["album given", "title short"], "on _, _"),
        ("Low Tide", ["title short"], "_ Tide"),
        ("Ana Ruiz and Tom", ["guest 2 given", "guest last"], "_ and _"),
        ("_Low_ or Low-key", ["title short", "title short"], "___ or _-key"),
        ("Fern Street, FERN STREET", ["name given"], "_, FERN STREET"),
        ("a folk song of Dream Pop", ["genre 2 given", "genre given title"], "a _ song of _"),
        ("Lower, 1Low, Low1", [], "Lower, 1Low, Low1"),
    ],
)
def test_names_are_masked_in_every_form(text, found, rest):
    assert kinds(text) == (found, rest)


@pytest.mark.parametrize(
    ("title", "text", "masked"),
    [
        ("The", "The song", False),
        ("I", "I say", False),
        ("Home", "at home", False),
        ("home", "at home", False),
        ("meadow", "the meadow", True),
        ("Meadow", "the meadow", False),
        ("Old Meadow", "the old meadow", True),
        ("22", "at 22, not 1922", True),
        ("♥", "a ♥", False),
        ("", "nothing", False),
    ],
)
def test_a_name_that_is_an_ordinary_word_is_left(title, text, masked):
    assert bool(kinds(text, Card(slots={"title": (title,)}))[0]) is masked


def test_titles_are_found_as_editors_write_them():
    card = Card(slots={"title": ("Edge Of The Town.",)})
    assert kinds("Edge of the Town, EDGE OF THE TOWN", card) == (["title short headline", "title short upper"], "_, _")


def test_a_text_is_filled_in_for_another_song():
    other = Card(slots={"artist": ("Bo",), "title": ("Äther",)})
    masked = mask("LOW: Klint, Zoe Klint and the band of Zoë", CARD)
    assert expand(masked, other) == "ÄTHER: Bo, Bo and the band of Bo"


def test_a_card_fills_in_only_the_names_that_it_has():
    masked = mask("Ana Ruiz sings", CARD)
    other = Card(slots={"artist": ("Bo",), "guest": ("Old Tom",)})
    assert not can_expand(masked, other)
    with pytest.raises(ModelError, match="no guest \\(2 given\\)"):
        expand(masked, other)
    assert not can_expand("cut" + ESCAPE, CARD)


def test_masks_stay_those_that_kept_models_have():
    assert len(MASKS) == 996
    assert (MASKS["\ue001"], MASKS["\ue3e4"]) == (("artist", "given"), ("guest", "6 first plain lower"))


def test_masks_are_private_and_each_has_a_kind_of_its_own():
    assert all("\ue000" < character <= "\uf8ff" for character in MASKS)
    assert len(set(MASKS.values())) == len(MASKS)

"""Wrapped lines become paragraphs again; what was written in lines stays in lines."""

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.text.wraps import strip_emphasis, strip_opening, unwrap

LONG = (
    "There is a patience to the opening minute that most debut singles do not dare, and then the strings come in and it"
    " all makes sense, as if somebody had opened a window on the other side of the house and let the street walk in."
)
WORDS = st.text("abcdefghij", min_size=1, max_size=9)
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=120, max_size=160).map(" ".join), min_size=1, max_size=4)
VERSE = st.lists(st.text("abcdefgh ", min_size=1, max_size=36).filter(str.strip).map(str.strip), min_size=2, max_size=8)


def wrapped(*paragraphs, width=72):
    return "\n\n".join(textwrap.fill(part, width) for part in paragraphs)


@given(PARAGRAPHS, st.integers(45, 118))
def test_whatever_was_wrapped_is_joined_to_the_letter(paragraphs, width):
    text = wrapped(*paragraphs, width=width)
    assert unwrap(text) == ("\n\n".join(paragraphs), sum(part.count("\n") for part in text.split("\n\n")))


@given(PARAGRAPHS, VERSE)
def test_verse_between_wrapped_paragraphs_keeps_its_lines(paragraphs, verse):
    lines = "\n".join(verse)
    assert unwrap(f"{wrapped(*paragraphs)}\n\n{lines}")[0] == "\n\n".join([*paragraphs, lines])


@given(VERSE.map("\n".join))
def test_verse_alone_is_left_as_it_is(verse):
    assert unwrap(verse) == (verse, 0)


@given(st.lists(st.sampled_from([LONG, "a song", "\n", "\n\n", "  ", "- x", "> y", "    z", "```", "a|b", "-", "é"])))
def test_whatever_the_text_only_blanks_change(parts):
    text = "".join(parts)
    joined, breaks = unwrap(text)
    assert "".join(joined.split()) == "".join(text.split())
    assert breaks > 0 or joined == text


@pytest.mark.parametrize("width", [60, 72, 90])
def test_the_width_does_not_matter(width):
    assert unwrap(wrapped(LONG, LONG.lower(), width=width))[0] == f"{LONG}\n\n{LONG.lower()}"


@pytest.mark.parametrize(
    "kept",
    [
        "Hold the ladder,\nhold the light,\nhold the ladder\none more night.",
        "Tonight the whole of the town has come down to the shore,  \nand nobody says what they came for.",
        "3 May, Leeds.\n4 May, Hull.\n5 May, York.",
        "- " + LONG[:68] + "\n- " + LONG[:50] + "\n* the third",
        "> " + textwrap.fill(LONG, 66).replace("\n", "\n> "),
        "    " + textwrap.fill(LONG, 66).replace("\n", "\n    "),
        "```\n" + textwrap.fill(LONG, 72) + "\n```",
        "| a | b |\n|---|---|\n| " + LONG[:66] + " |\n| c | d |",
        "song | artist\n---|---\n" + LONG[:60] + " | x\nand a second one | y",
        "song        artist\n" + LONG[:60] + "     x\nand a second one     y",
        "# " + LONG[:68] + "\nand on",
    ],
    ids=["verse", "two blanks", "dates", "list", "quotation", "code", "fence", "table", "bars", "columns", "heading"],
)
def test_what_is_written_in_lines_stays_so(kept):
    assert unwrap(kept) == (kept, 0)
    after = "\n".join(line.rstrip() for line in kept.split("\n"))
    assert unwrap(f"{wrapped(LONG)}\n\n{kept}\n\n{wrapped(LONG)}")[0] == f"{LONG}\n\n{after}\n\n{LONG}"


def test_a_poem_of_long_lines_is_no_paragraph():
    lines = [
        "Tonight the whole of the town has come down to the water to see",
        "How the lights of the harbour go out and the boats come in",
        "With nobody singing the songs that we used to know, and me",
        "Alone on the pier with a borrowed guitar and a grin",
    ]
    assert unwrap("\n".join(lines)) == ("\n".join(lines), 0)


@pytest.mark.parametrize(
    ("ends", "begins", "joined"),
    [
        ("disco-", "funk", "disco-funk"),
        ("song --", "and", "song -- and"),
        ("song--", "and", "song--and"),
        ("pre-", "and", "pre- and"),
        ("song—", "a", "song—a"),
    ],
)
def test_a_hyphen_inside_a_word_gets_no_blank(ends, begins, joined):
    first = textwrap.fill(LONG, 72)
    line = f"{'so it goes on and on '.ljust(72 - len(ends), 'o')}{ends}"
    assert f"o{joined} it all ends here" in unwrap(f"{first}\n\n{line}\n{begins} it all ends here")[0]


def test_a_single_break_is_joined_only_in_mid_sentence():
    sentence = "A song that says in two lines what others do not in ten, and then goes on to say it again."
    assert unwrap(textwrap.fill(sentence, 72)) == (sentence, 1)
    title = "A song that says in two lines what others do not in ten, and then goes on\nThe Band"
    assert unwrap(title) == (title, 0)


@pytest.mark.parametrize(
    ("opening", "stripped"),
    [
        ("## The Hums - Chord\n\nA song.", "The Hums - Chord\n\nA song."),
        ("**The Hums** return with _Chord_.", "The Hums return with _Chord_."),
        ("**The Hums ** return.", "The Hums return."),
        ("_**The Hums** return._ Now.", "The Hums return. Now."),
        ("~\n\n* * *\n\n> _A song_", "A song"),
        ("![The Hums](hums.jpg)\n\nA song.", "A song."),
        ("[The Hums](https://hums.example) return.", "The Hums return."),
        ("  * News\n  * Tours", "News\n  * Tours"),
        ("**A song without an end", "A song without an end"),
        ("snake_case_ is a word", "snake_case_ is a word"),
        ("3. May, Leeds", "3. May, Leeds"),
        ("#hashtag", "#hashtag"),
        ("...and then", "...and then"),
        ("~", "~"),
        ("***", "***"),
    ],
)
def test_openings_lose_their_markdown(opening, stripped):
    assert strip_opening(opening) == stripped


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("It is **the Hums**, live.", "It is the Hums, live."),
        ("by **The Hums **who hum", "by **The Hums **who hum"),
        ("by **The Hums ** now", "by The Hums now"),
        ("on _Chord_, _**Hum** again_.", "on Chord, Hum again."),
        ("f**k the ch**rts, s**t", "f**k the ch**rts, s**t"),
        ("**** this, *** that, ****", "**** this, *** that, ****"),
        ("2 ** 3 ** 4, **options and **more", "2 ** 3 ** 4, **options and **more"),
        ("*sigh*, a song", "*sigh*, a song"),
        ("snake_case_ and a/_b_/c, @_hums_", "snake_case_ and a/_b_/c, @_hums_"),
        ("no **end\nof it**", "no **end\nof it**"),
        ("say `**x**` for **x**", "say `**x**` for x"),
        ("```\n**x**\n```\n\n    _x_\n\n_x_", "```\n**x**\n```\n\n    _x_\n\nx"),
    ],
)
def test_emphasis_goes_and_asterisks_within_words_and_code_stay(text, stripped):
    assert strip_emphasis(text) == stripped


@given(
    st.lists(st.sampled_from(["**", "_", "# ", "> ", "* ", "- ", "word", " ", "\n", "~", "é1", "__", "\\"]), min_size=1)
)
def test_texts_lose_no_letter_and_never_become_empty(parts):
    text = "".join(parts).strip()
    stripped = strip_emphasis(strip_opening(text))
    assert re.findall(r"[^\W_]", stripped) == re.findall(r"[^\W_]", text)
    assert bool(stripped) == bool(text)


def test_lines_of_a_script_without_blanks_stay():
    lines = "\n".join("歌は夜の町を抜けて remix 海へ行き誰も知らない朝に着く" * 2 for _ in range(6))
    assert unwrap(lines) == (lines, 0)

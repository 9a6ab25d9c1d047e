import textwrap

import pytest
from ftfy import TextFixerConfig, fix_text
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.text.clean import boilerplate, clean, drop_paragraphs, fix_unicode


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("It doesnâ€™t stop", "It doesn’t stop"),
        ("cafÃ©", "café"),
        ("a\u00a0b\u200bc\u00add", "a bcd"),
        ("cafe\u0301", "café"),
        ("“quotes” stay", "“quotes” stay"),
        ("Salt &amp; Vinegar", "Salt & Vinegar"),
    ],
)
def test_mojibake_and_form(broken, mended):
    assert fix_unicode(broken) == mended


PIECES = st.sampled_from(
    ["a song", "\n", "\r\n", "\r", "&amp;", "cafÃ©", "doesnâ€™t", "\x1b[3m", "e\u0301", "\t", "ﬁ", "\x00"]
)


@given(st.lists(PIECES | st.text(max_size=6)).map("".join))
def test_passing_over_plain_lines_changes_nothing(text):
    whole = fix_text(text, TextFixerConfig(uncurl_quotes=False, unescape_html=True, explain=False))
    for sign, instead in (("\u00ad", ""), ("\ufeff", ""), ("\u200b", ""), ("\u00a0", " ")):
        whole = whole.replace(sign, instead)
    assert fix_unicode(text) == whole


def test_wrapped_lines_and_untidy_blanks_are_mended():
    sentence = "It goes on and on and says nothing new, " * 4 + "then it stops."
    wrapped = textwrap.fill(sentence, 60, initial_indent="  ", subsequent_indent="  ")
    assert clean(f"{wrapped} \n \n\n\n  Twice.  ") == f"{sentence}\n\nTwice."


def test_lines_of_links_and_of_widgets_go():
    links = "https://a.example/x\n\nShare this: everywhere\n\nwww.b.example / www.c.example"
    text = f"A song.\n\n{links}\n\nRead it: www.d.example"
    assert clean(text) == "A song.\n\nRead it: www.d.example"


REFRAIN = "All pictures on this page were taken by my brother, who would like to be asked."


@pytest.mark.parametrize(("posts", "with_it", "found"), [(10, 3, True), (10, 2, False), (4, 4, False)])
def test_what_stands_on_a_third_of_a_hosts_posts_is_boilerplate(posts, with_it, found):
    texts = [
        f"Words of post {chr(97 + n)} only.\n\n{REFRAIN if n < with_it else 'Nothing more to say.'}"
        for n in range(posts)
    ]
    keys = boilerplate(texts)
    assert bool(keys) is found
    assert drop_paragraphs(texts[0], keys) == ("Words of post a only." if found else texts[0])


def test_a_short_refrain_is_an_authors_own():
    assert boilerplate([f"Post {chr(97 + n)} of mine.\n\nEight out of ten." for n in range(9)]) == frozenset()

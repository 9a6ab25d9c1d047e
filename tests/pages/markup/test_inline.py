import re

import pytest

from fridaygram.pages.bibliography import Reference
from fridaygram.pages.body import Fills
from tests.pages.markup import converted, html

WORKS = {
    "s51": Reference("s51", ("Shannon",), "1951", "Claude Shannon. Prediction. 1951."),
    "k15": Reference("k15", ("Karpathy",), "2015", "Andrej Karpathy. Effectiveness. 2015."),
    "k15b": Reference("k15b", ("Karpathy",), "2015", "Andrej Karpathy. Of 2015, more. 2015."),
    "many": Reference("many", ("Bengio", "Ducharme", "Vincent"), "2003", "Bengio. A model. 2003."),
    "two": Reference("two", ("Chen", "Goodman"), "1999", "Chen. A study. 1999."),
}


def cite(text: str, *keys: str) -> str:
    return converted(text, Fills(works={key: WORKS[key] for key in keys or WORKS})).html


def words(text: str, *keys: str) -> str:
    return re.sub(r"<[^>]+>", "", cite(text, *keys).split("<section")[0]).strip()


def test_the_manner_of_author_and_year() -> None:
    assert words("A [@s51].", "s51") == "A (Shannon, 1951)."
    assert words("A [see @s51, p. 3; @two].", "s51", "two") == "A (see Shannon, 1951, p. 3; Chen and Goodman, 1999)."
    assert words("@many say [-@s51].", "many", "s51") == "Bengio et al. (2003) say (1951)."


def test_works_that_look_alike_get_letters_in_text_and_list() -> None:
    text = cite("[@k15; @k15b]", "k15", "k15b")
    assert "Karpathy, 2015a" in text
    assert "Karpathy, 2015b" in text
    assert "Andrej Karpathy. Effectiveness. 2015a." in text
    assert "Andrej Karpathy. Of 2015, more. 2015b." in text


def test_the_list_has_what_was_cited_by_name_with_ways_back() -> None:
    text = cite("[@two] [@s51] [@s51]")
    assert re.findall(r'<li id="ref-(\w+)"', text) == ["two", "s51"]
    assert text.count('role="doc-backlink"') == 3
    assert '<h2 id="references">' in text
    for target in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{target}"' in text


def test_a_last_heading_of_the_authors_own_holds_the_list() -> None:
    text = cite("[@s51][^a]\n\n## Sources\n\n[^a]: A note.\n")
    assert "References</h2>" not in text
    assert text.index('<h2 id="sources">') < text.index('<section aria-label="References"') < text.index("footnotes")


def test_what_is_no_citation_stays() -> None:
    for text in ("me@s51.org", "`[@s51]`", "\\@s51", "@nobody", "[s51](https://example.org/@s51)"):
        assert "references" not in cite(text), text
    assert cite("Hello @nobody and [@nobody].") == "<p>Hello @nobody and [@nobody].</p>"


def test_the_list_is_not_counted_as_words() -> None:
    body = converted("One two [@s51].", Fills(works={"s51": WORKS["s51"]}))
    assert body.facts.words == converted("One two ( Shannon, 1951 ) .").facts.words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":tada:", "\U0001f389"),
        ("so :+1:, he said", "so \U0001f44d, he said"),
        (":norway:", "\U0001f1f3\U0001f1f4"),
        (":no-such-thing:", ":no-such-thing:"),
        ("12:100:30 and a::tada::b", "12:100:30 and a::tada::b"),
        ("`:tada:`", "<code>:tada:</code>"),
        ("\\:tada:", ":tada:"),
    ],
)
def test_emoji_by_their_short_codes(text: str, shown: str) -> None:
    assert html(text) == f"<p>{shown}</p>"

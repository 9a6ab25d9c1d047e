"""The page on writing is true: every example converts, every key of the front matter is told, and no other."""

import re
from pathlib import Path

import msgspec
import pytest

from fridaygram.pages.bibliography import Reference
from fridaygram.pages.body import FigureFill, Fills
from fridaygram.pages.document import parse_document
from fridaygram.pages.frontmatter import FrontMatter
from fridaygram.pages.markup.convert import convert
from tests.pages.markup import SOURCE

GUIDE = (Path(__file__).parents[2] / "docs/content/pages/writing.md").read_text("utf-8")
EXAMPLES = re.findall(r"^````markdown\n(.*?)^````$", GUIDE, re.MULTILINE | re.DOTALL)
WORKS = {
    "shannon1951": Reference("shannon1951", ("Shannon",), "1951", "Shannon."),
    "chen1999": Reference("chen1999", ("Chen", "Goodman"), "1999", "Chen and Goodman."),
}


def example(words: str) -> str:
    """The HTML of the one example that holds some words."""
    (text,) = [text for text in EXAMPLES if words in text]
    return converted(text)


def converted(text: str) -> str:
    document = parse_document(f"---\ntitle: A\n---\n{text}", SOURCE, "UTC")
    figures = {figure.key: FigureFill(f"<figure id='{figure.key}'></figure>", "") for figure in document.figures}
    return convert(document, Fills(figures, {value.name: 1.5 for value in document.values}, WORKS)).html


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.strip()[:30])
def test_every_example_converts(text: str) -> None:
    assert converted(text).startswith("<")


def test_the_keys_of_the_front_matter_are_those_of_the_table() -> None:
    table = GUIDE.split("## Front matter")[1].split("## Text")[0]
    told = {key for row in re.findall(r"^\|([^|]*)\|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    assert told == {field.encode_name for field in msgspec.structs.fields(FrontMatter)}


def test_examples_show_what_the_guide_says() -> None:
    assert "(<a" in example("@shannon1951 let")
    words = re.sub(r"<[^>]+>", "", example("@shannon1951 let"))
    assert "(Shannon, 1951, p. 50; see also Chen and Goodman, 1999)" in words
    assert "Shannon (1951) let them guess; in (1951)" in words
    assert '<a href="#desk">Figure 1</a>' in example("The same desk")
    assert '<a href="#first-funnel">Figure 1</a>' in example("figure funnel")
    assert example("Worth knowing").count('class="admonition ') == 2
    assert 'class="facade"' in example("n-grams](https")
    text = example("Emphasis")
    for part in (
        "\u201cQuotes\u201d",
        "\u201c<em>around</em> emphasis\u201d",
        "\U0001f389",
        ":tada:",
        "<abbr",
        "{{",
        "<dt>",
    ):
        assert part in text, part
    assert '<p class="margin">' in example("## How it works")
    assert '<table id="results">' in example("## How it works")

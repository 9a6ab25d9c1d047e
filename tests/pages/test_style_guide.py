"""The demo blog's style guide shows every element that a text can hold."""

from pathlib import Path

import pytest

from fridaygram.pages.bibliography import parse_bibliography
from fridaygram.pages.body import FigureFill, Fills
from fridaygram.pages.document import parse_document
from fridaygram.pages.markup.convert import convert

ROOT = Path(__file__).parents[2]
SOURCE = "content/pages/style-guide/index.md"
_WORDS = "em strong del code mark sub sup kbd small q ins cite dfn samp var time abbr a br"
_BLOCKS = (
    "p hr h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table thead th td figure figcaption math details summary"
)
ELEMENTS = [f"<{tag}" for tag in f"{_WORDS} {_BLOCKS} audio".split()]
LOOKS = [
    'class="admonition note"',
    'class="admonition warning"',
    'class="admonition tip"',
    'class="code-title"',
    "numbered",
    "marked",
    'class="footnotes"',
    'class="footnote-ref"',
    'class="references"',
    'class="citation"',
    'class="facade"',
    'class="figure picture"',
    'class="figure picture wide"',
    'class="figure picture margin"',
    '<p class="margin">',
    'type="checkbox" disabled checked',
    'class="formula"',
    'class="permalink"',
    'class="scroll"',
    "&lt;your name&gt;",
    "\U0001f389",
]


@pytest.fixture(scope="module")
def html() -> str:
    document = parse_document((ROOT / SOURCE).read_text("utf-8"), SOURCE, "UTC")
    assert document.meta.unlisted
    figures = {figure.key: FigureFill("<figure></figure>", "") for figure in document.figures}
    works = parse_bibliography((ROOT / SOURCE).with_name("references.bib").read_text("utf-8"), "references.bib")
    return convert(document, Fills(figures, {}, works)).html


@pytest.mark.parametrize("mark", [*ELEMENTS, *LOOKS])
def test_it_is_there(html: str, mark: str) -> None:
    assert mark in html

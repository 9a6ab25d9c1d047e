import pytest

from fridaygram.errors import ContentError
from fridaygram.pages.bibliography import parse_bibliography

ARTICLE = r"""
@article{shannon1951,
  author = {Shannon, Claude E. and G{\"o}del, Kurt},
  title = {Prediction and Entropy of Printed {E}nglish \& more},
  journaltitle = {Bell System Technical Journal}, date = {1951-01}, volume = 30, pages = {50--64},
  url = {https://example.org/a?b=1&c=2},
}
"""


def test_an_entry_is_read_with_accents_ranges_and_safe_addresses() -> None:
    work = parse_bibliography(ARTICLE, "a.bib")["shannon1951"]
    assert (work.names, work.year, work.label) == (("Shannon", "G\u00f6del"), "1951", "Shannon and G\u00f6del")
    assert "Prediction and entropy of printed English &amp; more." in work.html
    assert "<em>Bell System Technical Journal</em>, 30:50\u201364, " in work.html
    assert '<a href="https://example.org/a?b=1&amp;c=2">' in work.html


def test_entries_of_other_types_and_with_little_in_them_are_shown_with_what_they_have() -> None:
    text = "@online{a, title = {A page}}\n@thesis{b, author = {B, C.}, year = 2001}\n"
    text += "@odd{c, author = {{A Lab}}, title = {T}}"
    works = parse_bibliography(text, "a.bib")
    assert [(work.label, work.year) for work in works.values()] == [
        ("A page", "n.d."),
        ("B", "2001"),
        ("A Lab", "n.d."),
    ]
    assert (
        "javascript" not in parse_bibliography("@misc{a, title={T}, url={javascript:x}}", "a")["a"].html.split("URL")[0]
    )
    assert "<a" not in parse_bibliography("@misc{a, title={T}, url={javascript:x}}", "a")["a"].html


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("@article{x, title={a},\n year=19x\n author=\n", 2, "not BibTeX"),
        ("@misc{x, title={a}}\n\n@misc{x, title={b}}", 3, "two entries are called 'x'"),
        ("\n@misc{x, year=2001}", 2, "neither author nor title"),
        ("@misc{x, title=nope}", None, "not BibTeX"),
    ],
)
def test_wrong_files_are_told_with_their_line(text: str, line: int | None, words: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_bibliography(text, "a.bib")
    assert words in str(caught.value)
    assert caught.value.file == "a.bib"
    assert line is None or caught.value.line == line

"""Templates hold no words of a language: those are in the catalogues of fridaygram/languages/."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.suffix not in {".css"})
SPOKEN = re.compile(r'\s(?:aria-label|title|alt|placeholder)="([^"]*)"')
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# Names, and what programs read.
ALLOWED = {"Fridaygram", "RSS", "JSON", "UTF", "rss", "https", "com", "github", "fridaygram"}
OF_PROGRAMS = {"feed.json", "manifest.json", "robots.txt"}


def spoken(source):
    """Return the words that a template itself says: in its text, in labels, in strings of its expressions."""
    code = " ".join(EXPRESSION.findall(re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)))
    strings = [text for pair in re.findall(r'"([^"]*)"|\'([^\']*)\'', code) for text in pair]
    plain = EXPRESSION.sub("", source)
    metas = re.sub(r"<meta [^>]*>|<!--.*?-->|<script.*?</script>|<style.*?</style>|<\?xml[^>]*>", "", plain)
    labels = SPOKEN.findall(metas)
    text = re.sub(r"<[^>]*>", " ", metas)
    sentences = [text for text in strings if re.fullmatch(r"[A-Z][a-z]+|[A-Za-z]+ [A-Za-z ,.]+", text.strip())]
    return set(re.findall(r"[^\W\d_]{2,}", " ".join([*labels, text, *sentences]))) - ALLOWED


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_says_nothing_of_its_own(path):
    if path.name not in OF_PROGRAMS:
        assert spoken(path.read_text("utf-8")) == set()


@pytest.mark.parametrize(
    "source",
    [
        "<p>Search</p>",
        '<nav aria-label="Pages">',
        '{{ pager(place, "Newer posts") }}',
        "{{ 'Tags' if tags }}",
        "{% if x %}, page {{ n }}{% endif %}",
    ],
)
def test_words_of_a_template_are_seen(source):
    assert spoken(source)

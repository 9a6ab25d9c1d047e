"""The gallery: what the docstrings show is what is drawn, and no kind is left out."""

import re
from collections import Counter

import pytest

from generator import figures, registry
from generator.figures.gallery import example
from generator.lm import generation_paths

_OTHERS = {name for group in ("texts", "models") for name in registry.names(f"generator.figures.kinds.{group}")}


def computed(kind, params):
    assert kind == "generation-path"
    return generation_paths(params["phrase"], params["order"])


@pytest.fixture(scope="module")
def page():
    return figures.gallery_page(".fig-svg{}", computed)


def test_every_chart_and_the_path_show_how_a_post_asks_for_them():
    for entry in figures.catalogue():
        if entry.kind not in _OTHERS:
            assert entry.asked.startswith(f"```figure {entry.kind}\n"), entry.kind


@pytest.mark.parametrize("kind", [name for name in figures.names() if name not in _OTHERS])
def test_what_a_docstring_shows_can_be_drawn(kind):
    entry = next(entry for entry in figures.catalogue() if entry.kind == kind)
    drawing = example(entry, computed)
    assert drawing.warnings == ()
    assert drawing.table.rows


def test_the_page_has_every_kind_with_every_parameter_and_needs_no_other_file(page):
    for entry in figures.catalogue():
        section = page.split(f'<h2 id="{entry.kind}">')[1].split("</section>")[0]
        for parameter in entry.parameters:
            assert f"<code>{parameter.name}</code>" in section
    assert "asset:" not in page
    assert not re.search(r'(?:src|srcset|href)="(?!data:|#)', page)


def test_ids_are_unique_in_the_page(page):
    counts = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, count in counts.items() if count > 1] == []


def test_parameters_told_together_share_their_meaning():
    (path,) = (entry for entry in figures.catalogue() if entry.kind == "generation-path")
    meanings = {parameter.name: parameter.meaning for parameter in path.parameters}
    assert meanings["width"] == meanings["height"] != "and"

"""The gallery: what the docstrings show is what is drawn, and no kind is left out."""

import re
from base64 import b64decode
from collections import Counter
from pathlib import Path

import pytest
import yaml

from fridaygram import figures
from fridaygram.figures.gallery import example
from fridaygram.files import digest
from fridaygram.lm import generation_paths
from fridaygram.values.playground.pocket import PocketModel, unpack


def computed(kind, params):
    assert kind in {"generation-path", "explore-ngrams"}
    return generation_paths(params["phrase"], params["order"])


@pytest.fixture(scope="module")
def page():
    return figures.gallery_page(".fig-svg{}", computed)


def test_every_kind_shows_how_a_post_asks_for_it():
    for entry in figures.catalogue():
        fence = "prediction" if entry.kind == "prediction" else f"figure {entry.kind}"
        assert entry.asked.startswith(f"```{fence}\n"), entry.kind


@pytest.mark.parametrize("kind", figures.names())
def test_what_a_docstring_shows_can_be_drawn(kind):
    entry = next(entry for entry in figures.catalogue() if entry.kind == kind)
    drawing = example(entry, computed)
    assert drawing.warnings == ()
    shown = "Kept." if kind == "prediction" else "<tbody>"
    assert drawing.table.rows if drawing.table else shown in drawing.html


def test_the_page_has_every_kind_with_every_parameter_and_needs_no_other_file(page):
    for entry in figures.catalogue():
        section = page.split(f'<h2 id="{entry.kind}">')[1].split("</section>")[0]
        for parameter in entry.parameters:
            assert f"<code>{parameter.name}</code>" in section
    assert "asset:" not in page
    assert not re.search(r'(?:src|srcset|href)="(?!data:|#)', page)


def test_no_kind_is_left_without_a_picture(page):
    assert page.count('<figure class="figure">') == len(figures.names()) >= 16


def test_the_model_of_its_playground_writes_what_stands_there_without_a_script():
    (entry,) = (entry for entry in figures.catalogue() if entry.kind == "playground")
    values = yaml.safe_load(entry.example)
    data = b64decode("".join(values["model"]))
    assert (digest(data)[:8], len(data)) == (values["digest"], values["bytes"])
    tree = unpack(data)
    for told in values["examples"]:
        sample = PocketModel(tree, told["order"]).sample(told["seed"])
        assert (sample.text, sample.ended) == (told["text"], told["ended"])


def test_ids_are_unique_in_the_page(page):
    counts = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, count in counts.items() if count > 1] == []


def test_parameters_told_together_share_their_meaning():
    (path,) = (entry for entry in figures.catalogue() if entry.kind == "generation-path")
    meanings = {parameter.name: parameter.meaning for parameter in path.parameters}
    assert meanings["width"] == meanings["height"] != "and"


def test_the_gallery_of_the_documentation_has_every_kind():
    page = (Path(__file__).parents[2] / "docs/content/pages/gallery/index.md").read_text("utf-8")
    assert sorted(re.findall(r"^kind: (\S+)$", page, re.MULTILINE)) == sorted(figures.names())

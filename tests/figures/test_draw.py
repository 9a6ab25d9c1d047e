"""Every kind draws, reports wrong parameters, and is listed with their meaning."""

import subprocess
import sys

import pytest

from fridaygram import figures, registry
from fridaygram.errors import FigureError, UsageError
from fridaygram.figures.base import Params

from .examples import EXAMPLES

CHARTS = [name for name in EXAMPLES if EXAMPLES[name][0] not in {"samples", "generation-path", "explore-ngrams"}]


def test_a_name_of_a_bar_stands_on_one_line_where_it_has_room():
    names = [f"order {number}" for number in range(1, 40)]
    for name in names:
        values = {"unit": "", "categories": [name], "series": [{"name": "x", "values": [-1]}]}
        wide = figures.render("bar", values, {}, "f").html.split("</svg>")[0]
        assert f">{name}</text>" in wide


def test_there_is_an_example_of_every_kind_that_is_a_picture():
    of_texts = registry.names("fridaygram.figures.kinds")
    assert {kind for kind, _, _ in EXAMPLES.values()} >= set(figures.names()) - set(of_texts)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_kind_draws_and_describes_itself(name):
    kind, values, params = EXAMPLES[name]
    drawing = figures.render(kind, values, params, "f1")
    assert drawing.html
    assert drawing.text
    assert drawing.warnings == ()
    assert drawing.table is not None
    assert all(len(row) == len(drawing.table.header) for row in drawing.table.rows)
    assert all(isinstance(cell, str) for row in drawing.table.rows for cell in row)
    names = {asset.name for asset in drawing.assets}
    assert not drawing.fallback or drawing.fallback in names
    assert not drawing.still or drawing.still in names


@pytest.mark.parametrize("name", EXAMPLES)
def test_drawing_twice_gives_the_same_bytes(name):
    kind, values, params = EXAMPLES[name]
    assert figures.render(kind, values, params, "f1") == figures.render(kind, values, params, "f1")


@pytest.mark.parametrize("name", EXAMPLES)
def test_ids_are_scoped_to_the_figure(name):
    import re

    kind, values, params = EXAMPLES[name]
    found = [
        set(re.findall(r'\bid="([^"]+)"', figures.render(kind, values, params, scope).html)) for scope in ("a1", "b2")
    ]
    assert all(name.startswith("a1") for name in found[0])
    assert not found[0] & found[1]


@pytest.mark.parametrize("name", [name for name in EXAMPLES if not name.startswith(("samples", "generation"))])
def test_an_authors_description_replaces_the_written_one(name):
    kind, values, params = EXAMPLES[name]
    drawing = figures.render(kind, values, {**params, "alt": "My own <words>"}, "f1")
    assert drawing.text == "My own <words>"
    assert "My own &lt;words&gt;" in drawing.html


@pytest.mark.parametrize("layout", ["normal", "wide", "margin"])
@pytest.mark.parametrize("name", CHARTS)
def test_charts_draw_in_every_layout(name, layout):
    kind, values, params = EXAMPLES[name]
    html = figures.render(kind, values, {**params, "layout": layout}, "f1").html
    assert html.count("<svg") == (1 if layout == "margin" else 2)


def test_an_unknown_kind_is_named_with_the_nearest_one():
    with pytest.raises(UsageError, match=r"unknown figure 'funel'.*did you mean 'funnel'"):
        figures.load("funel")


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("funnel", {"reason": True}, "no parameter 'reason'.*did you mean 'reasons'"),
        ("funnel", {"reasons": "maybe"}, "parameter 'reasons': this is text, and it must be true or false"),
        ("generation-path", {"order": "two"}, "parameter 'order'"),
        ("generation-path", {"format": "mp4"}, "parameter 'format': 'mp4' is none of gif, svg$"),
        ("generation-path", {"format": "gfi"}, "'gfi' is none of gif, svg; did you mean 'gif'"),
        ("generation-path", {"paths": [1]}, "parameter 'paths': this is a whole number, and it must be text"),
        ("bar", {"layout": "huge"}, "parameter 'layout'.*normal, wide, margin"),
    ],
)
def test_wrong_parameters_are_named(kind, given, message):
    with pytest.raises(FigureError, match=message.replace("`?", ".?")):
        figures.parameters(kind, given)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("funnel", {"funnels": []}),
        ("funnel", {"stages": []}),
        ("histogram", {"bins": []}),
        ("bar", {"categories": [], "series": []}),
        ("bar", {"categories": ["a"], "series": [{"name": "x", "values": [1, 2]}]}),
        ("order-curve", {"orders": [1], "series": [{"name": "x", "values": []}], "unit": "bits"}),
        ("scatter", {"categories": ["a"], "series": [{"name": "x", "values": [1]}]}),
        ("calendar", {"categories": ["June"], "series": [{"name": "x", "values": [1]}]}),
        ("calendar", {"categories": ["2018-06-08", "2018-06-09"], "series": [{"name": "x", "values": [1, 2]}]}),
        ("timeline", {"events": []}),
        ("timeline", {"events": [{"date": "soon", "text": "x"}]}),
        ("samples", {"samples": []}),
        ("generation-path", {"phrase": "", "order": 1, "histories": [], "paths": []}),
        ("generation-path", {}),
    ],
)
def test_values_that_cannot_be_drawn_are_an_error_not_a_traceback(kind, values):
    with pytest.raises(FigureError):
        figures.render(kind, values, {}, "f1")


def test_every_parameter_of_every_kind_has_a_meaning():
    for entry in figures.catalogue():
        assert entry.summary.endswith("."), entry.kind
        assert entry.values.startswith("``{"), entry.kind
        for parameter in entry.parameters:
            assert parameter.meaning, f"{entry.kind}: {parameter.name}"
            assert parameter.type, f"{entry.kind}: {parameter.name}"


def test_what_decides_the_values_is_a_parameter():
    for entry in figures.catalogue():
        assert set(entry.decides) <= {parameter.name for parameter in entry.parameters}


def test_parameters_may_be_a_struct_already():
    struct = figures.parameters("bar", {"title": "T"})
    assert isinstance(struct, Params)
    assert figures.render("bar", EXAMPLES["bar"][1], struct, "f").html


def test_the_front_door_is_light():
    heavy = "{'matplotlib', 'PIL', 'numpy'} & set(sys.modules)"
    code = f"import sys; from fridaygram import figures; figures.catalogue(); sys.exit(bool({heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_animations_and_samples_draw_without_matplotlib():
    code = (
        "import sys; from tests.figures.examples import EXAMPLES; from fridaygram import figures\n"
        "for name in ('generation-path', 'generation-path-svg', 'samples'):\n"
        "    kind, values, params = EXAMPLES[name]; figures.render(kind, values, params, 'f')\n"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

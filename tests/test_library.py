"""The public names: typed, documented, lazy, and all that the documentation shows of them true."""

import doctest
import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fridaygram as fg

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "content" / "pages" / "library.md"


def test_every_line_of_the_documentation_is_true():
    # The fence would otherwise be read as output.
    text = PAGE.read_text("utf-8").replace("```pycon", "").replace("```", "\n")
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    assert len(test.examples) >= 12
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_public_name_is_in_the_table_with_parameters_that_it_has():
    rows = re.findall(r"(?m)^\| `(\w+)(?:\((.*)\))?` \| (.*) \|$", PAGE.read_text("utf-8"))
    assert sorted(name for name, _, _ in rows) == sorted(fg.__all__)
    for name, given, meaning in rows:
        public = getattr(fg, name)
        if not isinstance(public, type):
            known = {str(one).split(":")[0] for one in inspect.signature(public).parameters.values()}
            assert set(given.split(", ")) - {"*", ""} <= known, name
        for member, parameter in re.findall(r"`(\w+)(?:\((\w+)\))?`", meaning if isinstance(public, type) else ""):
            found = getattr(public, member, None)
            assert found or member in public.__annotations__, f"{name}.{member}"
            assert not parameter or parameter in inspect.signature(found).parameters, f"{name}.{member}"


def test_the_example_of_the_package_is_true():
    assert doctest.testmod(fg).failed == 0


@pytest.mark.parametrize("name", fg.__all__)
def test_public_names_are_there_and_documented(name):
    assert getattr(fg, name).__doc__


def test_unknown_names_are_no_attributes():
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        _ = fg.trian


def test_importing_the_package_costs_nothing():
    code = "import sys, fridaygram; print(*(name for name in ('numpy', 'msgspec', 'jinja2') if name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_corpus_is_loaded_by_its_name():
    assert len(fg.load_corpus("demo", blog=ROOT).reviews()) > 400
    with pytest.raises(fg.FridaygramError, match="no corpus 'dmo'; did you mean 'demo'"):
        fg.load_corpus("dmo", blog=ROOT)


def test_a_site_is_built(tmp_path):
    blog = tmp_path / "blog"
    shutil.copytree(ROOT / "tests" / "golden" / "sites" / "small" / "blog", blog)
    built = fg.build(blog, date="2018-06-30", output=tmp_path / "out")
    assert built.posts > 0
    assert (tmp_path / "out" / "index.html").is_file()


@pytest.mark.parametrize(
    ("kind", "values", "begins"),
    [
        ("bar", {"categories": ["a<b", "b"], "series": [{"name": "n", "values": [1, 2]}]}, "data:image/svg+xml"),
        ("generation-path", fg.generation_paths("This is the remix.", 2), "data:image/gif"),
    ],
)
def test_notebooks_show_a_drawing_with_its_description(kind, values, begins):
    shown = fg.figure(kind, values)._repr_html_()
    assert shown.startswith(f'<img src="{begins};base64,')
    assert 'alt="' in shown
    assert "a<b" not in shown

"""An author's own figures: functions of figures.py beside the post."""

import sys
from pathlib import Path

import pytest

from fridaygram.errors import ContentError, FigureError
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

SITE = 'title = "Own"\nauthor = "A"\nbase_url = "https://own.example/"\n'
POST = """\
---
title: Own
date: 2018-06-08
---

```figure rings
data: sizes.csv
colour: red
caption: Rings.
```
"""
CODE = """\
def rings(values, params):
    sizes = values["series"][0]["values"]
    circles = "".join(f'<circle r="{size}" fill="{params["colour"]}"/>' for size in sizes)
    return f'<svg viewBox="0 0 9 9" role="img" aria-label="rings">{circles}</svg>'
"""


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    bundle = tmp_path / "content" / "posts" / "2018-06-08-own"
    bundle.mkdir(parents=True)
    (tmp_path / "site.toml").write_text(SITE)
    (bundle / "index.md").write_text(POST)
    (bundle / "figures.py").write_text(CODE)
    (bundle / "sizes.csv").write_text("ring,size\nsmall,2\nlarge,7\n")
    return tmp_path


def page(blog: Path) -> str:
    return (blog / "site" / "2018" / "06" / "own" / "index.html").read_text()


def test_an_own_figure_is_drawn_from_its_data_and_parameters(blog: Path) -> None:
    build(Blog(blog), Options(workers=1))
    assert '<circle r="2.0" fill="red"/><circle r="7.0" fill="red"/>' in page(blog)
    assert "Rings." in page(blog)


def test_it_is_cached_and_drawn_again_when_its_code_changes(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Python keeps compiled files by whole seconds and size, which this edit leaves as they were.
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    build(Blog(blog), Options(workers=1))
    assert build(Blog(blog), Options(workers=1)).ran == ()
    code = blog / "content" / "posts" / "2018-06-08-own" / "figures.py"
    code.write_text(CODE.replace("0 0 9 9", "0 0 8 8"))
    build(Blog(blog), Options(workers=1))
    assert "0 0 8 8" in page(blog)


def test_the_code_itself_is_not_published(blog: Path) -> None:
    build(Blog(blog), Options(workers=1))
    assert not list((blog / "site").rglob("*.py"))


def test_it_is_given_a_prefix_for_ids(blog: Path) -> None:
    code = blog / "content" / "posts" / "2018-06-08-own" / "figures.py"
    code.write_text(
        "def rings(values, params):\n    return '<i id=' + params['scope'] + '-x>' + str(sorted(params)) + '</i>'\n"
    )
    build(Blog(blog), Options(workers=1))
    assert "-x>['alt', 'colour', 'data', 'scope']</i>" in page(blog)


@pytest.mark.parametrize(
    ("old", "new", "kind", "message"),
    [
        ('values["series"]', 'values["serie"]', FigureError, "figures.py:2: KeyError: 'serie'"),
        ("return f'<svg", "return 7, f'<svg", FigureError, "returned tuple"),
        ("def rings", "import nothing_of_that_name\n\n\ndef rings", FigureError, "figures.py:1: ModuleNotFoundError"),
        ("def rings(values, params):", "def rings(values, params)", ContentError, "figures.py:1: not Python"),
        ("def rings", "def ring", ContentError, "index.md:6: unknown figure 'rings'"),
    ],
)
def test_its_faults_are_one_line_at_their_place(
    blog: Path, old: str, new: str, kind: type[Exception], message: str
) -> None:
    code = blog / "content" / "posts" / "2018-06-08-own" / "figures.py"
    code.write_text(CODE.replace(old, new))
    with pytest.raises(kind) as caught:
        build(Blog(blog), Options(workers=1))
    assert message in str(caught.value)


def test_a_figure_that_cannot_be_drawn_leaves_no_frozen_value(blog: Path) -> None:
    bundle = blog / "content" / "posts" / "2018-06-08-own"
    (bundle / "figures.py").write_text(CODE.replace('values["series"]', 'values["serie"]'))
    with pytest.raises(FigureError):
        build(Blog(blog), Options(workers=1))
    assert not (bundle / "results.json").exists()
    (bundle / "figures.py").write_text(CODE)
    build(Blog(blog), Options(workers=1))
    assert "2.0" in (bundle / "results.json").read_text()

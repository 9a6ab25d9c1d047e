"""A template's parts are all known, and which counts of words it shows."""

from pathlib import Path

from fridaygram.config import Site
from fridaygram.pages.entries import Loaded
from fridaygram.pages.theme.roots import template_roots, theme_root
from fridaygram.pages.theme.templating import closure, make_environment

SITE = Site(title="A & B", author="C", base_url="https://example.org/blog/")


def environment(root: Path):  # type: ignore[no-untyped-def]
    return make_environment(template_roots(root), SITE, Loaded("/assets/site.css"))


def write(root: Path, name: str, text: str) -> None:
    path = root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_of_the_packaged_templates_only_posts_say_how_long_they_are(tmp_path: Path) -> None:
    root = theme_root() / "templates"
    names = [path.relative_to(root).as_posix() for path in root.rglob("*.*") if path.suffix != ".css"]
    found = {name: closure(environment(tmp_path), name) for name in names if not name.startswith("mail")}
    assert [name for name in ("home.html", "archive.html", "tag.html", "series.html") if found[name].counts] == []
    assert found["post.html"].counts == {"minutes"}


def test_counts_are_those_that_a_template_or_a_part_of_it_names(tmp_path: Path) -> None:
    write(tmp_path, "x.html", '{% include "parts/own.html" %}')
    write(tmp_path, "parts/own.html", "{{ entry.words }}")
    assert closure(environment(tmp_path), "x.html").counts == {"words"}


def test_a_template_that_computes_a_name_is_made_of_all(tmp_path: Path) -> None:
    write(tmp_path, "x.html", "{% include name %}")
    write(tmp_path, "own.html", "own")
    assert {"own.html", "post.html"} <= {*closure(environment(tmp_path), "x.html").parts}

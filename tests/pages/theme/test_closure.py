"""A template's parts are all known; and of a page made with marks, the places of texts are exactly where they stand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.config import Site
from fridaygram.pages.theme.closure import closure
from fridaygram.pages.theme.places import exchanged, filled, marks, shown
from fridaygram.pages.theme.roots import template_roots, theme_root
from fridaygram.pages.theme.site import Loaded
from fridaygram.pages.theme.templating import make_environment, render_template

SITE = Site(title="A & B", author="C", base_url="https://example.org/blog/")
KEY = "0123456789abcdef" * 2
TEXTS = st.text(st.sampled_from("ab<>]&\"'\\\x02\x03:0é\n"), max_size=12)


def environment(root: Path):  # type: ignore[no-untyped-def]
    return make_environment(template_roots(root), SITE, Loaded("/assets/site.css"))


def write(root: Path, name: str, text: str) -> None:
    path = root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_the_packaged_templates_show_texts_plainly_and_only_posts_say_how_long_they_are(tmp_path: Path) -> None:
    root = theme_root() / "templates"
    names = [path.relative_to(root).as_posix() for path in root.rglob("*.*") if path.suffix != ".css"]
    found = {name: closure(environment(tmp_path), name) for name in names if not name.startswith("mail")}
    assert [name for name, one in found.items() if not one.plain] == []
    assert [name for name in ("home.html", "archive.html", "tag.html", "series.html") if found[name].counts] == []
    assert found["post.html"].counts == {"minutes"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("{{ html[source] | safe }}", True),
        ("{% for item in entries %}{{ html[item.source] | cdata }}{% endfor %}", True),
        ("{% if source %}{{ html[source] | safe }}{% endif %}", True),
        ('{% extends "base.html" %}{% block main %}{{ super() }}{{ html[source] | safe }}{% endblock %}', True),
        ("{{ html[source] | json }}", False),
        ("{{ html[source] }}", False),
        ("{{ html[source] | safe | upper }}", False),
        ("{{ html[source] | length }}", False),
        ("{{ html | length }}", False),
        ("{{ (html[source] | safe) ~ '.' }}", False),
        ("{% if 'a' in html[source] %}a{% endif %}", False),
        ("{% set text = html[source] %}{{ text | safe }}", False),
        ("{% set text %}{{ html[source] | safe }}{% endset %}{{ text | upper }}", False),
        ("{% filter upper %}{{ html[source] | safe }}{% endfilter %}", False),
        ("{% macro one() %}{{ html[source] | safe }}{% endmacro %}{{ one() | upper }}", False),
        ("{% block main %}{{ html[source] | safe }}{% endblock %}{{ self.main() | upper }}", False),
        ('{% extends "base.html" %}{% block main %}{{ super() | upper }}{% endblock %}', False),
        ("{% for html in entries %}{{ html[0] | safe }}{% endfor %}", False),
        ('{% include "parts/own.html" %}', False),
    ],
)
def test_what_does_more_with_a_text_than_show_it_is_not_plain(tmp_path: Path, text: str, plain: bool) -> None:
    write(tmp_path, "parts/own.html", "{{ html[source] | upper }}")
    write(tmp_path, "x.html", text)
    assert closure(environment(tmp_path), "x.html").plain is plain


def test_json_is_plain_where_nothing_is_escaped(tmp_path: Path) -> None:
    write(tmp_path, "x.json", "{{ html[source] | json }}")
    assert closure(environment(tmp_path), "x.json").plain


def test_counts_are_those_that_a_template_or_a_part_of_it_names(tmp_path: Path) -> None:
    write(tmp_path, "x.html", '{% include "parts/own.html" %}')
    write(tmp_path, "parts/own.html", "{{ entry.words }}")
    assert closure(environment(tmp_path), "x.html").counts == {"words"}


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_page_made_with_marks_is_the_page_and_its_texts_can_be_exchanged(
    tmp_path_factory: pytest.TempPathFactory, one: str, other: str, new: str, around: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "marks"
    if not root.exists():
        write(root, "x.json", "{{ a }}{{ html.p | json if 0 }}{{ html['p'] | json }}{{ html['q'] | json }}{{ a }}")
        write(root, "x.xml", "{{ a | safe }}{{ html['p'] | cdata }}<![CDATA[{{ html['q'] | safe }}]]>{{ a | safe }}")
    made = environment(root)
    for name in ("x.json", "x.xml"):

        def page(p: str, q: str, name: str = name) -> bytes:
            return render_template(made, name, {"a": around, "html": {"p": p, "q": q}}).encode()

        text = render_template(made, name, {"a": around, "html": marks(KEY, ["p", "q"])})
        data, places = filled(text, KEY, ["p", "q"], {"p": one, "q": other}.get)
        assert data == page(one, other)
        for place in places:
            text_there = {"p": one, "q": other}[place.source]
            assert data[place.start : place.start + place.length] == shown(text_there, place.form)
        again, moved = exchanged(data, places, {"q": new})
        assert (again, moved) == filled(text, KEY, ["p", "q"], {"p": one, "q": new}.get)
        assert again == page(one, new)


def test_what_looks_like_a_mark_of_another_page_is_none() -> None:
    foreign = marks("f" * 32, ["p"])["p"]
    data, places = filled(f"{foreign}{marks(KEY, ['p'])['p']}", KEY, ["p"], {"p": "text"}.get)
    assert data == f"{foreign}text".encode()
    assert [place.source for place in places] == ["p"]

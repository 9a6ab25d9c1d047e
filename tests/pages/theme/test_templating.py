from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined

from fridaygram.config import Site
from fridaygram.errors import ContentError
from fridaygram.pages.entries import Loaded
from fridaygram.pages.theme.roots import template_roots, theme_root
from fridaygram.pages.theme.templating import Templates, closure, make_environment, render_template

SITE = Site(title="A & B", author="C", base_url="https://example.org/blog/")


def environment(root: Path):  # type: ignore[no-untyped-def]
    return make_environment(template_roots(root), SITE, Loaded("/assets/site.css"))


def write(root: Path, name: str, text: str) -> None:
    path = root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_blogs_own_template_wins_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, "parts/footer.html", "MINE {{ site.title }}")
    page = {"kind": "not-found", "path": "/404.html"}
    text = render_template(
        environment(tmp_path),
        "404.html",
        {"page": page, "entries": [], "head": {"title": "x", "description": "", "feeds": [], "noindex": True}},
    )
    assert "MINE A &amp; B" in text
    assert "masthead" in text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n{% if x %}\n", 2, "template: "),
        ("a\n\n{{ nothing }}\n", 3, "'nothing' is undefined"),
        ("a\n{{ site.titel }}\n", 2, "'titel'"),
        ("a\n{{ 1 / 0 }}\n", 2, "division"),
        ("{{ 'soon' | long_day }}\n", 1, "Invalid isoformat"),
    ],
)
def test_errors_have_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    write(tmp_path, "x.html", text)
    with pytest.raises(ContentError) as caught:
        render_template(environment(tmp_path), "x.html", {})
    assert caught.value.file == str(tmp_path / "templates/x.html")
    assert caught.value.line == line
    assert words in str(caught.value)


def test_an_error_within_an_include_is_the_includes(tmp_path: Path) -> None:
    write(tmp_path, "x.html", '\n\n{% include "parts/y.html" %}')
    write(tmp_path, "parts/y.html", "\n{{ nothing }}")
    with pytest.raises(ContentError) as caught:
        render_template(environment(tmp_path), "x.html", {})
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "templates/parts/y.html"), 2)


def test_a_missing_include_has_the_line_that_asks_for_it(tmp_path: Path) -> None:
    write(tmp_path, "x.html", '\n\n{% include "parts/nope.html" %}')
    with pytest.raises(ContentError) as caught:
        closure(environment(tmp_path), "x.html")
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "templates/x.html"), 3)


def test_a_template_that_is_no_text_or_includes_itself_is_an_error_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "templates/x.html"
    write(tmp_path, "x.html", '{% include "x.html" %}')
    with pytest.raises(ContentError, match=r"x\.html:1: template: maximum recursion"):
        render_template(environment(tmp_path), "x.html", {})
    path.write_bytes(b"\xff")
    with pytest.raises(ContentError, match="not UTF-8") as caught:
        closure(environment(tmp_path), "x.html")
    assert str(caught.value.file) == str(path)


def test_a_missing_template_gets_a_near_name(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"did you mean 'post\.html'"):
        render_template(environment(tmp_path), "pots.html", {})
    with pytest.raises(ContentError, match=r"no template is called 'nope\.html'"):
        write(tmp_path, "x.html", '{% include "nope.html" %}')
        closure(environment(tmp_path), "x.html")


def test_a_closure_changes_with_all_that_it_includes_and_with_nothing_else(tmp_path: Path) -> None:
    before = {name: closure(environment(tmp_path), name).digest for name in ("post.html", "feeds/atom.xml")}
    write(tmp_path, "parts/mark.html", "<i></i>")
    after = {name: closure(environment(tmp_path), name).digest for name in ("post.html", "feeds/atom.xml")}
    assert after["post.html"] != before["post.html"]
    assert after["feeds/atom.xml"] == before["feeds/atom.xml"]


def test_a_computed_include_depends_on_all_templates(tmp_path: Path) -> None:
    write(tmp_path, "x.html", "{% include name %}")
    before = closure(environment(tmp_path), "x.html").digest
    write(tmp_path, "parts/new.html", "x")
    assert closure(environment(tmp_path), "x.html").digest != before


def test_the_packaged_theme_is_found() -> None:
    assert (theme_root() / "templates/base.html").is_file()
    assert template_roots(theme_root()) == (theme_root() / "templates",)


def test_a_compiled_template_serves_a_site_at_another_address(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "{{ '/x/' | url }} {{ '/x/' | absolute }}")
    other = Site(title="A", author="B", base_url="https://other.example/")
    texts = [
        render_template(make_environment(template_roots(tmp_path), site, Loaded("/assets/site.css")), "a.html", {})
        for site in (SITE, other)
    ]
    assert texts == ["/blog/x/ https://example.org/blog/x/", "/x/ https://other.example/x/"]


def test_compiled_templates_are_kept_in_a_folder(tmp_path, monkeypatch):
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates" / "a.html"
    template.write_text("{{ site.title }}: {{ words | number }}\n")
    compiled = tmp_path / "compiled"
    compiled.mkdir()

    def rendered():
        environment = make_environment(template_roots(tmp_path), SITE, Loaded(""), compiled)
        return render_template(environment, "a.html", {"words": 1234}).strip()

    first = rendered()
    assert first.endswith(": 1,234")
    (kept,) = compiled.iterdir()
    for damage in (b"", b"nonsense", kept.read_bytes()[:-20]):
        kept.write_bytes(damage)
        assert rendered() == first
    with monkeypatch.context() as patch:
        patch.setattr("jinja2.environment.Environment._generate", None)  # what is kept is not compiled again
        assert rendered() == first
    template.write_text("{{ words }}\n")
    assert rendered() == "1234"


NAMES = ("a", "b", "items", "keys", "get", "é")


@given(st.dictionaries(st.sampled_from(NAMES), st.integers()), st.sampled_from(NAMES))
def test_an_attribute_is_what_jinja_says(data: dict[str, int], name: str) -> None:
    ours, theirs = (kind(undefined=StrictUndefined).getattr(data, name) for kind in (Templates, Environment))
    assert type(ours) is type(theirs)
    if not isinstance(ours, StrictUndefined):
        assert ours == theirs

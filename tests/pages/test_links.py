import shutil
from pathlib import Path

import pytest

from fridaygram.errors import ConfigError, ContentError
from fridaygram.pages.pictures.strip import published
from tests.pages.builder import BLOG, build

WEEK_2 = "content/posts/2018-06-15-week-2.md"


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    shutil.copytree(BLOG, tmp_path / "blog")
    return tmp_path / "blog"


def add(blog: Path, text: str) -> None:
    path = blog / WEEK_2
    path.write_text(path.read_text() + text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[x](2018-06-08-weak-1/index.md)", "did you mean 'content/posts/2018-06-08-week-1/index.md'"),
        ("[x](2018-06-08-week-1/index.md#a-smal-one)", "did you mean 'a-small-one'"),
        ("[x](2018-07-06-week-5.md)", "drafts and future posts are not there"),
        ("[x](2018-06-22-week-3.md)", "drafts and future posts are not there"),
        ("[x](/archives/)", "did you mean '/archive/'"),
        ("![x](2018-06-01-motive/desc.svg)", "there is no file"),
        ("<a href='/nowhere/'>x</a>", "which is no page"),
    ],
)
def test_a_broken_link_is_an_error_with_its_line(blog: Path, text: str, words: str) -> None:
    add(blog, f"\n{text}\n")
    with pytest.raises(ContentError) as caught:
        build(blog)
    assert caught.value.file == WEEK_2
    assert caught.value.line == 11
    assert words in str(caught.value)


def test_links_become_permalinks_below_the_base_path(blog: Path) -> None:
    add(blog, "\n[a](2018-06-08-week-1/index.md#a-small-one) [b](2018-06-01-motive/) [c](/archive) [d](/favicon.svg)\n")
    page = build(blog)["2018/06/week-2/index.html"].decode()
    for url in ("/blog/2018/06/week-1/#a-small-one", "/blog/2018/06/motive/", "/blog/archive/", "/blog/favicon.svg"):
        assert f'href="{url}"' in page


def test_the_top_of_a_page_is_a_place(blog: Path) -> None:
    add(blog, "\n[a](#top) [b](#Top) [c](2018-06-08-week-1/index.md#top)\n")
    page = build(blog)["2018/06/week-2/index.html"].decode()
    for url in ("#top", "#Top", "/blog/2018/06/week-1/#top"):
        assert f'href="{url}"' in page


def test_pictures_of_a_bundle_lie_beside_their_page() -> None:
    site = build(BLOG)
    original = (BLOG / "content/posts/2018-06-01-motive/desk.svg").read_bytes()
    assert 'src="/blog/2018/06/motive/desk.svg"' in site["2018/06/motive/index.html"].decode()
    assert site["2018/06/motive/desk.svg"] == published("desk.svg", original)


def test_a_menu_that_leads_nowhere_is_an_error(blog: Path) -> None:
    settings = blog / "site.toml"
    settings.write_text(settings.read_text().replace("/archive/", "/archiv/"))
    with pytest.raises(ConfigError, match="did you mean '/archive/'"):
        build(blog)


def test_a_lone_slug_is_a_link_too(blog: Path) -> None:
    add(blog, "\n[a](week-1#a-small-one) [](week-1) [](week-1#a-small-one)\n")
    site = build(blog)
    page = site["2018/06/week-2/index.html"].decode()
    assert '<a href="/blog/2018/06/week-1/#a-small-one">a</a>' in page
    assert '<a href="/blog/2018/06/week-1/">Counting characters</a>' in page
    assert '<a href="/blog/2018/06/week-1/#a-small-one">A small one</a>' in page
    assert "The limits of counting" in site["2018/06/week-1/index.html"].decode().split("Where next")[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[x](../week-1)", "which is not there"),
        ("[x](week-9)", "which is not there"),
        ("[x](twin)", "link to its file: "),
    ],
)
def test_a_slug_that_nothing_or_too_much_has_is_an_error(blog: Path, text: str, words: str) -> None:
    for month in ("2018-05", "2018-04"):
        (blog / f"content/posts/{month}-04-twin.md").write_text("---\ntitle: A twin\n---\n")
    add(blog, f"\n{text}\n")
    with pytest.raises(ContentError) as caught:
        build(blog)
    assert (caught.value.file, caught.value.line) == (WEEK_2, 11)
    assert words in str(caught.value)


def test_a_summary_names_what_its_links_name(blog: Path) -> None:
    (blog / "content/posts/2018-05-04-early.md").write_text("---\ntitle: Early\n---\nAs told in [](week-1).\n")
    site = build(blog)
    assert (
        '<meta name="description" content="As told in Counting characters.">'
        in site["2018/05/early/index.html"].decode()
    )

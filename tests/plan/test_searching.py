"""The search index in a whole blog: who is in it, that it is made again only for a change, and that it can be asked."""

import gzip
import json
import shutil
import sys

import pytest

from fridaygram.errors import ConfigError
from fridaygram.plan.blog import Blog, Live, Options
from fridaygram.plan.build import build

pytest.importorskip("pagefind_bin")


@pytest.fixture
def blog(small_blog):
    """A blog with search."""
    path = small_blog / "site.toml"
    path.write_text("search = true\n" + path.read_text())
    return small_blog


def made(root, **options):
    return build(Blog(root), Options(workers=1, **{"date": "2018-06-16", **options}))


def found(files):
    """Return the pages in an index by URL. A fragment is gzip with a mark before the JSON."""
    pages = [gzip.decompress(data) for name, data in files.items() if name.endswith(".pf_fragment")]
    read = [json.loads(page[page.index(b"{") :]) for page in pages]
    return {page["url"]: page for page in read}


def test_listed_documents_are_found_with_their_parts(blog, tree):
    files = tree(made(blog).output)
    pages = found(files)
    assert {"/2018/06/first-week/", "/2018/06/second-week/", "/colophon/"} <= {*pages}
    assert "pagefind/pagefind.js" in files
    assert not [name for name in files if "pagefind-ui" in name]
    assert b'data-pagefind="/' in files["search/index.html"]
    assert "/search/" not in pages


def test_neither_drafts_nor_scheduled_nor_unlisted_posts_are_in_it(blog, tree):
    post = blog / "content/posts/2018-06-15-by-hand.md"
    post.write_text(post.read_text().replace("---\n", "---\nunlisted: true\n", 1))
    files = tree(made(blog).output)
    assert not {"/2018/06/by-hand/", "/2018/06/scheduled-week/", "/2018/06/draft/"} & {*found(files)}
    assert not [page for page in found(files).values() if "zeitgeber" in json.dumps(page).lower()]


def test_it_is_made_again_for_a_change_of_text_and_not_for_one_of_looks(blog):
    made(blog)
    (blog / "assets/css/90-own.css").write_text("p { color: red }")
    assert "search index" not in {ran.name for ran in made(blog).ran}
    post = blog / "content/posts/2018-06-15-by-hand.md"
    post.write_text(post.read_text() + "\nQuokka.\n")
    built = made(blog)
    assert "search index" in {ran.name for ran in built.ran}
    assert [name for name in built.removed if name.startswith("pagefind/fragment/")]


def test_a_preview_makes_it_once(blog):
    live = Live(frozenset(), lambda changed, unpublished: None, lambda: False)
    made(blog, live=live)
    post = blog / "content/posts/2018-06-15-by-hand.md"
    post.write_text(post.read_text() + "\nQuokka.\n")
    assert "search index" not in {ran.name for ran in made(blog, live=live).ran}


def test_without_pagefind_the_way_out_is_told(blog, monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    with pytest.raises(ConfigError, match=r"pip install 'fridaygram\[search\]'"):
        made(blog)


def test_without_search_there_is_nothing_of_it(small_blog, tree):
    files = tree(made(small_blog).output)
    assert not [name for name in files if "search" in name or "pagefind" in name]
    assert "pagefind_bin" not in sys.modules or b"/search/" not in files["index.html"]


def test_the_same_blog_gives_the_same_bytes(blog):
    """Each post with tags of its own, for Pagefind once kept them in no order."""
    for number, post in enumerate(sorted((blog / "content/posts").rglob("*.md"))):
        text = post.read_text()
        if "\ntags:" not in text:
            post.write_text(text.replace("---\n", f"---\ntags: [tea, quilts, bells, tag{number}]\n", 1))
    files = []
    for run in range(4):
        output = made(blog, output=blog.parent / f"site{run}").output
        files.append(
            {path.name: path.read_bytes() for path in sorted((output / "pagefind").rglob("*")) if path.is_file()}
        )
        shutil.rmtree(blog / ".fridaygram")
    assert files.count(files[0]) == len(files)

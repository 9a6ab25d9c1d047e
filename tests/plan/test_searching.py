"""The search index in a whole blog: who is in it, that it is made again only for a change, and that it can be asked."""

import gzip
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from fridaygram.errors import ConfigError
from fridaygram.plan.blog import Blog, Live, Options, Superseded
from fridaygram.plan.build import build
from fridaygram.plan.searching import findable

pytest.importorskip("pagefind_bin")

GOLDEN = Path(__file__).parents[1] / "golden" / "figures"


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


@pytest.mark.parametrize(
    ("kind", "found", "not_found"),
    [
        ("curated", "The only one that goes anywhere.", "The drums, the drums, the drums."),
        ("curated", " walk", "5eed5eed"),
        ("playground", "This is a small copy of the model", "The drums home."),
        ("explore-ngrams", "<img", "Watch it read"),
        ("generation-path", "<img", "Stop the animation"),
        ("song-review", "Outlined", "Side by side"),
    ],
)
def test_of_a_figure_is_found_what_somebody_chose_and_no_rest(kind, found, not_found):
    html = (GOLDEN / f"{kind}.drawing.html").read_text("utf-8")
    assert found in html
    assert not_found in html
    text = findable(html)
    assert found in text
    assert not_found not in text


def test_a_table_is_found_by_its_words_and_not_by_numbers():
    numbers = "<table><tr><th>Order</th><th>Bits</th></tr><tr><td>2</td><td>2.86</td></tr></table>"
    words = "<table><tr><th>Word</th><th>Uses</th></tr><tr><td>kerb</td><td>12</td></tr></table>"
    text = findable(f"<main>{numbers}{words}</main>")
    assert "2.86" not in text
    assert "kerb" in text


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


def preview(search, superseded=lambda: False):
    return Live(frozenset(), lambda changed, unpublished: None, superseded, search=search)


def test_a_preview_leaves_it_to_the_build_that_nobody_waits_for(blog, tree):
    assert not found(tree(made(blog, live=preview(search=False)).output))
    first = found(tree(made(blog, live=preview(search=True)).output))
    post = blog / "content/posts/2018-06-15-by-hand.md"
    post.write_text(post.read_text() + "\nQuokka.\n")
    built = made(blog, live=preview(search=False))
    assert "search index" not in {ran.name for ran in built.ran}
    assert found(tree(built.output)) == first
    built = made(blog, live=preview(search=True))
    assert "Quokka" in found(tree(built.output))["/2018/06/by-hand/"]["content"]
    # A later build finds the index as the preview has left it.
    assert "search index" not in {ran.name for ran in made(blog).ran}


def test_making_it_gives_way_to_the_next_build(blog, tmp_path, monkeypatch):
    """Pagefind is stood in for by a program that never ends by itself."""
    program, started = tmp_path / "endless", tmp_path / "started"
    program.write_text(f"#!/bin/sh\necho $$ > {started}\nexec sleep 100000\n")
    program.chmod(0o755)
    made(blog, live=preview(search=False))
    with monkeypatch.context() as patch:
        patch.setattr("pagefind_bin.get_executable", lambda: program)
        with pytest.raises(Superseded):
            made(blog, live=preview(search=True, superseded=started.exists))
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
    assert "search index" in {ran.name for ran in made(blog, live=preview(search=True)).ran}


def test_a_figure_that_is_drawn_again_makes_no_new_index(blog):
    """A caption is read, a drawing is not."""
    post = blog / "content/posts/2018-06-15-by-hand.md"
    drawing = '\n<svg role="img" aria-label="A line"><path d="{}"/></svg>\n\nWords.\n'
    text = post.read_text()
    post.write_text(text + drawing.format("M0 0h9"))
    made(blog)
    post.write_text(text + drawing.format("M0 0h8"))
    ran = {one.name for one in made(blog).ran}
    assert f"search text {post.relative_to(blog).as_posix()}" in ran
    assert "search index" not in ran


def test_without_pagefind_the_way_out_is_said_before_anything_is_made(blog, monkeypatch):
    monkeypatch.setattr("fridaygram.plan.blog.missing", lambda extra: ("pagefind_bin",) if extra == "search" else ())
    with pytest.raises(ConfigError, match=r"pip install 'fridaygram\[search\]', or set search = false"):
        made(blog)
    assert not (blog / ".fridaygram").exists()


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

"""The building process's part of the talk."""

import io
import os
from contextlib import contextmanager, suppress

import msgspec
import pytest

from fridaygram.serve.builder import Orders, run, warm
from fridaygram.serve.messages import BuildProgress, Order, PreviewSettings, receive, send

SETTINGS = PreviewSettings(root="/b", output="/b/o", base_url="http://x/", date=None, drafts=True, workers=1)


@contextmanager
def talking():
    """Give the orders of a builder and the pipe that they come through."""
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as stream, os.fdopen(write, "wb") as pipe:
        send(pipe, SETTINGS)
        yield Orders(stream), pipe


def test_of_orders_that_have_come_together_the_last_is_carried_out():
    """A build looks at everything, so the one before it has nothing to add."""
    with talking() as (orders, pipe):
        assert orders.settings == SETTINGS
        assert not orders.is_more()
        send(pipe, Order((), 1))
        assert orders.is_more(1.0)
        send(pipe, Order(("a.html",), 2))
        assert orders.next() == Order(("a.html",), 2)
        assert not orders.is_more()


def test_the_end_of_the_preview_ends_the_orders():
    with talking() as (orders, pipe):
        pipe.close()
        assert orders.is_more()
        assert orders.next() is None


def test_warming_changes_nothing_and_can_be_stopped(small_blog, tree):
    before = tree(small_blog)
    templates = small_blog / "templates"
    templates.mkdir()
    (templates / "post.html").write_text("{% if %}")
    steps = warm(small_blog)
    next(steps)
    assert len(list(steps)) == 1
    (templates / "post.html").unlink()
    templates.rmdir()
    assert tree(small_blog) == before


def test_the_search_index_is_made_after_the_pages_and_is_no_news(small_blog, tmp_path):
    pytest.importorskip("pagefind_bin")
    toml = small_blog / "site.toml"
    toml.write_text("search = true\n" + toml.read_text())
    output = tmp_path / "preview"
    settings = msgspec.structs.replace(SETTINGS, root=str(small_blog), output=str(output), date="2018-06-16")

    def said(**options):
        news = io.BytesIO()
        assert run(settings, Order(("index.html",), 7), news, lambda: False, **options)
        news.seek(0)
        found = []
        with suppress(EOFError):
            while True:
                found.append(receive(news, BuildProgress))
        return found

    assert said()[-1].ended
    assert not (output / "pagefind").exists()
    assert said(search=True) == []
    assert (output / "pagefind" / "pagefind.js").is_file()
    # A change that nobody has reported yet reaches open pages all the same.
    post = small_blog / "content/posts/2018-06-15-by-hand.md"
    post.write_text(post.read_text() + "\nQuokka.\n")
    changed = {path for progress in said(search=True) for path in progress.changed}
    assert "2018/06/by-hand/index.html" in changed
    assert not [path for path in changed if path.startswith("pagefind/")]

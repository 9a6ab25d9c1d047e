"""The building process's part of the talk."""

import os
from contextlib import contextmanager

from fridaygram.serve.builder import Orders, warm
from fridaygram.serve.messages import Order, PreviewSettings, send

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

"""The building process's part of the talk."""

import os
from contextlib import contextmanager

from fridaygram.plan.live.memory import Memory
from fridaygram.serve.builder import Orders, make_ready
from fridaygram.serve.messages import Order, PreviewSettings, send

SETTINGS = PreviewSettings(root="/b", output="/b/o", base_url="http://x/", date=None, drafts=True, workers=1)


@contextmanager
def talking():
    """Give the orders of a builder and the pipe that they come through."""
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as stream, os.fdopen(write, "wb") as pipe:
        send(pipe, SETTINGS)
        yield Orders(stream), pipe


def test_orders_that_have_come_together_are_carried_out_as_one():
    with talking() as (orders, pipe):
        assert orders.settings == SETTINGS
        assert not orders.is_more()
        send(pipe, Order((), 1, ("/b/one.md",)))
        assert orders.is_more(1.0)
        send(pipe, Order(("a.html",), 2, ("/b/two.md",)))
        assert orders.next() == Order(("a.html",), 2, ("/b/one.md", "/b/two.md"))
        assert not orders.is_more()


def test_the_end_of_the_preview_ends_the_orders():
    with talking() as (orders, pipe):
        pipe.close()
        assert orders.is_more()
        assert orders.next() is None


def test_nothing_is_made_ready_for_a_site_that_is_not_known():
    assert not make_ready(SETTINGS, Memory(), lambda: False)

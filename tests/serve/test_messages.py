import io

import pytest

from fridaygram.serve.hub import Problem
from fridaygram.serve.messages import Order, Progress, receive, send


class Dribble(io.BytesIO):
    """A pipe that gives a byte at a time, as pipes may."""

    def read(self, size=-1):
        return super().read(min(size, 1))


def test_messages_come_as_they_went():
    said = [
        Progress(changed=("a", "é"), unpublished={"a": "draft"}),
        Progress(problem=Problem(message="x", excerpt=((1, "y"),)), warnings=("w",), ended=True),
    ]
    pipe = io.BytesIO()
    for message in said:
        send(pipe, message)
    heard = Dribble(pipe.getvalue())
    assert [receive(heard, Progress) for _ in said] == said


def test_the_end_of_a_pipe():
    pipe = io.BytesIO()
    send(pipe, Order(("index.html",), 1))
    with pytest.raises(EOFError):
        receive(io.BytesIO(pipe.getvalue()[:-1]), Order)
    with pytest.raises(EOFError):
        receive(io.BytesIO(), Order)


@pytest.mark.parametrize(
    ("before", "after", "together"),
    [(("a",), ("b", "a"), ("a", "b")), (None, ("a",), None), (("a",), None, None), ((), ("a",), ("a",))],
)
def test_an_order_that_does_for_the_one_before_it_too(before, after, together):
    order = Order(("new.html",), 2, after).with_those_of(Order(("old.html",), 1, before))
    assert order == Order(("new.html",), 2, together)

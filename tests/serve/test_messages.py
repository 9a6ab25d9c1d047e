import io

import pytest

from fridaygram.errors import ContentError
from fridaygram.serve.messages import (
    LONGEST_EXCERPT_LINE,
    BuildProgress,
    Order,
    Problem,
    excerpt_of,
    problem_of,
    receive,
    send,
)


class Dribble(io.BytesIO):
    """A pipe that gives a byte at a time, as pipes may."""

    def read(self, size=-1):
        return super().read(min(size, 1))


def test_messages_come_as_they_went():
    said = [
        BuildProgress(changed=("a", "é"), unpublished={"a": "draft"}),
        BuildProgress(problem=Problem(message="x", excerpt=((1, "y"),)), warnings=("w",), ended=True),
    ]
    pipe = io.BytesIO()
    for message in said:
        send(pipe, message)
    heard = Dribble(pipe.getvalue())
    assert [receive(heard, BuildProgress) for _ in said] == said


def test_the_end_of_a_pipe():
    pipe = io.BytesIO()
    send(pipe, Order(("index.html",), 1))
    with pytest.raises(EOFError):
        receive(io.BytesIO(pipe.getvalue()[:-1]), Order)
    with pytest.raises(EOFError):
        receive(io.BytesIO(), Order)


def test_an_error_of_the_author(tmp_path):
    text = tmp_path / "content" / "a.md"
    text.parent.mkdir()
    text.write_text("".join(f"line {number}\n" for number in range(1, 20)), "utf-8")
    problem = problem_of(ContentError("wrong", file=text, line=10, hint="right it"), tmp_path)
    assert (problem.message, problem.hint, problem.file, problem.line) == ("wrong", "right it", "content/a.md", 10)
    assert problem.excerpt == tuple((number, f"line {number}") for number in range(7, 14))


def test_an_error_without_a_place(tmp_path):
    problem = problem_of(ContentError("wrong"), tmp_path)
    assert (problem.file, problem.line, problem.excerpt) == ("", 0, ())


def test_an_error_of_the_disk(tmp_path):
    problem = problem_of(PermissionError(13, "Permission denied", str(tmp_path / "x")), tmp_path)
    assert (problem.message, problem.file) == ("Permission denied", "x")


def test_a_fault_of_the_program_says_so(tmp_path):
    problem = problem_of(KeyError("oops"), tmp_path)
    assert "KeyError" in problem.message
    assert "fault of Fridaygram" in problem.hint


def test_excerpts_at_the_edges(tmp_path):
    text = tmp_path / "a.md"
    text.write_text("one\n" + "x" * 1000 + "\n", "utf-8")
    assert excerpt_of(text, 1) == [(1, "one"), (2, "x" * LONGEST_EXCERPT_LINE)]
    assert excerpt_of(text, 99) == []
    assert excerpt_of(tmp_path / "none.md", 1) == []
    assert excerpt_of(tmp_path, 1) == []
    text.write_bytes(b"\xff\xfe\n")
    assert excerpt_of(text, 1) == []

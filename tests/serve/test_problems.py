from fridaygram.errors import ContentError
from fridaygram.serve.problems import LONGEST, excerpt_of, problem_of


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
    assert excerpt_of(text, 1) == [(1, "one"), (2, "x" * LONGEST)]
    assert excerpt_of(text, 99) == []
    assert excerpt_of(tmp_path / "none.md", 1) == []
    assert excerpt_of(tmp_path, 1) == []
    text.write_bytes(b"\xff\xfe\n")
    assert excerpt_of(text, 1) == []

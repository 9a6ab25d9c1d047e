import json

import pytest

from fridaygram.cli import main

DAY = ("--date", "2018-06-16")


@pytest.fixture
def run(small_blog, monkeypatch, capsys):
    """Give a function that calls the verb in the small blog: (exit code, output, errors)."""
    monkeypatch.chdir(small_blog)

    def called(*arguments):
        code = main(["email", *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def test_three_files_are_written_and_nothing_else(run, small_blog, tree):
    before = set(tree(small_blog))
    code, out, err = run("second-week", *DAY)
    assert code == 0
    names = [f"mail/2018-06-08-second-week.{suffix}" for suffix in ("eml", "html", "txt")]
    assert [line.partition(":")[0] for line in out.splitlines()[:3]] == names
    assert out.endswith("3 pictures carried; nothing was sent\n")
    assert "the message names no sender" in err
    assert set(tree(small_blog)) - before == set(names)
    first = tree(small_blog / "mail")
    assert run("content/posts/2018-06-08-second-week/index.md", *DAY)[0] == 0
    assert tree(small_blog / "mail") == first


def test_for_a_script(run, small_blog, tmp_path):
    code, out, _ = run("first-week", *DAY, "--output", str(tmp_path / "out"), "--pictures", "linked", "--json")
    told = json.loads(out)
    assert code == 0
    assert {*told["files"]} == {str(path) for path in (tmp_path / "out").iterdir()}
    assert told["pictures"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["secnd-week"], 1, "no post 'secnd-week'; did you mean 'second-week'?"),
        (["colophon"], 1, "content/pages/colophon.md: only posts are sent by email"),
        ([], 2, "the following arguments are required: POST; see 'fridaygram email --help'"),
        (["second-week", "--pictures", "inline"], 2, "argument --pictures: invalid choice: 'inline'"),
    ],
)
def test_what_is_wrong_is_one_line_and_writes_nothing(run, small_blog, arguments, code, words):
    if arguments:
        arguments = [*arguments, *DAY]
    found, out, err = run(*arguments)
    assert (found, out, err.count("\n")) == (code, "", 1)
    assert words in err
    assert not (small_blog / "mail").exists()

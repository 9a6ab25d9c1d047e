"""Choosing samples with the keyboard, in a terminal and in a pipe."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from fridaygram.commands.curate import CurateScreen, bundle
from fridaygram.errors import UsageError
from fridaygram.plan.blog import Blog
from fridaygram.values.samples.curating import Curation, CurationMemory, Draw, remembered
from fridaygram.values.stores import Shelf
from tests.patience import PATIENCE
from tests.values.writing import write_sung

REPOSITORY = Path(__file__).parents[2]
FIRST = "content/posts/2018-06-08-hello"
DRAW = Draw(order=3, seed=3, batch=5, limit=80)


@pytest.fixture
def sung(blog):
    """The started blog with the corpus ``sung`` and its trained model."""
    write_sung(blog)
    return blog


def kept(blog):
    path = blog / FIRST / "samples.toml"
    return tomllib.loads(path.read_text()).get("sample", []) if path.exists() else []


@pytest.fixture
def press(sung):
    """Give a function that opens a session, presses keys, then q; it returns the screen."""

    def pressed(keys, draw=DRAW):
        path = sung / FIRST / "samples.toml"
        index = Shelf(Blog(sung).corpora, Blog(sung).models).index("sung")
        session = Curation(index, "sung", path, sung / "memory.json", CurationMemory(draw=draw), Path("samples.toml"))
        screen = CurateScreen(session)
        with create_pipe_input() as source:
            source.send_text(keys + "q")
            screen.application(source, DummyOutput()).run()
        return screen

    return pressed


ENTER, CLEAR, LEFT, RIGHT = "\r", "\x15", "\x1b[D", "\x1b[C"


def test_next_and_keep(press, sung):
    screen = press("nknn" + "k")
    assert [row["index"] for row in kept(sung)] == [1, 3]
    assert screen.said == "Kept in samples.toml."


def test_arrows_go_on_and_back(press, sung):
    press(RIGHT + RIGHT + LEFT + "k")
    assert [row["index"] for row in kept(sung)] == [1]


def test_discard_goes_on(press, sung):
    screen = press("kd" + "dk")
    assert [row["index"] for row in kept(sung)] == [2]
    assert list(screen.curation.discarded.values()) == [[0, 1]]


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ("o" + CLEAR + "5" + ENTER, "order", 5),
        ("t" + CLEAR + "0.7" + ENTER, "temperature", 0.7),
        ("s" + CLEAR + "12" + ENTER, "seed", 12),
        ("p" + CLEAR + "The " + ENTER, "prompt", "The "),
        ("aa", "seed", 5),
    ],
)
def test_the_draw_changes(press, sung, keys, field, value):
    screen = press("n" + keys + "k")
    assert getattr(screen.curation.draw, field) == value
    (row,) = kept(sung)
    assert row[field] == value
    assert row["index"] == 0


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("o" + CLEAR + "x" + ENTER, "an order is a whole number, 1 or more, not 'x'"),
        ("t" + CLEAR + "-1" + ENTER, "temperature '-1' is not a number above 0"),
        ("s" + CLEAR + "99999999999999999999" + ENTER, "a seed is a whole number from 0 to 2^64 - 1"),
        ("p" + CLEAR + "¶¶" + ENTER, "no text of the corpus begins with the prompt '¶¶'"),
        ("b", "This is the first one."),
        ("nnnnn", "That was the last one; 'a' draws another batch."),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(press, sung, keys, said):
    screen = press(keys)
    assert said in screen.said
    assert screen.curation.draw == DRAW
    assert kept(sung) == []


def test_a_note_keeps_and_can_have_the_letters_of_keys(press, sung):
    screen = press("nm" + "quite dry, no?" + ENTER)
    (row,) = kept(sung)
    assert (row["index"], row["note"]) == (1, "quite dry, no?")
    shown = "".join(text for _, text in screen._paper())
    assert row["text"] in shown
    assert "Note: quite dry, no?" in shown


def test_the_head_tells_where_one_is(press):
    screen = press("nk")
    assert screen._head() == " 2 of 5 · order 3 · mle · seed 3 · temperature 1 · top-p 1 · 1 kept · KEPT"


def test_it_can_be_done_without_a_terminal(sung, fridaygram):
    draw = ("--post", "hello", "--order", "3", "--seed", "3", "--count", "5", "--length", "80")
    said = fridaygram("curate", "sung", *draw, "--keep", "2", "4", "--note", "Two of five.")
    assert said.code == 0
    assert said.out == f"{FIRST}/samples.toml: 2 samples of 'sung'\n"
    assert [(row["index"], row["note"]) for row in kept(sung)] == [(1, "Two of five."), (3, "Two of five.")]
    post = sung / FIRST / "index.md"
    post.write_text(post.read_text() + "\n```figure curated\ncorpus: sung\ncaption: Kept.\n```\n")
    assert fridaygram("build", "--date", "2018-06-12").code == 0
    page = next((sung / "site").rglob("hello/index.html")).read_text()
    assert "2nd of 5, order 3" in page
    assert "Two of five." in page


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("sung",), "choosing needs a terminal; keep texts by their numbers: --keep 3 18"),
        (("sang", "--keep", "1"), "no trained model 'sang'; did you mean 'sung'?"),
        (("sung", "--post", "helo", "--keep", "1"), "no post 'helo'; did you mean 'hello'?"),
        (("sung", "--count", "3", "--keep", "4"), "no text 4 in a batch of 3"),
        (("sung", "--temperature", "0", "--keep", "1"), "temperature '0.0' is not a number above 0; 1 leaves"),
        (("sung", "--model", "mlee", "--keep", "1"), "unknown model 'mlee'; did you mean 'mle'?"),
        (("sung", "--prompt", "¶¶", "--keep", "1"), "no text of the corpus begins with the prompt '¶¶'; try a lower"),
    ],
)
def test_wrong_wishes_are_one_line(sung, fridaygram, words, problem):
    assert fridaygram("curate", *words).problem.startswith(problem)
    assert kept(sung) == []


@pytest.mark.parametrize("words", [("sample", "sung"), ("curate", "sung", "--keep", "1")])
def test_more_texts_than_a_memory_holds_are_refused_before_one_is_written(sung, fridaygram, words):
    said = fridaygram(*words, "--count", "1000000000")
    usage = f"see 'fridaygram {words[0]} --help'"
    assert said.problem == f"argument --count: 1,000,000,000 is more than 100,000; {usage}"
    assert "at most 100,000" in " ".join(fridaygram(words[0], "--help").out.split())


def test_the_newest_post_is_meant_and_must_have_a_folder(blog):
    assert bundle(Blog(blog), None) == blog / FIRST
    (blog / "content" / "posts" / "2018-06-22-later.md").write_text("---\ntitle: Later\n---\n\nText.\n")
    with pytest.raises(UsageError, match=r"2018-06-22-later\.md has no folder for a samples\.toml; move it to"):
        bundle(Blog(blog), None)


def test_a_session_that_is_killed_has_lost_nothing(sung):
    """In a real terminal: keep one, be killed, start again, be where one was."""
    draw = ["--order", "3", "--seed", "3", "--count", "5", "--length", "80"]
    process, terminal = opened(sung, draw)
    until(terminal, b"1 of 5")
    os.write(terminal, b"nnk")
    wait_for(lambda: len(kept(sung)) == 1)
    os.write(terminal, b"n")
    wait_for(lambda: remembered(sung / ".fridaygram/curate/2018-06-08-hello-sung.json").place == 3)
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    os.close(terminal)
    assert [row["index"] for row in kept(sung)] == [2]
    process, terminal = opened(sung, [])
    until(terminal, b"4 of 5")
    os.write(terminal, b"kq")
    until(terminal, b"2 samples of 'sung'")
    assert process.wait(PATIENCE) == 0
    os.close(terminal)
    assert [row["index"] for row in kept(sung)] == [2, 3]


def opened(blog, words):
    """Start the verb in a new terminal; return the process and our end of it."""
    ours, theirs = pty.openpty()
    code = "import sys; from fridaygram.cli import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "curate", "sung", "--post", "hello", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=blog,
        env={
            **os.environ,
            "TERM": "xterm",
            "PYTHONPATH": str(REPOSITORY / "generator"),
            "COLUMNS": "120",
        },
        start_new_session=True,
    )
    os.close(theirs)
    return process, ours


def until(terminal, wanted):
    """Read the terminal until it shows something."""
    seen, end = b"", time.monotonic() + PATIENCE
    while wanted not in seen:
        assert time.monotonic() < end, seen[-600:]
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 65536)
    return seen


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)

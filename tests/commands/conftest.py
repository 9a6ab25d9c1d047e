"""Verbs as a user calls them."""

import json
from typing import NamedTuple

import pytest

from fridaygram.cli import main


class Said(NamedTuple):
    """What a call of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)

    @property
    def problem(self):
        """The one line of an error."""
        assert self.code != 0
        assert self.out == ""
        line, end, rest = self.err.partition("\n")
        assert (end, rest) == ("\n", ""), self.err
        return line.removeprefix("fridaygram: ")


@pytest.fixture
def fridaygram(capsys):
    """Give a function that runs a command line."""

    def run(*argv):
        capsys.readouterr()
        code = main([str(word) for word in argv])
        shown = capsys.readouterr()
        return Said(code, shown.out, shown.err)

    return run


@pytest.fixture
def blog(tmp_path, fridaygram, monkeypatch, today):
    """Start a blog on 12 June 2018 and stand in it."""
    today("2018-06-12")
    assert fridaygram("init", tmp_path / "blog", "--date", "2018-06-12").code == 0
    monkeypatch.chdir(tmp_path / "blog")
    return tmp_path / "blog"


REVIEWS = [
    "A hum in three chords, and the third one is shy.",
    "The drummer left early and the song did not notice.",
    "Slow, wide, warm. Play it while the bread rises.",
    "Somebody sings about a lighthouse as if it owed them money.",
    "A bass line like a cat on a piano lid: careful, then not.",
    "It starts as a lullaby and ends as a timetable.",
    "Two voices, one microphone, no argument at all here.",
    "The singer wins in the last minute, with a laugh.",
]


@pytest.fixture
def reviews(tmp_path):
    """Write a file of reviews as JSON lines: eight right ones, one without text."""
    rows = [
        {"url": f"https://hum.example/{number}", "content": text, "date_published": f"2018-0{4 + number // 4}-01"}
        for number, text in enumerate(REVIEWS)
    ]
    path = tmp_path / "reviews.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"url": "https://hum.example/x", "content": ""}]))
    return path


@pytest.fixture
def corpus(blog, reviews, fridaygram):
    """Import the reviews into the blog as the corpus 'hums'."""
    assert fridaygram("corpus", "import", reviews, "--name", "hums").code == 0
    return blog


@pytest.fixture
def trained(corpus, fridaygram):
    """Train on the corpus 'hums'."""
    assert fridaygram("train", "hums", "--held-out", "0.25").code == 0
    return corpus

"""No pattern over foreign text backtracks: time grows as the text does. Processor time, so that load does not count."""

import re
from time import thread_time

import pytest
from trafilatura import load_html

from fridaygram.corpus.clients.matching import plain
from fridaygram.corpus.pipeline.contracts import Candidate, Rules
from fridaygram.corpus.stages import quality, single_song
from fridaygram.corpus.text.clean import boilerplate, drop_lines, is_link_line
from fridaygram.corpus.text.extract import BREAKS, FOR_SALE, GONE
from fridaygram.corpus.text.gaps import blocks_of, filled, with_lead
from fridaygram.corpus.text.metadata import BYLINE
from fridaygram.corpus.text.wraps import strip_emphasis, strip_opening, unwrap
from fridaygram.lm.sentences import sentence_ends

ENOUGH_S, LEAST, MOST = 0.02, 500, 4000
FOURFOLD = 10
"""What may four times the text take, as a multiple: 4 where time is linear, 16 where it is square."""


def judged(slug):
    return single_song.judge(Candidate(url=f"https://a.example/{slug}", title="Tea", artist="Kettle"), Rules())


def spoken(text):
    candidate = Candidate(url="https://a.example/1", title="Tea", artist="Kettle", text=text, words=100)
    return quality.judge(candidate, Rules())


def put_back(html):
    blocks = blocks_of(load_html(f"<html><body>{html}<p>It is.</p></body></html>"))
    return with_lead(filled("It is so.\n\nIt is.", blocks), blocks, "Tea", "Tea")


CASES = {
    "links and words": (drop_lines, lambda n: "http://a.example/ " * n + "and words"),
    "links in one word": (is_link_line, lambda n: "www.x/," * n + " word"),
    "no letters": (is_link_line, lambda n: "-" * n + " word"),
    "sharing": (drop_lines, lambda n: "share on " * n),
    "blank lines": (unwrap, lambda n: "\n \t" * n + "x"),
    "white space": (unwrap, lambda n: "a\n" + " \t" * n + "x"),
    "dashes": (unwrap, lambda n: "-" * n + " x\n" + "-" * n),
    "bars and dashes": (unwrap, lambda n: "-|" * n + " x\n" + "|-" * n),
    "columns": (unwrap, lambda n: "a   " * n + "\n" + "a \t " * n),
    "wrapped lines": (unwrap, lambda n: "so it goes on and on and on and on and on and on\n" * n),
    "an opening of marks": (strip_opening, lambda n: "*_" * n + "a"),
    "an opening of items": (strip_opening, lambda n: "- > " * n + "a"),
    "an opening of lines": (strip_opening, lambda n: "~ *\n" * n + "a"),
    "an opening of pictures": (strip_opening, lambda n: "![a](" * n + "![a](b)" * n),
    "an opening of blanks": (strip_opening, lambda n: "-" + " " * n + "**a" + " *" * n),
    "marks of emphasis": (strip_emphasis, lambda n: "**a _b " * n),
    "nested emphasis": (strip_emphasis, lambda n: "_**" * n + "a" + "**_" * n),
    "code in a line": (strip_emphasis, lambda n: "` a" * n),
    "sentences": (lambda text: list(sentence_ends(text)), lambda n: "e.g. a. B! " * n),
    "full stops": (lambda text: list(sentence_ends(text)), lambda n: ". " * n + "x"),
    "one paragraph a post": (lambda text: boilerplate([text] * 5), lambda n: "a1" * n),
    "breaks": (lambda text: BREAKS.sub("<p>", text), lambda n: "<br>  " * n + "x"),
    "broken breaks": (lambda text: BREAKS.sub("<p>", text), lambda n: "<br" + " " * n + "<br " * n),
    "gone": (GONE.search, lambda n: "page not " * n),
    "for sale": (FOR_SALE.search, lambda n: "domain name is " * n),
    "paragraphs": (put_back, lambda n: "<p>It is so.</p>" * n),
    "other paragraphs": (put_back, lambda n: "".join(f"<p>It is {number}.</p>" for number in range(n))),
    "titles and leads": (put_back, lambda n: "<h1>Tea</h1><p>Tea.</p>" * n),
    "elements in elements": (put_back, lambda n: "<div><span><a>x." * n),
    "styles": (put_back, lambda n: "<p style='" + "display: " * n + "'>x.</p>"),
    "byline": (lambda text: BYLINE.sub("", text), lambda n: "by" + " " * n),
    "guests": (plain, lambda n: "feat " * n + "\nx"),
    "guests and white space": (plain, lambda n: "feat" + " " * n + "\nx"),
    "guests with a slash": (plain, lambda n: "w/ " * n + "\nx"),
    "producers": (plain, lambda n: "prod. " * n + "\nx"),
    "brackets": (plain, lambda n: "(" * n),
    "brackets and one end": (plain, lambda n: "(" * n + ")" + "[" * n),
    "a slug of counts": (judged, lambda n: "two-new-" * n),
    "a slug of names": (judged, lambda n: "tea-kettle-" * n),
    "a text of guests": (spoken, lambda n: "feat. w/ (" * n + "\nx"),
}


def time_of(work, text):
    began = thread_time()
    work(text)
    return thread_time() - began


def growth(work, text_of):
    """Return how many times longer four times the text takes, infinity where a short one takes long already."""
    number = 8
    work(text_of(number))  # what is imported on first use does not count
    while number < MOST and min(time_of(work, text_of(number)) for _ in range(3)) < ENOUGH_S:
        number += number // 4
    if number < LEAST:
        return float("inf")
    small, large = text_of(2 * number), text_of(8 * number)
    return min(time_of(work, large) for _ in range(5)) / max(1e-5, min(time_of(work, small) for _ in range(5)))


@pytest.mark.parametrize("name", CASES)
def test_time_grows_as_the_text_does(name):
    assert growth(*CASES[name]) < FOURFOLD


SQUARE = re.compile(r"\(([^)]*)\)")
EXPONENTIAL = re.compile(r"^\W*(?:(?:https?://|www\.)\S+\W*)+$")


@pytest.mark.slow
def test_the_measure_tells_patterns_that_backtrack():
    assert growth(SQUARE.search, lambda n: "(" * n) > FOURFOLD
    assert growth(EXPONENTIAL.match, lambda n: "http://a/ " * n + "words") > FOURFOLD

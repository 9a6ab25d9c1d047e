"""The stages at work on a state that is written by hand: what facts a stage sees, who waits, what becomes of a link."""

import msgspec
import pytest

from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.pipeline.contracts import KEEP, Rules, Stage, drop
from fridaygram.corpus.pipeline.judge import judge_links
from fridaygram.corpus.pipeline.songs import Waits
from fridaygram.corpus.text.extract import PageText
from fridaygram.corpus.text.near import signature
from fridaygram.corpus.text.work import Reading
from tests.corpus.pipeline.test_assemble import link, song

TEXT = "One song, two chords and a kettle that comes in on the beat, and nobody minds the kettle."


@pytest.fixture
def state(tmp_path):
    opened = State(tmp_path / "state.sqlite")
    yield opened
    opened.close()


class Stages:
    """Stages that keep all but what a test names, and remember what they saw."""

    def __init__(self, *needs, drops=()):
        self.seen, self.gathered, self.drops = {}, [], dict(drops)
        self.stages = tuple(
            (f"stage {place}", Stage("", need, self._judge_of(f"stage {place}"), ("no",)))
            for place, need in enumerate(needs)
        )

    def _judge_of(self, name):
        def judge(candidate, rules):
            self.seen.setdefault(name, []).append(candidate)
            return drop(self.drops[name], "because") if name in self.drops else KEEP

        return judge

    def run(self, state, years=2.0, **options):
        waits = Waits()
        judge_links(state, self.stages, Rules(), years, self.gathered.append, waits, **options)
        return waits.counts


def fates(state):
    return [row[1:] for row in state.rows("SELECT id, stage, reason, detail FROM links ORDER BY id")]


def stored(state, url, page=None, read=None, mark=b""):
    state.write(("INSERT INTO pages (url, host, target, posted, status) VALUES (?, '', '', '', 'stored')", (url,)))
    if page is not None:
        state.write(("INSERT INTO texts VALUES (?, ?, ?)", (url, page.state, msgspec.msgpack.encode(page))))
    if read is not None:
        state.write(("INSERT INTO readings VALUES (?, '', ?, ?)", (url, msgspec.msgpack.encode(read), mark)))


def analysed(state, url, text=TEXT, problem=""):
    read = Reading(url, text, "en", 0.75, len(text.split()), b"", problem)
    stored(state, url, PageText(state="text", title="Tea"), read, b"" if problem else signature(text))


def test_facts_are_gathered_once_and_in_the_order_of_their_cost(state):
    stages = Stages("link", "link", "page", "text")
    stages.run(state)
    assert stages.gathered == ["link", "song", "page", "text"]


def test_a_link_counts_the_songs_of_its_post_and_the_posts_of_its_blog_that_are_left(state):
    song(state, "s", "Kettle", "Tea")
    for identity in ("s", "t"):
        link(state, "https://a.example/1", identity, posted="2016-05-11")
    link(state, "https://a.example/2")
    first = Stages("link", "link", drops={"stage 0": "no"})
    first.run(state)
    assert [(one.songs_at_url, one.posts_a_year, one.domain) for one in first.seen["stage 0"]] == [
        (2, 1.5, "a.example"), (2, 1.5, "a.example"), (1, 1.5, "a.example")
    ]  # fmt: skip
    assert (first.seen["stage 0"][0].artist, first.seen["stage 0"][0].title) == ("Kettle", "Tea")
    assert (first.seen["stage 0"][1].artist, first.seen["stage 0"][1].posted) == ("", "2016-05-11")
    assert "stage 1" not in first.seen
    assert fates(state) == [("stage 0", "no", "because")] * 3
    again = Stages("link")
    again.run(state)
    assert fates(state) == [("", "", "")] * 3


def test_a_reason_that_a_stage_does_not_list_is_an_error_of_the_stage(state):
    link(state, "https://a.example/1")
    with pytest.raises(Exception, match="stage 'stage 0' gives a reason that it does not list: 'odd'"):
        Stages("link", drops={"stage 0": "odd"}).run(state)


def test_a_song_is_found_not_there_or_still_to_be_sought(state):
    song(state, "found", "Kettle", "Tea", match='{"id":"id1","title":"Tea","artist":"Kettle","score":91.5}')
    song(state, "absent", "Kettle", "Milk", match="{}")
    song(state, "unsought", "Kettle", "Honey")
    song(state, "unnamed", "Kettle", "")
    for place, identity in enumerate(("found", "absent", "unsought", "unnamed", "")):
        link(state, f"https://a.example/{place}", identity)
    stages = Stages("song", "song")
    assert stages.run(state) == {"links waiting for Spotify": 1}
    assert [(one.found, one.score) for one in stages.seen["stage 0"]] == [
        ("id1", 91.5),
        ("", 0.0),
        ("", 0.0),
        ("", 0.0),
    ]
    assert fates(state)[2] == ("?", "not answered", "Spotify")
    assert len(stages.seen["stage 1"]) == 4
    finished = Stages("song")
    assert finished.run(state, finish=True) == {}
    assert fates(state)[2] == ("stage 0", "not answered", "Spotify")


PAGES = "INSERT INTO pages (url, host, target, posted, status, reason, detail) VALUES (?, '', '', '', ?, ?, ?)"


def test_a_page_has_a_text_a_failure_or_is_waited_for(state):
    urls = [f"https://a.example/{place}" for place in range(7)]
    for url in urls:
        link(state, url)
    stored(state, urls[0], PageText(state="text", text=TEXT))
    stored(state, urls[1], PageText(state="soft 404", detail="Oops"))
    stored(state, urls[2])
    state.write((PAGES, (urls[3], "failed", "timeout", "after 4 tries")))
    state.write((PAGES, (urls[4], "waiting", "", "")))
    state.write((PAGES, (urls[5], "waiting", "not found", "status 404")))
    stages = Stages("page")
    assert stages.run(state) == {
        "links waiting for extraction": 1, "links waiting for the blog": 2, "links waiting for the Wayback Machine": 1
    }  # fmt: skip
    assert [(one.failure, one.detail) for one in stages.seen["stage 0"]] == [
        ("", ""), ("soft 404", "Oops"), ("timeout", "after 4 tries")
    ]  # fmt: skip


def test_a_text_has_its_analysis_or_its_failure(state):
    urls = [f"https://a.example/{place}" for place in range(3)]
    for url in urls:
        link(state, url)
    analysed(state, urls[0])
    analysed(state, urls[1], problem="KeyError")
    stored(state, urls[2], PageText(state="text"))
    stages = Stages("text")
    assert stages.run(state) == {"links waiting for extraction": 1}
    whole, broken = stages.seen["stage 0"]
    assert (whole.heading, whole.text, whole.words, whole.lang, whole.share) == ("Tea", TEXT, 18, "en", 0.75)
    assert (broken.failure, broken.detail, broken.text) == ("not analysed", "KeyError", "")


def test_the_earliest_of_texts_that_are_alike_is_the_one_that_the_others_repeat(state):
    link(state, "https://a.example/0")
    days = {"3": "2016-05-11", "1": "2016-05-12", "2": "2016-05-12", "9": ""}
    for name, day in days.items():
        link(state, f"https://a.example/{name}", posted=day)
        analysed(
            state, f"https://a.example/{name}", "Something else altogether, at some length." if name == "9" else TEXT
        )
    link(state, "https://a.example/broken", posted="2010-01-01")
    analysed(state, "https://a.example/broken", problem="KeyError")
    stages = Stages("twin")
    assert stages.run(state) == {"links waiting for extraction": 1}
    assert [(one.url[-1], one.repeats[-1:], one.likeness, one.failure) for one in stages.seen["stage 0"]] == [
        ("9", "", 0.0, ""), ("n", "", 0.0, "not analysed"), ("3", "", 0.0, ""), ("1", "3", 1.0, ""), ("2", "3", 1.0, "")
    ]  # fmt: skip

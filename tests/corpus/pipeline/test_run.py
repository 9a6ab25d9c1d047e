import itertools
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from fridaygram.corpus.clients.base import PausedError, RefusedError
from fridaygram.corpus.crawl import state
from fridaygram.corpus.funnel import Funnel, FunnelStage
from fridaygram.corpus.pipeline import run
from fridaygram.corpus.pipeline.run import RunOptions, _refuse_empty
from fridaygram.corpus.text.pool import TextPool
from fridaygram.errors import CorpusError
from fridaygram_rehearsal.model import Answer
from fridaygram_rehearsal.server import MiniWeb
from tests.corpus.clients.conftest import CUT_SHORT, GARBAGE, HOSTS, says
from tests.corpus.worlds import TODAY, acquired, clock_of, fake_clock, part_of, settings_of, tiny_world

pytestmark = pytest.mark.usefixtures("no_processes")

FILES = ("corpus.json", "ledger.jsonl", "reviews.jsonl")
ERRORS = {
    "401": says({"error": {"status": 401, "message": "no"}}, 401),
    "403": Answer(403, b"no"),
    "429 day-long": says({}, 429, Retry_After="86400"),
    "429": says({}, 429),
    "500": Answer(500, b"oops"),
    "cut": CUT_SHORT,
    "garbage": GARBAGE,
}


BREAKS_ON_SONGS = """
TextFixerConfig = dict


def fix_text(text, config):
    if text.startswith("Song"):
        raise KeyError("model")
    return text
"""


class Web:
    """A server of the tiny world whose answers a test may replace."""

    def __init__(self):
        self.answer = lambda asked: None
        self.asked = []

    def override(self, asked):
        self.asked.append(asked)
        return self.answer(asked)


@pytest.fixture(scope="module")
def served():
    web = Web()
    with MiniWeb(tiny_world(), web.override) as server:
        web.port = server.port
        yield web


@pytest.fixture
def web(served):
    served.answer, served.asked = (lambda asked: None), []
    return served


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The folder of a run that met no trouble but the world's own."""
    folder = tmp_path_factory.mktemp("clean")
    with MiniWeb(tiny_world()) as server:
        assert acquired(folder, server.port).corpus
    return folder


def files(folder):
    return [(folder / "demo" / name).read_bytes() for name in FILES]


def forget(folder, host, *columns):
    """Forget what a service answered, as if the run had stopped before asking it."""
    connection = sqlite3.connect(folder / "state" / "state.sqlite")
    with connection:
        connection.execute("DELETE FROM answers WHERE key LIKE ?", (f"https://{host}/%",))
        for column in columns:
            connection.execute(f"UPDATE songs SET {column} = ''")
    connection.close()
    shutil.rmtree(folder / "demo")


@pytest.fixture
def folder(clean, tmp_path):
    """A copy of the clean run."""
    shutil.copytree(clean, tmp_path / "run")
    return tmp_path / "run"


COLUMNS = {
    "hypem": (),
    "spotify": ("match",),
    "listenbrainz": ("genres", "facts"),
    "musicbrainz": ("facts",),
    "lastfm": ("genres",),
    "reccobeats": ("features",),
}


@pytest.mark.slow
# Each error comes from a service or two, and each service gives one or two.
@pytest.mark.parametrize(("service", "error"), list(itertools.product(COLUMNS, ERRORS))[1::5])
def test_an_error_of_a_service_is_never_a_drop(web, folder, clean, service, error):
    forget(folder, HOSTS[service], *COLUMNS[service])
    web.answer = lambda asked: ERRORS[error] if asked.host == HOSTS[service] else None
    clock, slept = fake_clock()
    try:
        outcome = acquired(folder, web.port, clock=clock)
    except RefusedError as refused:
        assert error in ("401", "403")
        assert "check" in str(refused)
    else:
        assert outcome.corpus is None
        assert outcome.waiting
        assert outcome.notes
        if error == "429 day-long":
            assert outcome.until - clock.now() == timedelta(days=1)
        if error == "429" or (error, service) == ("403", "hypem"):
            assert outcome.until - clock.now() == timedelta(hours=1)
    assert sum(slept) == 0
    assert not (folder / "demo").exists()
    web.answer = lambda asked: None
    assert acquired(folder, web.port).corpus
    assert files(folder) == files(clean)


def test_a_service_without_an_answer_is_soon_left_alone(web, folder):
    forget(folder, HOSTS["spotify"], "match")
    web.answer = lambda asked: Answer(500, b"") if asked.path == "/v1/search" else None
    outcome = acquired(folder, web.port)
    asked = [one for one in web.asked if one.path == "/v1/search"]
    assert len(asked) < 5 * 10
    songs = outcome.waiting["songs sought at Spotify"]
    assert songs > 10
    assert outcome.waiting["links waiting for Spotify"] >= songs


def test_what_waits_may_be_dropped_and_is_counted_so(web, folder):
    forget(folder, HOSTS["spotify"], "match")
    calls = iter(range(1000))
    web.answer = lambda asked: ERRORS["429 day-long"] if asked.path == "/v1/search" and next(calls) > 20 else None
    outcome = acquired(folder, web.port, options=RunOptions(finish=True))
    stage = next(stage for stage in outcome.funnel.stages if stage.name == "on-spotify")
    assert stage.drops["not answered"] > 0
    assert outcome.corpus.reviews()


def test_the_rest_goes_on_while_a_service_rests(web, tmp_path):
    """The songs that were found before a pause have their pages fetched in the same run."""
    calls = iter(range(1000))
    web.answer = lambda asked: ERRORS["429 day-long"] if asked.path == "/v1/search" and next(calls) > 20 else None
    outcome = acquired(tmp_path, web.port)
    assert outcome.corpus is None
    assert outcome.requests > 10


@pytest.mark.slow
def test_pages_that_are_none_are_sought_in_the_archive_unless_settings_forbid_it(web, tmp_path):
    none = ("goodname-forsale.example", "nolongerhere.example", "nolongerhere.example")  # parked, soft 404, soft 404
    for archive, wanted in ((True, none), (False, ())):
        web.asked.clear()
        acquired(tmp_path / str(archive), web.port, settings=settings_of(archive=archive))
        asked = [one.path for one in web.asked if one.host == "web.archive.org"]
        assert sorted(host for path in asked for host in set(none) if f"://{host}/" in path) == sorted(wanted)
        assert bool(asked) == archive


@pytest.mark.slow
def test_the_archive_may_rest_too(web, tmp_path, clean):
    web.answer = lambda asked: says({}, 429) if asked.host == "web.archive.org" else None
    outcome = acquired(tmp_path, web.port)
    assert outcome.corpus is None
    assert outcome.until - clock_of(TODAY).now() == timedelta(hours=1)
    assert any("Wayback" in what for what in outcome.waiting)
    web.answer = lambda asked: None
    assert acquired(tmp_path, web.port).until == outcome.until
    clock = clock_of(TODAY)
    later = replace(clock, now=lambda: clock.now() + timedelta(hours=1))
    assert acquired(tmp_path, web.port, clock=later).corpus
    assert files(tmp_path) == files(clean)


@pytest.mark.slow
def test_a_blog_that_asks_for_a_day_is_left_until_then(web, tmp_path):
    posts = sorted((post for post in tiny_world().posts.values() if post.kind == "review"), key=lambda post: post.url)
    resting = posts[0].blog
    links = [post.url for post in posts]
    (tmp_path / "links.txt").write_text("\n".join(links))
    settings = settings_of(source="urls", urls=str(tmp_path / "links.txt"), genres=[], features=[], least_words=1)
    web.answer = lambda asked: Answer(429, b"", {"Retry-After": "43200"}) if asked.host == resting else None
    outcome = acquired(tmp_path, web.port, settings=settings, secrets={})
    assert outcome.corpus is None
    assert outcome.waiting == {"links waiting for the blog": sum(post.blog == resting for post in posts)}
    assert outcome.until == clock_of(TODAY).now() + timedelta(hours=12)
    assert outcome.notes == (
        f"{resting} wants no more requests until 2018-06-09 00:00 UTC; run the same command again then",
    )
    assert sum(one.host == resting for one in web.asked) == 1
    web.answer = lambda asked: None
    again = acquired(tmp_path, web.port, settings=settings, secrets={}, clock=clock_of(TODAY + timedelta(days=1)))
    assert again.corpus
    assert {review.domain for review in again.corpus.reviews()} >= {resting}


@pytest.mark.slow
def test_refreshing_asks_failed_pages_again(web, folder):
    before = acquired(folder, web.port).funnel.stages[-1].count
    assert web.asked == []
    broken = [one for one in tiny_world().posts.values() if one.kind == "broken"]
    page = b"<html><head><title>x</title></head><body><p>" + b"It is mended and the song plays. " * 12 + b"</p></body>"
    hosts = {post.blog: post.path for post in broken}

    def mended(asked):
        if hosts.get(asked.host, "") == asked.path.rstrip("/") and asked.path != "/robots.txt":
            return Answer(200, page, {"Content-Type": "text/html"})
        return None

    web.answer = mended
    outcome = acquired(folder, web.port, options=RunOptions(refresh=True))
    content = next(stage for stage in outcome.funnel.stages if stage.name == "content")
    assert "server error" not in content.drops
    assert outcome.funnel.stages[-1].count >= before


def test_other_rules_are_applied_to_what_is_stored(web, folder):
    outcome = acquired(folder, web.port, settings=settings_of(language="fr", least_words=1))
    assert {review.lang for review in outcome.corpus.reviews()} == {"fr"}
    assert {one.host for one in web.asked} <= set(HOSTS.values())
    assert "in French" in outcome.funnel.stages[5].label


def test_a_list_of_links_needs_no_services_and_no_secrets(web, tmp_path):
    posts = [post for post in tiny_world().posts.values() if post.kind == "review" and len(post.text) > 300][:6]
    (tmp_path / "links.txt").write_text("# mine\n" + "\n".join(post.url for post in posts) + "\nno address\n")
    settings = settings_of(source="urls", urls=str(tmp_path / "links.txt"), genres=[], features=[])
    outcome = acquired(tmp_path, web.port, settings=settings, secrets={})
    assert outcome.corpus.reviews()
    assert outcome.links == len(posts)
    assert outcome.notes == (f"{tmp_path / 'links.txt'}, entry {len(posts) + 1}: no web address: no address",)
    assert [stage.name for stage in outcome.funnel.stages] == ["urls", "content", "language", "quality", "unique"]


def test_a_corpus_may_do_without_the_stages_that_judge_texts(web, tmp_path):
    posts = [post for post in tiny_world().posts.values() if post.kind == "review" and len(post.text) > 300][:3]
    (tmp_path / "links.txt").write_text("\n".join(post.url for post in posts))
    settings = settings_of(source="urls", urls=str(tmp_path / "links.txt"), stages=["content"], genres=[], features=[])
    outcome = acquired(tmp_path, web.port, settings=settings, secrets={})
    assert [review.lang for review in outcome.corpus.reviews()] == ["en"] * 3


def test_feeds_are_read_and_what_they_forget_is_kept(web, tmp_path):
    blogs = sorted({post.blog for post in tiny_world().posts.values() if post.kind == "review"})[:4]
    feeds = [f"https://{blog}/feed" for blog in blogs]
    settings = settings_of(source="feeds", feeds=[*feeds, "https://nobody.example/feed"], genres=[], features=[])
    outcome = acquired(tmp_path, web.port, settings=settings, secrets={})
    assert outcome.links > 0
    assert [note for note in outcome.notes if "nobody.example" in note]
    web.answer = lambda asked: Answer(200, b"<rss/>") if asked.path == "/feed" else None
    again = acquired(tmp_path, web.port, settings=settings, secrets={})
    assert again.links == outcome.links


def test_a_corpus_of_nothing_is_an_error_and_nothing_is_written(web, tmp_path):
    with pytest.raises(CorpusError, match=r"would be empty; most links .* were dropped by"):
        acquired(tmp_path, web.port, settings=settings_of(language="sv"))
    assert not (tmp_path / "demo").exists()


def test_a_run_in_which_most_pages_fail_alike_stops_and_goes_on_later(web, tmp_path, monkeypatch):
    broken = tmp_path / "broken" / "ftfy"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text(BREAKS_ON_SONGS)
    page = "<html><title>Song {0}</title><body><article><p>Song {0} of a café by the sea, with words enough, and two"
    web.answer = lambda asked: Answer(404) if asked.path == "/robots.txt" else Answer(
        200, page.format(asked.host).encode(), {"Content-Type": "text/html"}
    )  # fmt: skip
    (tmp_path / "links.txt").write_text("\n".join(f"https://x{n}.example/post" for n in range(30)))
    settings = settings_of(source="urls", urls=str(tmp_path / "links.txt"), genres=[], features=[], least_words=1)
    monkeypatch.setattr(run, "TextPool", TextPool)  # a process loads the broken library
    with monkeypatch.context() as patch:
        patch.syspath_prepend(broken.parent)
        with pytest.raises(CorpusError, match=r"^\d+ of \d+ pages could not be read, all for one reason: KeyError; no"):
            acquired(tmp_path, web.port, settings=settings, secrets={})
    assert not (tmp_path / "demo").exists()
    outcome = acquired(tmp_path, web.port, settings=settings, secrets={})
    assert outcome.funnel.stages[1].count == 30


def test_a_damaged_state_says_what_to_do(web, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "state.sqlite").write_bytes(b"not a database, and longer than a header is" * 90)
    with pytest.raises(CorpusError, match=r"damaged state: .*; move it away; the next run begins anew"):
        acquired(tmp_path, web.port)


@pytest.mark.slow
@pytest.mark.parametrize("pages", [30, 60, 90])
def test_a_full_disk_is_one_line_and_the_same_run_goes_on_later(web, tmp_path, clean, monkeypatch, pages):
    opened = state._opened

    def full(path):
        connection = opened(path)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(state, "_opened", full)
        with pytest.raises(CorpusError) as caught:
            acquired(tmp_path, web.port)
    place = tmp_path / "state" / "state.sqlite"
    assert str(caught.value) == (
        f"{place}: database or disk is full (the state of the run); make room on the disk;"
        " nothing is lost: the same command goes on from here"
    )
    assert not (tmp_path / "demo").exists()
    acquired(tmp_path, web.port)
    assert files(tmp_path) == files(clean)


def test_a_pause_is_an_error_with_a_moment():
    clock, _ = fake_clock()
    assert str(PausedError("Spotify", clock.now())).startswith("Spotify wants no more requests until 2018-06-08 12:00")


def test_a_later_run_that_finds_older_posts_leaves_the_numbers_of_an_older_friday(web, tmp_path):
    friday, next_friday = TODAY, TODAY + timedelta(days=7)
    world = tiny_world()
    few = part_of(world, 2)
    with MiniWeb(few) as server:
        first = acquired(tmp_path, server.port, clock=clock_of(friday)).corpus
    before = first.reviews(friday), first.funnel(friday)
    shutil.rmtree(tmp_path / "state")
    later = acquired(tmp_path, web.port, clock=clock_of(next_friday)).corpus
    new = {row.url: row.date_published for row in later.reviews()}.items() - {
        row.url: row.date_published for row in before[0]
    }.items()
    assert any(posted[:10] < friday.isoformat() for _, posted in new)
    assert (later.reviews(friday), later.funnel(friday)) == before
    assert later.funnel(next_friday) == later.funnel() != before[1]


def test_each_phase_says_how_much_there_is_and_that_it_is_over(web, tmp_path):
    told = []
    acquired(tmp_path, web.port, tell=told.append)
    # A phase that takes long to begin says so more than once.
    begun = [
        key for key, _ in itertools.groupby((one.phase, one.total) for one in told if not one.done and not one.over)
    ]
    ended = [(one.phase, one.done, one.total) for one in told if one.over]
    assert begun == [
        ("links collected", 0),
        ("songs sought at Spotify", 40),
        ("pages fetched and read", 40),
        ("pages fetched and read", 3),  # at the archive
        ("texts analysed", 25),
        ("genres of songs", 14),
        ("sound of songs", 14),
        ("facts about songs", 14),
    ]
    assert [phase for phase, *_ in ended] == [phase for phase, _ in begun]
    assert ended[0] == ("links collected", 110, 110)
    assert [(phase, total) for phase, done, total in ended[1:] if done == total] == begun[1:]


def funnel_of(*stages):
    """Return a funnel of stages with these drops, the first of which lets ten links in."""
    found, left = [], 10
    for number, drops in enumerate(stages):
        left -= sum(drops.values())
        found.append(FunnelStage(name=f"stage-{number}", label="", count=left, drops=drops))
    return Funnel(title="demo", stages=tuple(found))


def test_an_empty_corpus_says_what_took_the_most():
    with pytest.raises(CorpusError, match=r"most links \(5 of 10\) were dropped by 'stage-1': round-up"):
        _refuse_empty("demo", funnel_of({}, {"round-up": 5, "several songs": 1}, {"no text": 4}))
    with pytest.raises(CorpusError, match="its source gave no links: nothing was written"):
        _refuse_empty("demo", Funnel(title="demo", stages=(FunnelStage(name="a", label="", count=0),)))
    _refuse_empty("demo", funnel_of({}, {"no text": 9}))

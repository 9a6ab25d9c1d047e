"""The crawler over a transport made of a table: what it asks, in which order, how patiently."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from fridaygram.corpus.crawl.crawler import Crawler, CrawlPolicy
from fridaygram.corpus.crawl.pages import RawPage, enqueue, retry_failures, unread_pages
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.net.pace import Clock
from fridaygram.corpus.net.transport import Response, TransportError
from fridaygram.errors import CorpusError
from tests.patience import PATIENCE

NOW = datetime(2018, 6, 8, tzinfo=UTC)
CLOCK = Clock(time.monotonic, lambda seconds: None, lambda: NOW)


def page(body=b"<p>text</p>", status=200, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, {"content-type": "text/html", **named}, body)


class Table:
    """Answers by address, a list of them one after another; robots.txt is missing unless it is in the table."""

    def __init__(self, answers, busy_s=0.0):
        self.answers = {url: list(found) if isinstance(found, list) else [found] for url, found in answers.items()}
        self.busy_s, self.asked, self.spans = busy_s, [], []
        self.lock = threading.Lock()
        self.together, self.meeting = (), threading.Barrier(2)

    def send(self, request):
        began = time.monotonic()
        if request.url in self.together:
            self.meeting.wait(PATIENCE)
        with self.lock:
            self.asked.append(request.url)
            known = self.answers.get(request.url, [page(status=404)])
            answer = known.pop(0) if len(known) > 1 else known[0]
        time.sleep(self.busy_s)
        with self.lock:
            self.spans.append((request.url.split("/")[2], began, time.monotonic()))
        if isinstance(answer, TransportError):
            raise answer
        return answer


@pytest.fixture
def state(tmp_path):
    opened = State(tmp_path / "state.sqlite")
    yield opened
    opened.close()


def crawl(state, answers, urls, posted="", policy=None, clock=CLOCK, **options):
    table = answers if isinstance(answers, Table) else Table(answers)
    enqueue(state, [(url, url, posted) for url in urls])
    chosen = policy or CrawlPolicy(delay_s=0.0, pause_scale=0.0, threads=4, **options)
    crawler = Crawler(state, table, chosen, clock)
    crawler.start()
    return table, crawler.finish()


def fate(state):
    return {row[0]: tuple(row[1:]) for row in state.rows("SELECT url, status, reason, detail FROM pages")}


ONE = "https://a.example/1"


def test_a_page_is_kept_raw_with_where_it_was_found(state):
    moved = page(b"", 301, location="/2")
    crawl(state, {ONE: moved, "https://a.example/2": page(b"<p>caf\xe9")}, [ONE])
    (stored,), _ = unread_pages(state, -1, 9)
    assert stored == RawPage(ONE, "https://a.example/2", "text/html", stored.packed)
    assert stored.body() == b"<p>caf\xe9"


FAILURES = {
    "not found": page(status=404),
    "forbidden": page(status=403),
    "odd status": page(status=418),
    "server error": page(status=500),
    "too many redirects": page(b"", 302, location="/1"),
    "timeout": TransportError("timeout", "no answer"),
    "unreachable": TransportError("unreachable", "gone"),
    "cut": TransportError("cut", "ConnectionError"),
    "too slow": TransportError("too slow", "120 s"),
    "too large": TransportError("too large", "9 MB"),
    "not text": TransportError("not text", "application/pdf"),
    "private address": TransportError("private address", "10.0.0.1"),
}


@pytest.mark.parametrize("reason", FAILURES)
def test_every_failure_has_its_own_reason(state, reason):
    table, report = crawl(state, {ONE: FAILURES[reason]}, [ONE], archive=False)
    assert fate(state)[ONE][:2] == ("failed", reason)
    assert report.failed == Counter({reason: 1})
    tries = table.asked.count(ONE)
    assert tries == (4 if reason in ("server error", "timeout", "unreachable", "cut") else
                     6 if reason == "too many redirects" else 1)  # fmt: skip


@pytest.mark.parametrize("location", ["", "http://[bad", "javascript:alert(1)", "ftp://a.example/"])
def test_a_redirect_to_nowhere_is_a_reason_and_no_crash(state, location):
    crawl(state, {ONE: page(b"", 302, location=location)}, [ONE], archive=False)
    assert fate(state)[ONE] == ("failed", "odd status", "status 302 to nowhere")


def test_a_host_that_mends_itself_is_asked_again(state):
    crawl(state, {ONE: [page(status=503), TransportError("cut", ""), page()]}, [ONE])
    assert fate(state)[ONE][0] == "stored"


def at(moment):
    return Clock(time.monotonic, lambda seconds: None, lambda: moment)


SEVEN = [f"https://a.example/{n}" for n in range(7)]


@pytest.mark.parametrize(
    ("headers", "asked", "hours"), [({}, 3, 1), ({"retry_after": "30"}, 3, 1), ({"retry_after": "7200"}, 1, 2),
                                    ({"retry_after": "86400"}, 1, 24), ({"retry_after": "9999999"}, 1, 24)],
)  # fmt: skip
@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_refuses_rests_and_its_pages_wait(state, status, headers, asked, hours):
    if status == 503:
        headers = {"retry_after": "0", **headers}
    other = "https://b.example/1"
    answers = {url: page(status=status, **headers) for url in SEVEN} | {other: page()}
    table, report = crawl(state, answers, [*SEVEN, other])
    assert sum(table.asked.count(url) for url in SEVEN) == asked
    assert report.rests == {"a.example": NOW + timedelta(hours=hours)}
    assert [fate(state)[url][0] for url in SEVEN] == ["waiting"] * 7
    assert fate(state)[other][0] == "stored"


def test_a_rest_is_kept_over_runs_and_ends(state):
    answers = {url: page(status=429) for url in SEVEN}
    crawl(state, answers, SEVEN)
    table, report = crawl(state, answers, [], clock=at(NOW + timedelta(minutes=59)))
    assert (table.asked, report.rests) == ([], {"a.example": NOW + timedelta(hours=1)})
    table, report = crawl(state, {url: page() for url in SEVEN}, [], clock=at(NOW + timedelta(hours=1)))
    assert report.rests == {}
    assert {status for status, *_ in fate(state).values()} == {"stored"}
    assert state.rows("SELECT * FROM rests") == []


def test_a_host_that_always_refuses_is_dropped_after_three_rests(state):
    answers = {url: page(status=429) for url in SEVEN}
    for day in range(4):
        assert {one[0] for one in fate(state).values()} <= {"waiting"}
        table, report = crawl(state, answers, SEVEN, clock=at(NOW + timedelta(days=day)))
        assert sum(table.asked.count(url) for url in SEVEN) == 3
    assert set(fate(state).values()) == {("failed", "asked to wait", "status 429 after 3 rests")}
    assert report.rests == {}


def test_refusals_count_only_in_a_row(state):
    answers = {url: [page(status=429), page(status=429), page()] for url in SEVEN}
    _, report = crawl(state, answers, SEVEN)
    assert report.rests == {}
    assert {status for status, *_ in fate(state).values()} == {"stored"}


def test_a_host_that_fails_without_asking_for_a_pause_is_tried_four_times(state):
    table, report = crawl(state, {ONE: page(status=503)}, [ONE])
    assert table.asked.count(ONE) == 4
    assert fate(state)[ONE] == ("failed", "server error", "status 503 after 4 tries")
    assert report.rests == {}


@pytest.mark.parametrize("status", [429, 503])
def test_robots_that_say_not_now_let_a_host_rest(state, status):
    robots = "https://a.example/robots.txt"
    answers = {url: page() for url in SEVEN} | {robots: page(status=status, retry_after="7200")}
    table, report = crawl(state, answers, SEVEN)
    assert table.asked == [robots]
    assert report.rests == {"a.example": NOW + timedelta(hours=2)}
    answers[robots] = page(b"User-agent: *\nDisallow: /3")
    crawl(state, answers, [], clock=at(NOW + timedelta(hours=2)))
    assert Counter(one[:2] for one in fate(state).values()) == {("stored", ""): 6, ("failed", "robots"): 1}


def test_robots_hold_for_a_day_and_are_asked_again(state):
    robots = "https://a.example/robots.txt"
    answers = {url: page() for url in SEVEN}
    asked = []
    for hours, url in zip((0, 23, 24, 47, 49), SEVEN, strict=False):
        table, _ = crawl(state, answers, [url], clock=at(NOW + timedelta(hours=hours)))
        asked.append(table.asked.count(robots))
    assert asked == [1, 0, 1, 0, 1]


def test_robots_are_asked_again_in_a_run_that_takes_longer_than_a_day(state):
    moments = iter(range(0, 10_000, 6))
    clock = Clock(time.monotonic, lambda seconds: None, lambda: NOW + timedelta(hours=next(moments)))
    table, _ = crawl(state, {url: page() for url in SEVEN}, SEVEN, clock=clock)
    assert table.asked.count("https://a.example/robots.txt") > 1
    assert {status for status, *_ in fate(state).values()} == {"stored"}


def test_robots_are_asked_once_a_host_and_heeded(state):
    urls = [f"https://a.example/{n}" for n in range(6)] + ["https://b.example/1"]
    answers = {url: page() for url in urls}
    answers["https://a.example/robots.txt"] = page(b"User-agent: *\nDisallow: /3\n")
    answers["https://b.example/robots.txt"] = [page(status=500)]
    table, _ = crawl(state, answers, urls)
    asked = Counter(table.asked)
    assert asked["https://a.example/robots.txt"] == 1
    assert asked["https://b.example/robots.txt"] == 2
    assert asked["https://a.example/3"] == asked["https://b.example/1"] == 0
    assert fate(state)["https://a.example/3"][1] == fate(state)["https://b.example/1"][1] == "robots"


def test_a_robots_file_that_redirects_is_followed_a_few_times(state):
    answers = {ONE: page(), "https://a.example/robots.txt": page(b"", 302, location="/r2"),
               "https://a.example/r2": page(b"User-agent: *\nDisallow: /1")}  # fmt: skip
    crawl(state, answers, [ONE])
    assert fate(state)[ONE][1] == "robots"


def test_the_rules_of_a_redirects_target_are_heeded_too(state):
    there = "https://b.example/x"
    answers = {ONE: page(b"", 302, location=there), there: page(),
               "https://b.example/robots.txt": page(b"User-agent: *\nDisallow: /")}  # fmt: skip
    table, _ = crawl(state, answers, [ONE])
    assert there not in table.asked
    assert fate(state)[ONE][1] == "robots"


def overlapping(spans):
    return any(later[1] < earlier[2] for earlier, later in pairwise(spans))


def test_one_request_in_flight_a_host_and_a_pause_between_two(state):
    hosts = ["a.example", "b.example", "c.example"]
    urls = [f"https://{host}/{n}" for host in hosts for n in range(4)]
    answers = {url: page() for url in urls}
    answers["https://b.example/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 0.12\n")
    table = Table(answers, busy_s=0.01)
    table.together = ("https://a.example/0", "https://b.example/0")
    crawl(state, table, urls, policy=CrawlPolicy(delay_s=0.04, threads=8))
    for host in hosts:
        spans = sorted(span for span in table.spans if span[0] == host)
        gaps = [later[1] - earlier[2] for earlier, later in pairwise(spans)]
        assert len(spans) == 5
        assert not overlapping(spans)
        assert min(gaps) >= (0.12 if host == "b.example" else 0.04)
    assert overlapping(sorted(table.spans, key=lambda span: span[1]))


CAPTURE = "https://web.archive.org/web/20160511120000id_/https://a.example/1"


def test_the_archive_stands_in_for_a_post_that_is_gone(state):
    table, _ = crawl(state, {ONE: page(status=404), CAPTURE: page(b"<p>old")}, [ONE], posted="2016-05-11")
    assert fate(state)[ONE][0] == "stored"
    assert table.asked[-1] == CAPTURE
    assert "https://web.archive.org/robots.txt" not in table.asked


def test_where_the_archive_has_nothing_the_first_reason_stays(state):
    crawl(state, {ONE: page(status=410), CAPTURE: page(status=404)}, [ONE], posted="2016-05-11")
    assert fate(state)[ONE] == ("failed", "not found", "status 410; archive: status 404")


def test_three_refusals_of_the_archive_leave_the_rest_for_later(state):
    urls = [f"https://a.example/{n}" for n in range(8)]
    answers = {url: page(status=404) for url in urls}
    for url in urls:
        answers[f"https://web.archive.org/web/20160511120000id_/{url}"] = page(status=429)
    table, report = crawl(state, answers, urls, posted="2016-05-11")
    assert sum("web.archive.org" in url for url in table.asked) == 3
    assert report.rests == {"web.archive.org": NOW + timedelta(hours=1)}
    assert {status for status, *_ in fate(state).values()} == {"waiting"}


def test_failed_pages_may_be_asked_again_from_their_first_address(state):
    state.write(
        ("INSERT INTO links (url, address, domain, song, posted) VALUES (?, ?, 'a.example', '', '')", (ONE, ONE))
    )
    crawl(state, {ONE: TransportError("timeout", "")}, [ONE], archive=False)
    retry_failures(state, ["timeout"])
    crawl(state, {ONE: page()}, [])
    assert fate(state)[ONE][0] == "stored"


def test_an_error_of_ours_ends_the_crawl_and_is_raised(state):
    class Broken(Table):
        def send(self, request):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crawl(state, Broken({}), [ONE])


def test_a_state_of_another_version_says_what_to_do(tmp_path):
    first = State(tmp_path / "state.sqlite")
    first.write(("PRAGMA user_version = 99", ()))
    first.close()
    with pytest.raises(CorpusError, match=r"state of another version .*; move it away"):
        State(tmp_path / "state.sqlite")


def test_a_state_of_the_version_before_goes_on(tmp_path):
    first = State(tmp_path / "state.sqlite")
    enqueue(first, [(ONE, ONE, "")])
    first.write(
        ("DROP TABLE robots", ()), ("DROP TABLE rests", ()), ("ALTER TABLE songs DROP COLUMN facts", ()),
        ("CREATE TABLE robots (host TEXT PRIMARY KEY, access TEXT NOT NULL, text TEXT NOT NULL)", ()),
        ("INSERT INTO robots VALUES ('a.example', 'open', '')", ()), ("PRAGMA user_version = 1", ()),
    )  # fmt: skip
    first.close()
    later = State(tmp_path / "state.sqlite")
    crawl(later, {ONE: page()}, [])
    assert fate(later)[ONE][0] == "stored"
    assert later.rows("SELECT facts FROM songs") == []
    later.close()
    State(tmp_path / "state.sqlite").close()


def test_a_state_without_facts_goes_on_and_has_none(tmp_path):
    first = State(tmp_path / "state.sqlite")
    first.write(
        ("ALTER TABLE songs DROP COLUMN facts", ()),
        ("INSERT INTO songs (id, artist, title) VALUES ('s', 'A', 'B')", ()),
        ("PRAGMA user_version = 2", ()),
    )  # fmt: skip
    first.close()
    later = State(tmp_path / "state.sqlite")
    assert later.rows("SELECT id, facts FROM songs") == [("s", "")]
    later.close()

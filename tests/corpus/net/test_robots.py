import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.corpus.net.robots import MOST_DELAY_S, Robots, RobotsText, as_served
from fridaygram.corpus.net.transport import Response, TransportError


def rules(answer, agent="fridaygram"):
    return Robots(RobotsText.of(answer), agent)


def said(body, status=200):
    return Response(status, {}, body)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_rules_is_open(status):
    assert rules(said(b"Disallow: /", status)).refuses("https://a.example/post") is None


@pytest.mark.parametrize("status", [500, 502, 302])
def test_a_host_that_cannot_say_is_closed(status):
    assert rules(said(b"", status)).refuses("https://a.example/post") == ("robots", "robots.txt could not be read")


def test_a_host_that_is_not_there_gives_its_own_reason():
    assert rules(TransportError("timeout", "")).refuses("https://a.example/")[0] == "timeout"


def test_rules_are_heeded_ours_before_those_for_all():
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: fridaygram\nDisallow: /private/\nCrawl-delay: 7\n"
    ours = rules(said(text))
    assert ours.refuses("https://a.example/post") is None
    assert ours.refuses("https://a.example/private/x") == ("robots", "robots.txt forbids it")
    assert ours.delay_s() == 7.0
    assert rules(said(text), "another").refuses("https://a.example/post")


@pytest.mark.parametrize(
    "head",
    [b"\xef\xbb\xbfUser-agent: *", b"User-agent: Fridaygram/0.1", b"user-agent:fridaygram/9 (of 2018) #x",
     b"\xef\xbb\xbf User-Agent : FRIDAYGRAM/0.1\r"],
)  # fmt: skip
def test_a_mark_before_the_first_line_and_a_version_hide_no_rules(head):
    robots = rules(said(head + b"\nDisallow: /private/\n\nUser-agent: fridaygram-other/1\nDisallow: /open"))
    assert robots.refuses("https://a.example/private/1")
    assert robots.refuses("https://a.example/open/1") is None


@pytest.mark.parametrize(
    "path",
    ["/a/../private/1", "/./private/4", "//private/3", "/private/./", "/a/%2E%2e/private/1", "/%2e/private/",
     "/../private/1", "/a/b/../../private/", "///private//1?x=1", "/x/..//private/1"],
)  # fmt: skip
def test_a_path_is_judged_as_the_server_resolves_it(path):
    robots = rules(said(b"User-agent: *\nDisallow: /private/\nAllow: /private/open"))
    assert robots.refuses(f"https://a.example{path}") == ("robots", "robots.txt forbids it")
    assert robots.refuses("https://a.example/a/private/../1?x=/../private/") is None
    assert robots.refuses("https://a.example//private/./open") is None


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("", "/"),
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/a/./b/", "/a/b/"),
        ("/a/b/..", "/a/"),
        ("/..", "/"),
        ("/a//b?q=//", "/a/b?q=//"),
    ],
)
def test_as_served(path, served):
    assert as_served(f"https://a.example{path}") == f"https://a.example{served}"


def test_a_crawl_delay_is_a_minute_at_most():
    assert rules(said(b"User-agent: *\nCrawl-delay: 86400\n")).delay_s() == MOST_DELAY_S
    assert rules(said(b"User-agent: *\nDisallow:\n")).delay_s() is None


LINES = st.sampled_from(
    [b"User-agent: *", b"Disallow: /", b"Allow: *$", b"Crawl-delay: nan", b"Crawl-delay: -1", b"\xff"]
)


@given(st.lists(st.one_of(LINES, st.binary(max_size=40)), max_size=12), st.text(max_size=30))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_any_rules_and_any_address_are_answered(lines, path):
    robots = rules(said(b"\n".join(lines)))
    assert robots.refuses(f"https://a.example/{path}") in (None, ("robots", "robots.txt forbids it"))
    delay = robots.delay_s()
    assert delay is None or 0.0 <= delay <= MOST_DELAY_S

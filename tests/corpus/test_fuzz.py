"""Whatever comes from outside, a run ends in records or in errors of ours: no traceback, no endless wait."""

import json

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fridaygram.corpus.clients import hypem, lastfm, listenbrainz, musicbrainz, reccobeats, spotify
from fridaygram.corpus.clients.base import ApiClient, usual
from fridaygram.corpus.clients.matching import SongQuery
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.funnel import Fate, Ledger, StageLabel, read_ledger
from fridaygram.corpus.net.pace import Limiter
from fridaygram.corpus.net.transport import Response, TransportError
from fridaygram.corpus.pipeline.services import StateCache
from fridaygram.corpus.records import Review
from fridaygram.corpus.sources.feeds import links as feed_links
from fridaygram.corpus.sources.feeds import read_feed
from fridaygram.corpus.sources.urls import links as url_links
from fridaygram.corpus.store import HEADER, open_corpus, write_corpus
from fridaygram.corpus.text.clean import clean
from fridaygram.corpus.text.extract import read_page
from fridaygram.corpus.text.language import detect
from fridaygram.corpus.text.near import signature
from fridaygram.corpus.urls import canonical, host_of, is_web_url
from fridaygram.errors import CorpusError, FridaygramError, NetworkError
from tests.corpus.worlds import fake_clock, settings_of

MANY = settings(max_examples=200, derandomize=True, deadline=None)
SOME = settings(max_examples=60, derandomize=True, deadline=None)
NAMES = st.sampled_from(
    ["itemid", "artist", "title", "time", "posturl", "dateposted", "sitename", "tracks", "items", "id", "name",
     "artists", "duration_ms", "external_ids", "isrc", "is_local", "access_token", "expires_in", "audio_features",
     "content", "href", "tempo", "key", "toptags", "tag", "count", "error", "message", "reason", "status",
     "recording_mbid", "mbid", "recording", "artist", "genre_mbid", "genres", "release", "releases", "recordings",
     "artist-credit", "joinphrase", "join_phrase", "area", "year", "date", "length", "label-info", "label"]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.sampled_from(
        ["mbid", "https://open.spotify.com/track/x", "x", "\ud800", "https://a.example/1", 10**400, -1, 5e300]
    ),
)  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=6)),
    max_leaves=25,
)
RECORDS = st.one_of(
    TREES,
    st.lists(st.dictionaries(NAMES, SCALARS, max_size=8), max_size=4),
    st.fixed_dictionaries(
        {"tracks": st.fixed_dictionaries({"items": st.lists(st.dictionaries(NAMES, TREES), max_size=3)})}
    ),
    st.fixed_dictionaries({"access_token": SCALARS, "expires_in": SCALARS}),
    st.fixed_dictionaries({"content": st.lists(st.dictionaries(NAMES, SCALARS), max_size=4)}),
    st.fixed_dictionaries({"audio_features": st.lists(st.dictionaries(NAMES, SCALARS), max_size=4)}),
    st.fixed_dictionaries({"toptags": st.fixed_dictionaries({"tag": TREES})}),
    st.fixed_dictionaries({"mbid": st.fixed_dictionaries({"tag": st.dictionaries(NAMES, TREES)})}),
)
BODIES = st.one_of(st.binary(max_size=80), RECORDS.map(lambda tree: json.dumps(tree).encode()))
ANSWERS = st.tuples(
    st.sampled_from([200, 200, 200, 200, 301, 400, 401, 403, 404, 408, 418, 429, 500, 503]),
    st.one_of(st.just({}), st.fixed_dictionaries({"retry-after": st.text(max_size=20)})),
    BODIES,
)


class Scripted:
    """A transport that gives the same answers to whoever asks, again and again."""

    def __init__(self, answers):
        self.answers, self.asked = answers, 0

    def send(self, request):
        status, headers, body = self.answers[self.asked % len(self.answers)]
        self.asked += 1
        return Response(status, headers, body)


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    opened = State(tmp_path_factory.mktemp("fuzz") / "state.sqlite")
    yield opened
    opened.close()


def client(module, answers, state):
    clock, slept = fake_clock()
    state.write(("DELETE FROM answers", ()))
    api = ApiClient("service", Scripted(answers), Limiter(module.MOST, 0.0, clock), clock, StateCache(state))
    api.judge = getattr(module, "judge", None) or usual
    return api, slept


ANY_SONG = SongQuery(title="x", artist="x")
CALLS = {
    "hypem chart": (hypem, lambda api: hypem.HypeMachine(api).chart(__import__("datetime").date(2018, 6, 4))),
    "hypem posts": (hypem, lambda api: hypem.HypeMachine(api).posts("2aq57")),
    "spotify find": (spotify, lambda api: spotify.Spotify(api, "i", "s").find(ANY_SONG)),
    "spotify genres": (spotify, lambda api: spotify.Spotify(api, "i", "s").artist_genres("x")),
    "spotify features": (spotify, lambda api: spotify.Spotify(api, "i", "s").audio_features(["x"])),
    "reccobeats": (reccobeats, lambda api: reccobeats.ReccoBeats(api).audio_features(["x"])),
    "lastfm": (lastfm, lambda api: lastfm.LastFm(api).artist_genres("x")),
    "listenbrainz lookup": (listenbrainz, lambda api: listenbrainz.ListenBrainz(api).recording("x", "x")),
    "listenbrainz facts": (listenbrainz, lambda api: listenbrainz.ListenBrainz(api).facts(ANY_SONG)),
    "musicbrainz": (musicbrainz, lambda api: musicbrainz.MusicBrainz(api).facts(ANY_SONG)),
    "listenbrainz genres": (listenbrainz, lambda api: listenbrainz.ListenBrainz(api).genres("mbid")),
}


@pytest.mark.parametrize("call", CALLS)
@given(answers=st.lists(ANSWERS, min_size=1, max_size=3))
@example(answers=[(200, {}, b"[" * 100_000)])
@example(answers=[(200, {}, b"1" * 6000)])
@example(answers=[(429, {"retry-after": "9" * 99}, b"")])
@MANY
def test_any_answer_of_a_service_is_a_record_or_an_error_of_ours(call, answers, state):
    module, ask = CALLS[call]
    api, slept = client(module, answers, state)
    try:
        found = ask(api)
    except NetworkError as error:
        assert len(str(error)) < 300
    else:
        again = msgspec.json.decode(msgspec.json.encode(found))
        assert "\ud800" not in str(again)
        assert "NaN" not in json.dumps(again)
    assert sum(slept) < 10 * 60
    assert api.transport.asked < 20


TAGS = st.sampled_from(
    [b"<p>", b"</p>", b"<div class='sharedaddy'>", b"<article>", b"</article>", b"<!--", b"-->", b"<br><br>",
     b"<title>", b"<meta charset='utf-16'>", b"<meta charset='unicode_escape'>", b"<script>", b"<table><tr><td>",
     b"<![CDATA[", b"&#55296;", b"&#x110000;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf",
     b"<a href='http://['>", b"<base href='//'>", b"Some words of a text that is long enough to be one. ", b"<h1>",
     b"</h1>", b"\\ud800", b"<time datetime='x'>"]
)  # fmt: skip
TYPES = st.sampled_from(
    ["text/html", "text/html; charset=utf-8", "text/html; charset=unicode_escape", "text/html; charset=utf-7",
     "text/html; charset=idna", "text/html; charset=\ud800", "text/html; charset=utf-16", "", "charset="]
)  # fmt: skip


@given(st.lists(st.one_of(TAGS, st.binary(max_size=30)), max_size=40), TYPES)
@example([b"\xff<p>\\ud800 and some words that make a text of it</p>"], "text/html; charset=unicode_escape")
@example([b"\xff\xfe<p>hello"], "text/html; charset=utf-16")
@example([b"<div>" * 20_000 + b"deep"], "text/html")
@SOME
def test_any_page_is_read_to_something_that_can_be_kept(parts, media):
    page = read_page(b"".join(parts), "https://a.example/1", "https://a.example/1", media)
    assert page.state in ("text", "no text", "soft 404", "parked", "not readable")
    msgspec.msgpack.encode(page)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
@SOME
def test_any_text_is_cleaned_once_and_analysed(text):
    cleaned = clean(text)
    assert "\n\n\n" not in cleaned
    assert cleaned == cleaned.strip("\n")
    assert 0.0 <= detect(cleaned).share <= 1.0
    assert len(signature(cleaned)) == 500


XML = st.sampled_from(
    [b"<rss>", b"<channel>", b"<item>", b"</item>", b"<link>https://a.example/1</link>", b"<link>http://[</link>",
     b"<pubDate>Fri, 99 Jun 2018</pubDate>", b"<entry xmlns='http://www.w3.org/2005/Atom'>", b"</entry>", b"</channel>",
     b"</rss>", b"<!DOCTYPE x>", b"<guid isPermaLink='true'>\x00</guid>", b"<link href='/x'/>", b"<guid/>"]
)  # fmt: skip


class Reader:
    def __init__(self, body):
        self.body, self.refresh, self.notes = body, False, []

    def read(self, url):
        if self.body is None:
            raise TransportError("cut", "")
        return self.body

    def note(self, text):
        self.notes.append(text)


@given(st.one_of(st.none(), st.lists(st.one_of(XML, st.binary(max_size=20)), max_size=20).map(b"".join)))
@MANY
def test_any_feed_gives_web_addresses_or_a_note(body):
    reader = Reader(body)
    found = list(feed_links(settings_of(source="feeds", feeds=["https://a.example/feed"]), reader))
    assert all(is_web_url(link.address) for link in found)
    assert found == [] or reader.notes == []


BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><item><link>&b;</link></item></rss>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("before", ["", f"<!-- {'x' * 9000} -->"])
def test_a_feed_that_declares_a_document_type_is_refused_in_any_encoding(encoding, before):
    head = '<?xml version="1.0" encoding="utf-16"?>' if encoding != "utf-8" else ""
    with pytest.raises((ValueError, SyntaxError), match="document type"):
        list(
            read_feed(
                ("\ufeff" * (encoding == "utf-16-le") + head + before + BOMB).encode(encoding), "https://a.example/"
            )
        )


@given(body=st.one_of(st.binary(max_size=200), TREES.map(lambda tree: json.dumps(tree).encode())))
@example(body=b"[" * 100_000)
@example(body=b'["https://a.example/\\ud800"]')
@example(body=b'{"url": "https://a.example/1", "title": "\\ud800", "artist": 7, "date": {}}')
@MANY
def test_any_list_of_links_gives_links_or_an_error_of_ours(body, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "links.txt"
    path.write_bytes(body)
    reader = Reader(b"")
    try:
        found = list(url_links(settings_of(source="urls", urls=str(path)), reader))
    except FridaygramError:
        return
    for link in found:
        assert is_web_url(link.address)
        msgspec.json.encode(link)


@given(st.text(max_size=80))
@example("http://a.example/%ff%2F?a=%ff")
@example("HTTP://WWW.A.example:80/index.html?utm_source=x&b=2&a=1#top")
@example("http://[::1")
@example("http://a.example:port/")
@MANY
def test_any_address_has_one_canonical_form(text):
    once = canonical(text)
    assert canonical(once) == once
    assert canonical(f" {text}\n") == once
    host_of(text)


@given(st.text(alphabet="abcé/%?&=#.-_~:@! 2F", max_size=40))
@MANY
def test_any_path_has_one_canonical_form(path):
    url = f"http://www.a.example/{path}"
    once = canonical(url)
    assert canonical(once) == once
    if is_web_url(url):
        assert once == canonical(url.replace("http://www.", "https://"))


@given(
    body=st.one_of(
        st.binary(max_size=200), st.lists(TREES, max_size=4).map(lambda rows: "\n".join(map(json.dumps, rows)).encode())
    )
)
@MANY
def test_any_ledger_is_read_or_said_to_be_damaged(body, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "ledger.jsonl"
    path.write_bytes(body)
    try:
        assert all(isinstance(fate, Fate) for fate in read_ledger(path).fates)
    except CorpusError as error:
        assert "damaged ledger" in str(error)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A corpus of one review and a funnel; its folder, and its header."""
    review = Review(url="https://a.example/1", domain="a.example", content="Rain.", word_count=1)
    ledger = Ledger("hums", tuple(StageLabel(name, name) for name in ("source", "one")), [Fate(url=review.url)])
    folder = tmp_path_factory.mktemp("written")
    write_corpus(folder, "hums", [review], ledger=ledger)
    return folder, json.loads((folder / HEADER).read_bytes())


@given(data=st.data())
@MANY
def test_any_header_is_read_or_refused_in_one_line(data, written):
    folder, header = written
    changed = st.dictionaries(st.sampled_from(sorted(header)), TREES).map(lambda some: json.dumps(header | some))
    (folder / HEADER).write_bytes(data.draw(st.one_of(BODIES, changed.map(str.encode))))
    try:
        funnel = open_corpus(folder).funnel()
    except CorpusError as error:
        assert "\n" not in str(error)
        return
    assert funnel is None or all(stage.count >= 0 for stage in funnel.stages)

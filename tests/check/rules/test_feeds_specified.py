"""Feeds against the words of their specifications: a right one of each kind, then one thing wrong at a time."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.check.rules.feeds import broken

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>https://a.example/</id>
<link rel="self" href="https://a.example/feed.xml"/><updated>2018-06-15T00:00:00+02:00</updated>
<author><name>A</name></author>
<entry><title>E</title><id>https://a.example/e/</id><updated>2018-06-15T00:00:00Z</updated>
<link rel="alternate" type="text/html" href="https://a.example/e/"/><content type="html">x</content></entry>
</feed>"""
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title><link>https://a.example/</link>
<description>D</description><atom:link rel="self" href="https://a.example/rss.xml"/>
<item><title>I</title><link>https://a.example/i/</link><guid>https://a.example/i/</guid>
<pubDate>Fri, 15 Jun 2018 00:00:00 +0200</pubDate></item></channel></rss>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "T",
    "feed_url": "https://a.example/feed.json",
    "items": [{"id": "https://a.example/i/", "content_html": "x", "date_published": "2018-06-15T00:00:00+02:00"}],
}
WRONG_ATOM = [
    ("<id>https://a.example/</id>", "", "the feed must have one <id>, not 0"),
    ("<id>https://a.example/e/</id>", "<id>e</id>", "an id that is no full address: e"),
    ("<title>E</title>", "<title>E</title><title>F</title>", "must have one <title>, not 2"),
    ('rel="self"', 'rel="related"', "no link with rel 'self'"),
    ("2018-06-15T00:00:00Z", "15 June 2018", "not of RFC 3339: 15 June 2018"),
    ("<author><name>A</name></author>", "", "has no author"),
    ("<name>A</name>", "<name> </name>", "an author without a name"),
    ('href="https://a.example/e/"', 'href="e/"', "a link without a full address"),
    ("</feed>", "", "not XML"),
]
WRONG_RSS = [
    ('version="2.0"', 'version="0.91"', "the version is not 2.0"),
    ("<description>D</description>", "", "the channel has no description"),
    ('rel="self"', 'rel="next"', "no atom:link with rel 'self'"),
    ("Fri, 15 Jun 2018 00:00:00 +0200", "2018-06-15", "not of RFC 822"),
    ("<guid>https://a.example/i/</guid>", "<guid>7</guid>", "a permanent guid that is no address"),
    ("<link>https://a.example/i/</link>", "<link>i/</link>", "has no full link"),
    ("<channel>", "<channel/><channel>", "one channel, not 2"),
]
WRONG_JSON = [
    ({"version": "1"}, "the version is not that of JSON Feed"),
    ({"title": ""}, "the feed has no title"),
    ({"feed_url": "feed.json"}, "a feed_url that is no full address"),
    ({"items": None}, "no array of items"),
    ({"items": [{"id": "a"}]}, "neither content_html nor content_text"),
    ({"items": [{"content_text": "a"}]}, "item 1 has no id"),
    ({"items": [{"id": "a", "content_text": "a", "date_published": "today"}]}, "not of RFC 3339: today"),
    ({"items": [{"id": "a", "content_text": "a", "tags": "b"}]}, "tags that are no array"),
    ({"items": 2 * [{"id": "a", "content_text": "a"}]}, "two items have the id a"),
]


def test_right_feeds_break_nothing():
    assert [broken("feed.xml", ATOM), broken("rss.xml", RSS), broken("feed.json", json.dumps(JSON))] == [[], [], []]


@pytest.mark.parametrize(("right", "wrong", "words"), WRONG_ATOM, ids=[words for *_, words in WRONG_ATOM])
def test_what_atom_asks_for(right, wrong, words):
    assert ATOM.count(right) == 1
    assert any(words in problem for problem in broken("feed.xml", ATOM.replace(right, wrong)))


@pytest.mark.parametrize(("right", "wrong", "words"), WRONG_RSS, ids=[words for *_, words in WRONG_RSS])
def test_what_rss_asks_for(right, wrong, words):
    assert RSS.count(right) == 1
    assert any(words in problem for problem in broken("rss.xml", RSS.replace(right, wrong)))


@pytest.mark.parametrize(("change", "words"), WRONG_JSON, ids=[words for _, words in WRONG_JSON])
def test_what_json_feed_asks_for(change, words):
    assert any(words in problem for problem in broken("feed.json", json.dumps({**JSON, **change})))


def test_two_entries_with_one_id():
    entry = ATOM[ATOM.index("<entry>") : ATOM.index("</feed>")]
    assert any("two entries have the id" in one for one in broken("feed.xml", ATOM.replace(entry, 2 * entry)))


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4), st.lists)
FIELDS = st.sampled_from(["version", "title", "items", "id", "tags", "url", "content_html", "date_published"])


@pytest.mark.slow
@given(st.dictionaries(FIELDS, VALUES | st.lists(st.dictionaries(FIELDS, VALUES))))
def test_any_json_is_judged(feed):
    assert broken("feed.json", json.dumps(feed))


@given(st.text(alphabet="<>/feditmrsn ?\"='&;", max_size=60))
def test_any_text_is_judged(text):
    assert broken("feed.xml", text)

import pytest

from fridaygram.corpus.net.transport import TransportError
from fridaygram.corpus.sources.feeds import links, read_feed
from fridaygram.errors import ConfigError
from tests.corpus.worlds import settings_of

HOME = "https://a.example/feed"
RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>A</title>
<link>https://a.example/</link>
<item><title>One</title><link> https://a.example/1 </link><pubDate>Mon, 04 Jun 2018 10:00:00 +0200</pubDate></item>
<item><title>Two</title><guid isPermaLink="true">https://a.example/2</guid><dc:date>2018-06-05</dc:date></item>
<item><title>Three</title><guid isPermaLink="false">tag:3</guid></item>
<item><title>Four</title><link>/4?a=1&amp;b=2</link><pubDate>yesterday</pubDate></item>
<item><title>Five</title><link>http://[bad</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><link href="https://a.example/"/>
<entry><link rel="replies" href="/r"/><link rel="alternate" href="/1"/><published>2018-06-04T08:00:00Z</published>
<updated>2018-07-01T08:00:00Z</updated></entry>
<entry><link href="https://b.example/2"/><updated>2018-06-05T23:30:00-02:00</updated></entry></feed>"""

RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.example/feed"><title>A</title><link>https://a.example/</link><items><rdf:Seq>
<rdf:li rdf:resource="https://a.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://a.example/?p=1"><title>One</title><link>https://a.example/1</link>
<dc:date>2018-06-04T10:00:00+02:00</dc:date></item>
<item rdf:about="https://a.example/2"><title>Two</title></item></rdf:RDF>"""
NETSCAPE = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>A</title><link>https://a.example/</link></channel>
<item><title>One</title><link>/1</link></item></rdf:RDF>"""


def found(body):
    return [(link.address, link.posted) for link in read_feed(body, HOME)]


def test_rss():
    assert found(RSS) == [
        ("https://a.example/1", "2018-06-04T08:00:00Z"),
        ("https://a.example/2", "2018-06-05T00:00:00Z"),
        ("https://a.example/4?a=1&b=2", ""),
    ]


def test_atom():
    assert found(ATOM) == [
        ("https://a.example/1", "2018-06-04T08:00:00Z"),
        ("https://b.example/2", "2018-06-06T01:30:00Z"),
    ]


def test_rss_1_and_its_forerunner():
    assert found(RDF) == [("https://a.example/1", "2018-06-04T08:00:00Z"), ("https://a.example/2", "")]
    assert found(NETSCAPE) == [("https://a.example/1", "")]


class Asker:
    def __init__(self, bodies):
        self.bodies, self.notes, self.refresh = bodies, [], False

    def read(self, url):
        body = self.bodies[url]
        if isinstance(body, Exception):
            raise body
        return body

    def note(self, text):
        self.notes.append(text)


def test_posts_of_the_period_and_undated_ones_whatever_other_feeds_do():
    bodies = {
        "https://x.example/": TransportError("timeout", "no answer"),
        "https://y.example/": b"<html><p>Not a feed",
        HOME: RSS,
    }
    asker = Asker(bodies)
    settings = settings_of(source="feeds", feeds=list(bodies), first="2018-06-05", last="2018-06-08")
    assert [link.address for link in links(settings, asker)] == ["https://a.example/2", "https://a.example/4?a=1&b=2"]
    assert [note.split(":")[1].strip() for note in asker.notes] == ["//x.example/", "//y.example/"]


def test_no_feeds_is_an_error_with_a_way_out():
    with pytest.raises(ConfigError, match="needs a list of feeds; write feeds ="):
        list(links(settings_of(source="feeds"), Asker({})))

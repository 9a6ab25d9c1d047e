"""Feeds of three kinds, written for this test."""

import json

import pytest

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Ines counts</title><link>https://ines.example/log/</link>
<description>Letters</description><language>en</language>
<item><title>First &amp; best</title><link>https://ines.example/log/2019/first.html</link>
<dc:creator>Ines Roca</dc:creator>
<category>Tea</category><category>n-grams</category><pubDate>Fri, 03 May 2019 23:30:00 +0200</pubDate>
<description>In short</description><content:encoded><![CDATA[<p>Four <b>hundred</b>. <a
 href="/log/2019/second.html#x">More</a></p>
<p><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe></p>]]></content:encoded></item>
<item><title>Second</title><link>https://ines.example/log/2019/second.html</link><dc:creator>Bo Lind</dc:creator>
<description>&lt;p&gt;Only &lt;i&gt;this&lt;/i&gt;.&lt;/p&gt;</description></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ines counts</title>
<link href="https://ines.example/"/><entry><title>First</title><link
 href="https://ines.example/first/"/><id>tag:1</id>
<published>2019-05-03T10:00:00+02:00</published><updated>2019-06-03T10:00:00+02:00</updated>
<author><name>Ines</name></author>
<category term="tea"/><content type="html">&lt;p&gt;Words.&lt;/p&gt;</content></entry></feed>"""
JSON = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "Ines counts", "home_page_url": "https://ines.example/",
    "authors": [{"name": "Ines"}], "items": [
        {"id": "1", "url": "https://ines.example/first/", "title": "First", "content_text": "Two <lines>\n\nhere",
         "date_published": "2019-05-03T10:00:00+02:00", "tags": ["tea"]}],
})  # fmt: skip


def test_rss_arrives_whole_and_builds(bring):
    new = bring("feed", {"feed.xml": RSS}, source="feed.xml")
    assert new.code == 0, new.err
    assert new.files == ["posts/2019-05-03-first/index.md", "posts/2024-03-08-second/index.md"]
    meta = new.meta("posts/2019-05-03-first")
    assert (meta.title, meta.date, meta.tags) == ("First & best", "2019-05-03T21:30:00+00:00", ("Tea", "n-grams"))
    assert (meta.description, meta.authors) == ("In short", ())
    second = new.meta("posts/2024-03-08-second")
    assert (second.draft, second.authors) == (True, ("Bo Lind",))
    assert new.text("posts/2019-05-03-first").endswith(
        "![Video on YouTube](https://www.youtube.com/watch?v=abcdefghijk)"
    )
    assert new.text("posts/2024-03-08-second") == "Only *this*."
    assert new.about("may be only a summary", "changed") == ["feed.xml#2:0"]
    assert new.about("only the newest posts", "todo") == ["feed.xml:0"]
    site = new.build()
    assert (site / "2019/first.html").is_file()


@pytest.mark.parametrize(
    ("name", "text", "words", "entry_id"),
    [("a.atom", ATOM, "Words.", "tag:1"), ("f.json", JSON, "Two &lt;lines>\n\nhere", "")],
)
def test_atom_and_json_feeds_are_read(bring, name, text, words, entry_id):
    new = bring("feed", {name: text})
    meta = new.meta("posts/2019-05-03-first")
    assert (meta.date, meta.tags, meta.feed_id) == ("2019-05-03T08:00:00+00:00", ("tea",), entry_id)
    assert new.text("posts/2019-05-03-first") == words
    assert 'author = "Ines"' in (new.root / "site.toml").read_text("utf-8")
    assert (new.build() / "first/index.html").is_file()


def test_entities_do_not_swell(bring):
    lines = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{lines}]>{RSS[21:].replace("In short", "&l9;")}'
    new = bring("feed", {"feed.xml": bomb}, source="feed.xml")
    assert new.code == 0, new.err
    assert len((new.root / "content/posts/2019-05-03-first/index.md").read_text("utf-8")) < 2000


@pytest.mark.parametrize("text", ["<html><body>A page</body></html>", "", "{}", "<rss"])
def test_what_is_no_feed_is_refused_in_one_line(bring, text):
    new = bring("feed", {"x.xml": text}, source="x.xml")
    assert new.code == 1
    assert new.err.count("\n") == 1
    assert new.err.startswith("fridaygram: ")

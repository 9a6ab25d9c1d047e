"""Feeds before a feed reader's parser, the sitemap before the schema of sitemaps.org."""

import json
from xml.etree import ElementTree

import pytest

from tests.browser.needed import judge

pytestmark = pytest.mark.browser


def feeds(host):
    """Return the feeds in XML, as files of the site."""
    return sorted(path for name in ("feed.xml", "rss.xml") for path in host.folder.rglob(name))


def test_a_feed_reader_understands_every_feed(host):
    feedparser = pytest.importorskip("feedparser")
    site = json.loads((host.folder / "feed.json").read_text("utf-8"))
    assert feeds(host)
    for path in feeds(host):
        read = feedparser.parse(path.read_bytes())
        assert not read.bozo, (path, read.get("bozo_exception"))
        assert read.version == ("atom10" if path.name == "feed.xml" else "rss20")
        assert read.entries, path
        twin = json.loads(path.with_name("feed.json").read_text("utf-8"))
        assert [entry.id for entry in read.entries] == [item["id"] for item in twin["items"]]
        for entry in read.entries:
            assert entry.link in {item["url"] for item in site["items"]}
            assert entry.title
            assert entry.published_parsed is not None
            assert entry.content[0].value.strip()


def test_all_formats_have_the_same_text(host):
    atom, rss = (ElementTree.fromstring((host.folder / name).read_bytes()) for name in ("feed.xml", "rss.xml"))
    items = json.loads((host.folder / "feed.json").read_text("utf-8"))["items"]
    texts = [node.text.strip() for node in atom.iter("{http://www.w3.org/2005/Atom}content")]
    assert all(texts)
    assert [node.text.strip() for node in rss.iter("{http://purl.org/rss/1.0/modules/content/}encoded")] == texts
    assert [item["content_html"].strip() for item in items] == texts


@pytest.fixture(scope="module")
def schema():
    """Read the schema of sitemaps.org, as the npm package ``sitemap`` carries it."""
    etree = pytest.importorskip("lxml.etree")
    return etree.XMLSchema(etree.parse(str(judge("sitemap/schema/sitemap.xsd"))))


def test_the_sitemap_keeps_its_schema(host, schema):
    from lxml import etree

    found = etree.parse(str(host.folder / "sitemap.xml"))
    schema.assertValid(found)
    assert len(found.getroot()) >= 3


def test_the_schema_sees_what_is_wrong(schema):
    from lxml import etree

    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    assert not schema.validate(etree.fromstring(f'<urlset xmlns="{space}"><url><loc>no address</loc></url></urlset>'))
    assert not schema.validate(etree.fromstring(f'<urlset xmlns="{space}"><url/></urlset>'))

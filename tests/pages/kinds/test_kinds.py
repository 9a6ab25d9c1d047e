"""Every kind of page, on the test blog."""

import io
import re
from xml.etree import ElementTree

import feedparser
import pytest

from generator import registry
from generator.pages.page import KINDS, PageKind
from tests.pages.builder import BLOG, build

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return build(BLOG)


@pytest.mark.parametrize("name", registry.names(KINDS))
def test_each_kind_can_be_loaded_and_makes_pages(name: str) -> None:
    kind = registry.load(KINDS, name, "PAGE_KIND", what="page kind")
    assert isinstance(kind, PageKind)
    assert kind.pages or kind.about_pages


def test_a_post_says_when_and_where_it_stands(site: dict[str, bytes]) -> None:
    page = site["2018/06/week-1/index.html"].decode()
    assert "Week 1" in page
    assert "Friday 8 June 2018" in page
    assert 'rel="prev" href="/blog/2018/06/motive/"' in page
    assert 'rel="next" href="/blog/2018/06/week-2/"' in page
    assert 'updated <time datetime="2018-06-10">10 June 2018</time>: a clearer second figure' in page
    assert "Part 2 of Summer of n-grams" in page
    assert "Mentioned in" in page
    assert '<link rel="canonical" href="https://example.org/blog/2018/06/week-1/">' in page
    assert '<li><a href="#a-small-one">A small one</a></li>' in page


def test_home_is_cut_into_pages(site: dict[str, bytes]) -> None:
    assert "The limits of counting" in site["index.html"].decode()
    assert "What I want to hear" not in site["index.html"].decode()
    assert "What I want to hear" in site["page/2/index.html"].decode()
    assert 'href="/blog/page/2/"' in site["index.html"].decode()


def test_the_archive_shows_the_fridays_kept(site: dict[str, bytes]) -> None:
    page = site["archive/index.html"].decode()
    assert page.count('class="kept"') == 3
    assert page.count('class="missed"') == 0
    assert page.count("<time") == 3


def test_tags_list_their_posts(site: dict[str, bytes]) -> None:
    assert "Counting characters" in site["tags/n-grams/index.html"].decode()
    assert "Counting characters" not in site["tags/neo-soul/index.html"].decode()


def test_an_alias_leads_on(site: dict[str, bytes]) -> None:
    stub = site["old/limits/index.html"].decode()
    assert 'content="0; url=/blog/2018/06/week-2/"' in stub
    assert 'href="https://example.org/blog/2018/06/week-2/"' in stub


def test_the_feed_is_valid_atom_with_full_text_and_absolute_urls(site: dict[str, bytes]) -> None:
    """The MUSTs of RFC 4287: one id, title and updated each; an author; ids are URLs and differ; a self link."""
    tree = ElementTree.fromstring(site["feed.xml"])
    for element in (tree, *tree.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
    assert tree.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in tree.findall(f"{ATOM}link")}
    assert links["self"] == "https://example.org/blog/feed.xml"
    ids = [entry.findtext(f"{ATOM}id") for entry in tree.findall(f"{ATOM}entry")]
    assert ids == [f"https://example.org/blog/2018/06/{slug}/" for slug in ("week-2", "week-1", "motive")]
    moments = [str(entry.findtext(f"{ATOM}updated")) for entry in tree.findall(f"{ATOM}entry")]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", moment) for moment in moments)
    assert tree.findtext(f"{ATOM}updated") == max(moments)
    for entry in tree.findall(f"{ATOM}entry"):
        content = entry.findtext(f"{ATOM}content") or ""
        assert not re.search(r'(?:href|src)="(?!https?:|#|mailto:)', content)
        assert "<svg" not in content
    parsed = feedparser.parse(io.BytesIO(site["feed.xml"]))
    assert not parsed.bozo
    assert len(parsed.entries) == 3


def test_the_sitemap_lists_what_is_listed(site: dict[str, bytes]) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree = ElementTree.fromstring(site["sitemap.xml"])
    found = {url.findtext(f"{space}loc"): url.findtext(f"{space}lastmod") for url in tree}
    assert found["https://example.org/blog/2018/06/week-1/"] == "2018-06-10"
    assert "https://example.org/blog/kitchen-sink/" in found
    for hidden in ("404.html", "old/limits/", "2018/06/secret/", "feed.xml"):
        assert f"https://example.org/blog/{hidden}" not in found


def test_robots_and_404(site: dict[str, bytes]) -> None:
    assert b"Sitemap: https://example.org/blog/sitemap.xml" in site["robots.txt"]
    assert b'<meta name="robots" content="noindex">' in site["404.html"]
    assert b'href="/blog/archive/"' in site["404.html"]

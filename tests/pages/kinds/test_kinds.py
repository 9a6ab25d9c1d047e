"""Every kind of page, on the test blog."""

import io
import json
import re
import shutil
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from fridaygram import registry
from fridaygram.pages.kinds.lists import ON_ONE_PAGE
from fridaygram.pages.page import KINDS, PageKind
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
    assert re.search(
        r'updated <time [^>]*datetime="2018-06-10T[^"]*">10 June 2018</time>: a clearer second figure', page
    )
    assert 'Part 2 of 3 in the series <a href="/blog/series/summer-of-n-grams/">Summer of n-grams</a>' in page
    assert '<link rel="canonical" href="https://example.org/blog/2018/06/week-1/">' in page
    assert '<li><a href="#a-small-one">A small one</a></li>' in page


def test_home_is_cut_into_pages(site: dict[str, bytes]) -> None:
    assert "The limits of counting" in site["index.html"].decode()
    assert "What I want to hear" not in site["index.html"].decode()
    assert "What I want to hear" in site["page/2/index.html"].decode()
    assert 'href="/blog/page/2/"' in site["index.html"].decode()


@pytest.mark.parametrize(
    ("home", "title"),
    [("", "Posts"), ("tags/music/", "Tag: Music"), ("series/summer-of-n-grams/", "Summer of n-grams")],
)
def test_a_lists_other_pages_are_pages_of_their_own(tmp_path: Path, home: str, title: str) -> None:
    site = built_with(tmp_path, posts_per_page=1)
    last = 3 if home != "tags/music/" else 2
    paths = [home, *(f"{home}page/{number}/" for number in range(2, last + 1))]
    seen = []
    for number, path in enumerate(paths, 1):
        page = site[f"{path}index.html"].decode()
        before = paths[number - 2] if number > 1 else None
        after = paths[number] if number < last else None
        for rel, other in (("prev", before), ("next", after)):
            assert (f'<link rel="{rel}" href="https://example.org/blog/{other}">' in page) == (other is not None)
            assert (f'<a rel="{rel}" href="/blog/{other}">' in page) == (other is not None)
        assert f'<link rel="canonical" href="https://example.org/blog/{path}">' in page
        assert f"<span>Page {number} of {last}</span>" in page
        if number > 1:
            assert f"<title>{title}, page {number} of {last} \u00b7 Funnel &amp; Remix</title>" in page
            assert re.search(rf"<h1[^>]*>.*, page {number} of {last}\n?</h1>", page)
        assert f"<loc>https://example.org/blog/{path}</loc>" in site["sitemap.xml"].decode()
        seen += re.findall(r'<h2><a class="p-name u-url" href="([^"]+)"', page)
    assert len(seen) == len({*seen}) == last
    assert f"{home}page/{last + 1}/index.html" not in site
    assert "rss.xml" not in "".join(name for name in site if "/page/" in name)


def test_a_list_that_fits_has_one_page_and_no_way_to_others(tmp_path: Path) -> None:
    site = built_with(tmp_path, posts_per_page=3)
    assert not [name for name in site if name.startswith("page/") or "/page/" in name]
    assert not [name for name, data in site.items() if b'class="pager"' in data]


def built_with(root: Path, posts_per_page: int) -> dict[str, bytes]:
    """The site of the test blog with another length of its lists."""
    blog = Path(shutil.copytree(BLOG, root / "blog"))
    text = (blog / "site.toml").read_text()
    (blog / "site.toml").write_text(text.replace("posts_per_page = 2", f"posts_per_page = {posts_per_page}"))
    return build(blog)


def test_the_archive_shows_the_fridays_kept(site: dict[str, bytes]) -> None:
    page = site["archive/index.html"].decode()
    assert page.count('class="kept"') == 3
    assert page.count('class="missed"') == 0
    assert page.count("<time") == 3


def test_a_long_archive_has_a_page_for_each_year_and_old_links_still_lead_there(tmp_path: Path) -> None:
    """101 posts of 2016 to 2018: nothing is lost, and "#year-2016" on the archive is a link to that year."""
    blog = Path(shutil.copytree(BLOG, tmp_path / "blog"))
    first = date(2016, 6, 3)
    for number in range(ON_ONE_PAGE - 2):
        day = first + timedelta(weeks=number)
        (blog / f"content/posts/{day}-weekly-{number}.md").write_text(f"---\ntitle: Weekly {number}\n---\n\nWords.\n")
    site = build(blog)
    listed = site["archive/index.html"].decode()
    years = dict(re.findall(r'<a href="/blog/archive/(\d{4})/"[^>]*>\d{4}</a> <span>(\d+)</span>', listed))
    assert sum(map(int, years.values())) == ON_ONE_PAGE + 1
    assert "Weekly 0<" not in listed
    assert "The limits of counting" in listed
    for year, count in years.items():
        page = site[f"archive/{year}/index.html"].decode()
        assert page.count("<time") == int(count)
        assert f'<a href="/blog/archive/{year}/" aria-current="page">' in page
        assert f'<link rel="canonical" href="https://example.org/blog/archive/{year}/">' in page
        assert f"<loc>https://example.org/blog/archive/{year}/</loc>" in site["sitemap.xml"].decode()
        for shown in (page, listed):
            assert shown.count(f'id="year-{year}"') == 1
    assert "Weekly 0<" in site["archive/2016/index.html"].decode()


def test_an_archive_of_as_many_posts_as_fit_is_one_page(site: dict[str, bytes]) -> None:
    assert [name for name in site if name.startswith("archive/")] == ["archive/index.html"]


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


FEEDS = ["", "tags/n-grams/", "series/summer-of-n-grams/"]


@pytest.mark.parametrize("home", FEEDS)
def test_rss_has_what_rss_2_0_and_its_best_practices_profile_want(site: dict[str, bytes], home: str) -> None:
    channel = ElementTree.fromstring(site[f"{home}rss.xml"]).find("channel")
    assert channel is not None
    for name in ("title", "link", "description"):
        assert channel.findtext(name)
    here = channel.find(f"{ATOM}link")
    assert here is not None
    assert here.get("href") == f"https://example.org/blog/{home}rss.xml"
    for item in channel.findall("item"):
        assert item.findtext("guid") == item.findtext("link")
        assert parsedate_to_datetime(str(item.findtext("pubDate"))).tzinfo is not None
        assert item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
    parsed = feedparser.parse(io.BytesIO(site[f"{home}rss.xml"]))
    assert not parsed.bozo
    assert parsed.version == "rss20"


@pytest.mark.parametrize("home", FEEDS)
def test_json_feed_has_what_version_1_1_wants(site: dict[str, bytes], home: str) -> None:
    feed = json.loads(site[f"{home}feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"https://example.org/blog/{home}feed.json"
    assert feed["title"]
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids) > 0
    for item in feed["items"]:
        assert item["content_html"].startswith("<p>")
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None


@pytest.mark.parametrize("home", FEEDS)
def test_the_three_formats_hold_the_same_posts(site: dict[str, bytes], home: str) -> None:
    atom = [entry.link for entry in feedparser.parse(io.BytesIO(site[f"{home}feed.xml"])).entries]
    rss = [entry.link for entry in feedparser.parse(io.BytesIO(site[f"{home}rss.xml"])).entries]
    assert atom == rss == [item["url"] for item in json.loads(site[f"{home}feed.json"])["items"]]


def test_a_page_names_the_feeds_that_belong_to_it(site: dict[str, bytes]) -> None:
    for page, feeds in (("index.html", 3), ("tags/music/index.html", 6), ("series/summer-of-n-grams/index.html", 6)):
        links = re.findall(r'<link rel="alternate"[^>]+href="/blog/([^"]+)"', site[page].decode())
        assert len(links) == feeds
        assert all(link in site for link in links)


def test_series_run_from_the_first_part(site: dict[str, bytes]) -> None:
    pages = [site[f"series/summer-of-n-grams/{name}"].decode() for name in ("index.html", "page/2/index.html")]
    assert all("in 3 parts" in page for page in pages)
    both = "".join(page.partition("<h1>")[2] for page in pages)
    assert both.index("What I want to hear") < both.index("Counting characters") < both.index("The limits of counting")
    assert ">Later parts</a>" in pages[0]
    assert ">Earlier parts</a>" in pages[1]
    assert 'href="/blog/series/summer-of-n-grams/"' in site["series/index.html"].decode()


def test_search_engines_and_cards_get_their_data(site: dict[str, bytes]) -> None:
    page = site["2018/06/week-1/index.html"].decode()
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert script is not None
    linked = json.loads(script[1])
    assert linked["@type"] == "BlogPosting"
    assert linked["datePublished"] == "2018-06-08T00:00:00+01:00"
    assert linked["dateModified"] == "2018-06-10T00:00:00+01:00"
    assert '<meta property="og:type" content="article">' in page
    assert '<meta property="og:url" content="https://example.org/blog/2018/06/week-1/">' in page
    assert "og:image" not in page
    cover = site["2018/06/motive/index.html"].decode()
    assert '<meta property="og:image" content="https://example.org/blog/2018/06/motive/desk.svg">' in cover
    assert '<meta name="robots" content="noindex">' in site["2018/06/secret/index.html"].decode()


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

"""What the web around a blog reads: microformats, profiles, the hub, pictures' sizes; and where a post leads, once."""

import json
import re
import shutil

import feedparser
import mf2py
import pytest

from fridaygram.pages.entries import CARD_SIZE
from fridaygram.pages.front import MOST_BYTES, front_figure
from fridaygram.pages.pictures import card
from tests.pages.builder import BLOG, build

SETTINGS = """me = ["https://social.example/@ada"]
newsletter = "https://letters.example/ada"
hub = "https://hub.example/"
"""
TABLES = """
[webmentions]
receive = "https://mentions.example/ada"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = shutil.copytree(BLOG, tmp_path_factory.mktemp("around") / "blog")
    file = root / "site.toml"
    file.write_text(SETTINGS + file.read_text("utf-8") + TABLES, "utf-8")
    return build(root)


def parsed(site, page):
    return mf2py.parse(doc=site[page].decode(), url=f"https://example.org/blog/{page.removesuffix('index.html')}")


def test_a_post_is_an_entry_with_author_days_tags_and_text(site):
    found = parsed(site, "2018/06/week-1/index.html")
    (entry,) = [item for item in found["items"] if item["type"] == ["h-entry"]]
    said = entry["properties"]
    assert said["name"] == ["Counting characters"]
    assert said["url"] == ["https://example.org/blog/2018/06/week-1/"]
    assert said["published"][0].startswith("2018-06-08T")
    assert said["updated"][0].startswith("2018-06-10T")
    assert [author["properties"]["name"] for author in said["author"]] == [["Ada Example"]]
    assert "music" in [tag.lower() for tag in said["category"]]
    assert len(said["content"]) == 1


def test_home_is_a_feed_of_entries(site):
    (feed,) = [item for item in parsed(site, "index.html")["items"] if item["type"] == ["h-feed"]]
    entries = [item for item in feed["children"] if item["type"] == ["h-entry"]]
    assert [entry["properties"]["name"] for entry in entries] == [
        ["The limits of counting"],
        ["Counting characters"],
    ]
    assert all(entry["properties"]["url"][0].startswith("https://example.org/blog/2018/") for entry in entries)
    assert all(entry["properties"]["published"][0].startswith("2018-") for entry in entries)


def test_profiles_and_the_endpoint_of_mentions_are_found_on_every_page(site):
    for page in ("index.html", "2018/06/week-1/index.html", "archive/index.html"):
        rels = parsed(site, page)["rels"]
        assert rels["me"] == ["https://social.example/@ada"]
        assert rels["webmention"] == ["https://mentions.example/ada"]


def test_every_feed_names_the_hub(site):
    for name in ("feed.xml", "rss.xml", "tags/music/feed.xml"):
        links = feedparser.parse(site[name]).feed.links
        assert [link.href for link in links if link.rel == "hub"] == ["https://hub.example/"]
    assert json.loads(site["feed.json"])["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_readers_see_how_to_subscribe(site):
    home = site["index.html"].decode()
    offer = re.search(r'<p class="subscribe">.*?</p>', home, re.DOTALL)[0]
    assert re.findall(r'href="([^"]*)"', offer) == ["/blog/feed.xml", "https://letters.example/ada"]
    assert "subscribe" not in site["page/2/index.html"].decode()


def test_an_article_says_when_it_was_published_and_changed(site):
    page = site["2018/06/week-1/index.html"].decode()
    assert re.search(r'property="article:published_time" content="2018-06-08T', page)
    assert re.search(r'property="article:modified_time" content="2018-06-10T', page)
    assert "article:" not in site["index.html"].decode()


def test_a_card_has_the_size_that_pages_say():
    assert CARD_SIZE == (card.WIDTH, card.HEIGHT)


def test_a_post_leads_to_each_page_once(site):
    for page in ("motive", "week-1", "week-2"):
        html = site[f"2018/06/{page}/index.html"].decode()
        around = re.search(r'<nav class="around".*?</nav>', html, re.DOTALL)[0]
        links = re.findall(r'href="([^"]*)"', around)
        assert len(links) == len(set(links)) > 2
        assert html.count('rel="next"') + html.count('rel="prev"') == around.count("rel=")


def figure(inside, caption="What it shows."):
    return (
        f'<figure class="figure figure-bar" id="b"><div class="figure-body">{inside}</div><figcaption>'
        f'<p class="figure-caption"><span class="figure-number">Figure 1.</span> {caption}</p>'
        '<details class="figure-data"><table></table></details><p class="figure-origin">From x.</p>'
        "</figcaption></figure>"
    )


def test_the_first_light_figure_stands_on_the_home_page():
    film = figure('<div class="fig-anim"><picture></picture></div>')
    found = front_figure(f"<p>x</p>{film}{figure('<svg>1</svg>')}{figure('<svg>2</svg>')}", "/p/")
    assert "<svg>1</svg>" in found
    assert "What it shows." in found
    for gone in ("Figure 1", "figure-data", "figure-origin", 'id="b"'):
        assert gone not in found


def test_links_within_a_post_lead_to_it_from_the_home_page():
    found = front_figure(figure('<svg><use href="#mark"/></svg>', 'See <a class="x" href="#two">two</a>.'), "/p/")
    assert '<a class="x" href="/p/#two">' in found
    assert '<use href="#mark"/>' in found


def drawing(kind, paths):
    heavy = "".join(f'<path d="M{number**3} {number**5 % 9973}"/>' for number in range(paths))
    return f'<svg class="fig-svg {kind}">{heavy}</svg>'


def test_of_a_heavier_figure_the_narrow_drawing_stands_on_the_home_page():
    wide, narrow = drawing("fig-wide", MOST_BYTES // 2), drawing("fig-narrow", 9)
    values = ' data-label="The values" data-along="x" data-values=\'[["a",1,2,3,4]]\''
    found = front_figure(figure(f'<div class="fig-chart"{values}>{wide}{narrow}</div>'), "/p/")
    assert f'<div class="fig-chart">{drawing("fig-only", 9)}</div>' in found
    light = figure(f'<div class="fig-chart"{values}>{drawing("fig-wide", 9)}{narrow}</div>')
    assert values in front_figure(light, "/p/")


def test_a_heavy_figure_does_not_stand_on_the_home_page():
    assert front_figure(figure(drawing("fig-only", MOST_BYTES)), "/p/") == ""
    assert front_figure(figure(drawing("fig-wide", 9) + drawing("fig-narrow", MOST_BYTES)), "/p/") == ""
    assert front_figure("<p>No figure.</p>", "/p/") == ""

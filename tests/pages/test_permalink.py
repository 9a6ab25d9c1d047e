"""A document at a URL of its author's choice, ids of feeds, languages, redirects: what an old blog brings along."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fridaygram.errors import BuildError, ConfigError, ContentError
from tests.pages.builder import build

SETTINGS = 'title = "A"\nauthor = "B"\nbase_url = "https://example.org/blog/"\nlanguage = "en"\n'
ATOM = "{http://www.w3.org/2005/Atom}"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" width="4" height="4"><path d="M0 0h4v4z"/></svg>'


def blog(root: Path, *, settings: str = "", **documents: str) -> dict[str, bytes]:
    """Build a blog of documents given as name -> front matter; each post links to the others' pictures."""
    (root / "site.toml").write_text(SETTINGS + settings)
    for name, meta in documents.items():
        folder = root / "content" / ("posts" if name[0] == "p" else "pages")
        folder = folder / (f"2018-06-0{name[1:]}-{name}" if name[0] == "p" else name)
        folder.mkdir(parents=True)
        (folder / "index.md").write_text(f"---\ntitle: {name}\n{meta}\n---\n\nSee [it](flag.svg).\n\n## Part\n")
        (folder / "flag.svg").write_bytes(PICTURE)
    return build(root)


@pytest.mark.parametrize(
    ("permalink", "file", "picture"),
    [
        ("/old/first.html", "old/first.html", "old/first/flag.svg"),
        ("/old/first", "old/first/index.html", "old/first/flag.svg"),
        ("/Old/a%20b/", "Old/a b/index.html", "Old/a%20b/flag.svg"),
    ],
)
def test_a_document_is_where_its_permalink_says_with_its_files(
    tmp_path: Path, permalink: str, file: str, picture: str
) -> None:
    site = blog(tmp_path, p1=f"permalink: {permalink}", about="permalink: /about.html")
    assert f'"https://example.org/blog/{file.removesuffix("index.html").replace(" ", "%20")}"' in site[file].decode()
    assert f'href="/blog/{picture}"' in site[file].decode()
    assert picture.replace("%20", " ") in site
    assert "about.html" in site
    assert not [name for name in site if name.startswith(("2018", "about/index"))]
    assert file.removesuffix("index.html").replace(" ", "%20") in site["feed.xml"].decode()


def test_files_of_a_pattern_with_a_suffix_are_beside_it(tmp_path: Path) -> None:
    site = blog(tmp_path, settings='permalink = "/{year}/{slug}.html"\n', p1="")
    assert "2018/p1/flag.svg" in site
    assert 'href="/blog/2018/p1/flag.svg"' in site["2018/p1.html"].decode()


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("permalink", "old/first", "permalink: 'old/first' does not start with /"),
        ("permalink", "/a/../b/", "permalink: '/a/../b/' is no path below the site"),
        ("permalink", "/a?b=1", "permalink: '/a?b=1' asks for more than a path"),
        ("permalink", "/" + "a" * 201, "is too long for the name of a file"),
        ("language", "no language", "language: 'no language' is no language tag"),
        ("feed_id", "first", "feed_id: 'first' is no URI"),
    ],
)
def test_what_cannot_be_is_said_with_its_line(tmp_path: Path, key: str, value: str, problem: str) -> None:
    with pytest.raises(ContentError) as caught:
        blog(tmp_path, p1=f"tags: [a]\n{key}: {value}")
    assert problem in caught.value.message
    assert caught.value.line == 4


def test_two_documents_of_one_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as caught:
        blog(tmp_path, p1="permalink: /x.html", p2="permalink: /x/")
    assert "two documents at /x/" in caught.value.message
    assert caught.value.line == 3


def test_a_stub_keeps_the_place_in_the_page_and_works_without_scripts(tmp_path: Path) -> None:
    stub = blog(tmp_path, p1="permalink: /it's/\naliases: [/old/]")["old/index.html"].decode()
    assert """<script>location.replace("/blog/it's/" + location.search + location.hash)</script>""" in stub
    assert re.search(r'<noscript><meta http-equiv="refresh" content="0; url=/blog/it&#39;s/"></noscript>', stub)
    assert """<a href="/blog/it&#39;s/">""" in stub


def test_feeds_have_the_ids_that_their_readers_know(tmp_path: Path) -> None:
    site = blog(tmp_path, p1="feed_id: tag:a.b,2018:/x?a&b", p2="language: de-AT")
    entries = ElementTree.fromstring(site["feed.xml"]).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        "https://example.org/blog/2018/06/p2/",
        "tag:a.b,2018:/x?a&b",
    ]
    languages = [entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in entries]
    assert languages == ["de-AT", None]
    guids = [(node.get("isPermaLink"), node.text) for node in ElementTree.fromstring(site["rss.xml"]).iter("guid")]
    assert guids == [("true", "https://example.org/blog/2018/06/p2/"), ("false", "tag:a.b,2018:/x?a&b")]
    items = json.loads(site["feed.json"])["items"]
    assert [(item["id"], item.get("language")) for item in items] == [
        ("https://example.org/blog/2018/06/p2/", "de-AT"),
        ("tag:a.b,2018:/x?a&b", None),
    ]
    assert '<html lang="de-AT">' in site["2018/06/p2/index.html"].decode()
    assert '"inLanguage":"de-AT"' in site["2018/06/p2/index.html"].decode()
    assert '<html lang="en">' in site["2018/06/p1/index.html"].decode()


def test_old_paths_of_the_feed_and_of_lists_answer(tmp_path: Path) -> None:
    settings = '[feed_aliases]\n"/index.xml" = "rss"\n[redirects]\n"/archives.html" = "/archive/"\n'
    site = blog(tmp_path, settings=settings, p1="")
    assert site["index.xml"].count(b"<item>") == 1
    assert 'location.replace("/blog/archive/"' in site["archives.html"].decode()
    assert "archives.html" not in site["sitemap.xml"].decode()


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ('[redirects]\n"/a/" = "/b/"\n', "the redirect of /a/ leads to /b/, which is no page"),
        ('[redirects]\n"a" = "/archive/"\n', "redirects: 'a' does not start with /"),
        ('[redirects]\n"/2018/06/p1/" = "/archive/"\n', "two pages at /2018/06/p1/: an alias of site.toml and"),
        ('[feed_aliases]\n"/a?b" = "rss"\n', "feed_aliases: '/a?b' asks for more than a path"),
        ('[feed_aliases]\n"/rss.xml" = "rss"\n', "two pages at /rss.xml: the feed page and the feed page"),
    ],
)
def test_settings_that_lead_nowhere_are_errors(tmp_path: Path, settings: str, problem: str) -> None:
    with pytest.raises((ConfigError, BuildError)) as caught:
        blog(tmp_path, settings=settings, p1="")
    assert problem in caught.value.message
    assert str(caught.value.file or "site.toml").endswith("site.toml")

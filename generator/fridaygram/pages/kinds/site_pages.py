"""What a site has once: the home page, the search page, 404.html, and files that programs read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fridaygram.config import Site
from fridaygram.languages import word
from fridaygram.pages.body import shortened
from fridaygram.pages.entries import alternates, cover, cut, entry, head, last_change, numbered
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind
from fridaygram.pages.theme.policy import WEB_ASSEMBLY

HOME, SEARCH, NOT_FOUND = "/", "/search/", "/404.html"
SHOWN_IF_NOT_FOUND = 3
SAMPLE = 320
"""Characters of a sample on the home page."""


def _pages(library: Library, site: Site) -> Iterator[Page]:
    yield from _home(library, site)
    yield from _for_programs(site)
    if site.search:
        # Without a script it leads to the archive.
        scripts = [*site.scripts, WEB_ASSEMBLY]
        about = head(site, word("search"), SEARCH, word("search-about", site=site.title), scripts=scripts)
        yield Page("search", SEARCH, "search.html", data={"head": about, "scripted": True}, listed=False)
    # GitHub Pages serves this one for every URL that is not there.
    yield Page(
        kind="not-found",
        path=NOT_FOUND,
        template="404.html",
        listed=False,
        data={
            "head": head(site, word("not-found"), NOT_FOUND, noindex=True),
            "entries": [entry(library, post) for post in library.posts[:SHOWN_IF_NOT_FOUND]],
        },
    )


def _home(library: Library, site: Site) -> Iterator[Page]:
    """Yield the home page: the newest post first, with its first figure, the others below, older ones on further pages.

    Where its link is shared it has the picture of the newest post.
    """
    for posts, place in cut(HOME, library.posts, site.posts_per_page):
        first = place["number"] == 1 and posts
        title = "" if place["number"] == 1 else numbered(word("posts"), place)
        card = cover(library, posts[0]) if first else None
        about = head(site, title, place["path"], site.description, picture=card, picture_alt=site.title if card else "")
        yield Page(
            kind="home",
            path=place["path"],
            template="home.html",
            modified=last_change(posts, site.timezone)[:10],
            bodies=(posts[0].source,) if first else (),
            data={
                "head": about,
                "entries": [entry(library, post) for post in posts],
                "source": posts[0].source if first else "",
                "sample": _sample(library) if first else None,
                "place": place,
            },
        )


def _sample(library: Library) -> dict[str, str] | None:
    """Return a kept sample of the newest post that shows some, another one with each new post; None for none."""
    for post in library.posts:
        if kept := library.samples.get(post.source):
            sample = kept[len(library.posts) % len(kept)]
            return {
                "text": shortened(sample["text"], SAMPLE),
                "chosen": sample["chosen"],
                "path": library.path(post.source),
                "place": sample["place"],
                "title": post.title,
            }
    return None


def _for_programs(site: Site) -> Iterator[Page]:
    """Yield what programs read: robots.txt, the web app manifest, and how to search the site."""
    # RFC 9309: everything is open, and the sitemap is there.
    yield Page("robots", "/robots.txt", "feeds/robots.txt", data={}, media="text", listed=False)
    # What a phone shows of the site on its home screen.
    yield Page("manifest", "/site.webmanifest", "feeds/manifest.json", data={}, media="json", listed=False)
    if site.search:
        # OpenSearch 1.1: search from a browser's address bar.
        yield Page("opensearch", "/opensearch.xml", "feeds/opensearch.xml", data={}, media="xml", listed=False)


def _sitemap(pages: Sequence[Page], library: Library, site: Site) -> Iterator[Page]:
    """Yield the sitemap (sitemaps.org 0.9): every listed page with the day of its last change."""
    listed = sorted((page.path, page.modified) for page in pages if page.listed and page.media == "html")
    texts = {library.path(source): alternates(library, source) for source in library.translations}
    yield Page(
        kind="sitemap",
        path="/sitemap.xml",
        template="feeds/sitemap.xml",
        media="xml",
        listed=False,
        data={"entries": [{"path": path, "modified": day, "texts": texts.get(path, [])} for path, day in listed]},
    )


PAGE_KIND = PageKind("site page", _pages, about_pages=_sitemap)

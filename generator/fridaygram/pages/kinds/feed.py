"""Feeds with the full text of the newest posts: of the site, of each tag, and of each series.

Each comes as Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fridaygram.config import Site
from fridaygram.pages.document import Document
from fridaygram.pages.entries import entry, last_change, series_path, tag_path
from fridaygram.pages.library import Library
from fridaygram.pages.page import Media, Page, PageKind

EPOCH = "1970-01-01T00:00:00+00:00"
FORMATS: dict[str, tuple[str, str, Media]] = {
    "atom": ("feed.xml", "feeds/atom.xml", "xml"),
    "rss": ("rss.xml", "feeds/rss.xml", "xml"),
    "json": ("feed.json", "feeds/feed.json", "json"),
}


def _pages(library: Library, site: Site) -> Iterator[Page]:
    yield from _feeds(library, site, "/", site.title, library.posts)
    for tag, posts in library.tags.items():
        yield from _feeds(library, site, tag_path(tag), f"{site.title}: {tag}", posts)
    for name, parts in library.series.items():
        yield from _feeds(library, site, series_path(name), f"{site.title}: {name}", parts[::-1])


def _feeds(library: Library, site: Site, home: str, title: str, posts: Sequence[Document]) -> Iterator[Page]:
    """Yield the feeds of what the page at ``home`` lists; ``posts`` come newest first.

    The site's own feed also stands at its old paths.
    """
    shown = posts[: site.feed_posts]
    paths = [(home + name, key) for key, (name, *_) in FORMATS.items()]
    paths += site.feed_aliases.items() if home == "/" else ()
    for path, key in paths:
        _, template, media = FORMATS[key]
        yield Page(
            kind="feed",
            path=path,
            template=template,
            bodies=tuple(post.source for post in shown),
            media=media,
            absolute=True,
            listed=False,
            data={
                "title": title,
                "home": home,
                "updated": last_change(shown, site.timezone) or EPOCH,
                "entries": [{**entry(library, post), "source": post.source} for post in shown],
            },
        )


PAGE_KIND = PageKind("feed", _pages)

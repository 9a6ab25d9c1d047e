"""The Atom feed (RFC 4287) with the full text of the newest posts."""

from __future__ import annotations

from collections.abc import Iterator

from generator.config import Site
from generator.pages.entries import entry, last_change
from generator.pages.library import Library
from generator.pages.page import Page, PageKind

PATH = "/feed.xml"
EPOCH = "1970-01-01T00:00:00+00:00"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    posts = library.posts[: site.feed_posts]
    yield Page(
        kind="feed",
        path=PATH,
        template="feeds/feed.xml",
        bodies=tuple(post.source for post in posts),
        media="xml",
        absolute=True,
        listed=False,
        data={
            "updated": last_change(posts, site.timezone) or EPOCH,
            "entries": [entry(library, post) | {"source": post.source} for post in posts],
        },
    )


PAGE_KIND = PageKind("feed", _pages)

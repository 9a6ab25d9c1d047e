"""Tags: a page for each with its posts, and one that lists them all."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.entries import cut, entry, head, last_change, numbered, tag_path
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/tags/"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    if not library.tags:
        return
    yield Page(
        kind="tags",
        path=PATH,
        template="tag.html",
        modified=last_change(library.posts, site.timezone)[:10],
        data={
            "head": head(site, "Tags", PATH, f"What {site.title} is about."),
            "tags": [{"name": tag, "path": tag_path(tag), "count": len(posts)} for tag, posts in library.tags.items()],
        },
    )
    for tag, posts in library.tags.items():
        feeds = [{"title": f"{site.title}: {tag}", "path": tag_path(tag)}]
        for shown, place in cut(tag_path(tag), posts, site.posts_per_page):
            title, about = numbered(f"Tag: {tag}", place), numbered(f"Posts about {tag}", place)
            yield Page(
                kind="tag",
                path=place["path"],
                template="tag.html",
                modified=last_change(shown, site.timezone)[:10],
                data={
                    "head": head(site, title, place["path"], f"{about}.", feeds=feeds),
                    "tag": tag,
                    "entries": [entry(library, post) for post in shown],
                    "place": place,
                },
            )


PAGE_KIND = PageKind("tag", _pages)

"""Tags: a page for each with its posts, and one that lists them all."""

from __future__ import annotations

from collections.abc import Iterator

from generator.config import Site
from generator.pages.entries import entry, head, last_change, tag_path
from generator.pages.library import Library
from generator.pages.page import Page, PageKind

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
        path = tag_path(tag)
        yield Page(
            kind="tag",
            path=path,
            template="tag.html",
            modified=last_change(posts, site.timezone)[:10],
            data={
                "head": head(
                    site,
                    f"Tag: {tag}",
                    path,
                    f"Posts about {tag}.",
                    feeds=[{"title": f"{site.title}: {tag}", "path": path}],
                ),
                "tag": tag,
                "entries": [entry(library, post) for post in posts],
            },
        )


PAGE_KIND = PageKind("tag", _pages)

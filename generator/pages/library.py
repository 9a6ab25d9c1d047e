"""The library: all documents that a build may show, and how they stand to one another.

Visibility is decided here and nowhere else: what is hidden is not in the library, so no page, list, tag,
feed, sitemap or search can show it.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any

from generator.config import Site
from generator.errors import BuildError
from generator.pages import urls
from generator.pages.body import Facts
from generator.pages.document import Document, owner_is_post
from generator.pages.pictures.responsive import Picture


def visible(document: Document, *, now: datetime, drafts: bool = False) -> bool:
    """Return whether a build for the moment ``now`` shows a document: drafts and scheduled ones on request only."""
    if drafts:
        return True
    return not document.meta.draft and (document.date is None or document.date <= now)


class Library:
    """The visible documents of a site, their URLs, and their order. Documents are known by their source.

    ``entries`` is where ``entries.entry`` keeps what it made, as many lists show one post.
    """

    def __init__(
        self,
        site: Site,
        documents: Mapping[str, Document],
        facts: Mapping[str, Facts],
        files: Mapping[str, tuple[str, ...]],
        next_change: datetime | None,
        pictures: Mapping[str, Picture] | None = None,
        cards: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.site = site
        self.documents = documents
        self.facts = facts
        self.files = files
        self.next_change = next_change
        self.pictures = pictures
        self.cards = cards
        self._paths = {source: _path(document, site) for source, document in documents.items()}
        self.entries: dict[str, dict[str, Any]] = {}
        self._check_paths()

    @classmethod
    def build(
        cls,
        site: Site,
        documents: Iterable[Document],
        facts: Mapping[str, Facts],
        *,
        now: datetime,
        drafts: bool = False,
        files: Mapping[str, tuple[str, ...]] | None = None,
        pictures: Mapping[str, Picture] | None = None,
        cards: Mapping[str, str] = MappingProxyType({}),
    ) -> Library:
        """Return the library for the moment ``now``; ``facts`` are those of the visible documents' bodies.

        ``files`` are the bundles' files (``document.find_sources``), ``pictures`` the copies of those that
        ``links.pictures_of`` names; without it, pictures are shipped as they are. ``cards`` are the social cards'
        site paths by source. Raises BuildError where two documents
        have one URL, naming both.
        """
        everything = sorted(documents, key=lambda document: document.source)
        shown = {item.source: item for item in everything if visible(item, now=now, drafts=drafts)}
        coming = [item.date for item in everything if item.date and item.date > now]
        bundles = {source: names for source, names in (files or {}).items() if source in shown}
        return cls(site, shown, facts, bundles, min(coming, default=None), pictures, cards)

    def path(self, source: str) -> str:
        """Return a document's site path."""
        return self._paths[source]

    @cached_property
    def posts(self) -> tuple[Document, ...]:
        """The listed posts, newest first."""
        posts = [item for item in self.documents.values() if item.kind == "post" and not item.meta.unlisted]
        return tuple(sorted(posts, key=lambda post: (_date_of(post), post.source), reverse=True))

    @cached_property
    def pages(self) -> tuple[Document, ...]:
        """The listed pages, by title."""
        pages = [item for item in self.documents.values() if item.kind == "page" and not item.meta.unlisted]
        return tuple(sorted(pages, key=lambda page: (page.title.casefold(), page.source)))

    @cached_property
    def tags(self) -> dict[str, tuple[Document, ...]]:
        """The listed posts of each tag, newest first; tags in alphabetical order, under their first spelling."""
        groups: dict[str, list[Document]] = defaultdict(list)
        spelling: dict[str, str] = {}
        for post in self.posts:
            for slug, tag in {urls.slugify(tag): tag for tag in post.meta.tags}.items():
                spelling[slug] = tag
                groups[slug].append(post)
        return {spelling[slug]: tuple(groups[slug]) for slug in sorted(groups)}

    @cached_property
    def series(self) -> dict[str, tuple[Document, ...]]:
        """The listed posts of each series, oldest first."""
        groups: dict[str, list[Document]] = defaultdict(list)
        for post in reversed(self.posts):
            if post.meta.series:
                groups[post.meta.series].append(post)
        return {name: tuple(groups[name]) for name in sorted(groups, key=str.casefold)}

    def neighbours(self, source: str) -> tuple[Document | None, Document | None]:
        """Return the listed posts before and after a post, by date."""
        place = self._places.get(source)
        if place is None:
            return None, None
        older = self.posts[place + 1] if place + 1 < len(self.posts) else None
        return older, self.posts[place - 1] if place else None

    @cached_property
    def backlinks(self) -> dict[str, tuple[str, ...]]:
        """For each document, the listed documents that link to it, oldest first."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for origin in (*self.pages, *reversed(self.posts)):
            for link in self.facts[origin.source].links:
                target = self.linked(origin.source, link.path) if link.kind == "page" else None
                if target and target != origin.source:
                    found[target][origin.source] = None
        return {target: tuple(origins) for target, origins in found.items()}

    def source_of(self, path: str) -> str | None:
        """Return the source that a path below the root means: a Markdown file or a folder's index, else None."""
        for candidate in (path, f"{path}/index.md", f"{path}.md"):
            if candidate in self.documents:
                return candidate
        return None

    def linked(self, origin: str, path: str) -> str | None:
        """Return the source that document ``origin`` means by ``path``: a path, or beside it a slug of one alone."""
        found = self.source_of(path)
        if found is not None or posixpath.dirname(path) != posixpath.dirname(origin):
            return found
        named = self.slugs.get(posixpath.basename(path), ())
        return named[0] if len(named) == 1 else None

    @cached_property
    def slugs(self) -> dict[str, tuple[str, ...]]:
        """The sources of the documents with each slug."""
        groups: dict[str, tuple[str, ...]] = {}
        for source, document in self.documents.items():
            groups[document.slug] = (*groups.get(document.slug, ()), source)
        return groups

    def source_at(self, path: str) -> str | None:
        """Return the source of the document at a site path, which may lack its last slash, else None."""
        return self._sources.get(path) or self._sources.get(f"{path}/")

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {path: source for source, path in self._paths.items()}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {post.source: place for place, post in enumerate(self.posts)}

    def _check_paths(self) -> None:
        owners: dict[str, str] = {}
        for source, path in self._paths.items():
            if path in owners:
                raise BuildError(
                    f"two documents at {path}: {owners[path]} and {source}",
                    file=source,
                    line=None if self.documents[source].kind == "notebook" else self.documents[source].line_of("slug"),
                    hint="give one a slug: of its own",
                )
            owners[path] = source


def _path(document: Document, site: Site) -> str:
    if owner_is_post(document) and document.date is not None:
        return urls.permalink(site.permalink, document.slug, document.date)
    return f"/{document.slug}/"


def _date_of(post: Document) -> datetime:
    if post.date is None:
        raise BuildError("a post without a date", file=post.source)
    return post.date

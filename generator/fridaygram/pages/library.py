"""The library: all documents that a build may show, and how they stand to one another.

Visibility is decided here and nowhere else: what is hidden is not in the library, so no page, list, tag,
feed, sitemap or search can show it.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from math import log
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from fridaygram.config import Site
from fridaygram.errors import BuildError
from fridaygram.languages import Language, Languages
from fridaygram.pages import urls
from fridaygram.pages.body import Facts
from fridaygram.pages.document import Document, owner_is_post
from fridaygram.pages.pictures.responsive import Picture
from fridaygram.pages.sources import INDEXES
from fridaygram.pages.translations import translations

MOST_RELATED = 3
# Only the nearest posts of each tag are compared: the time must not grow with the square of a tag's posts.
NEAREST = 20


def visible(document: Document, *, now: datetime, drafts: bool = False) -> bool:
    """Return whether a build for the moment ``now`` shows a document: drafts and scheduled ones on request only."""
    if drafts:
        return True
    return not document.meta.draft and (document.date is None or document.date <= now)


class Statements(NamedTuple):
    """Data statements and model cards by label ("corpus demo"); the labels of those about each document, by source."""

    by_label: Mapping[str, Any] = MappingProxyType({})
    used: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Library:
    """The visible documents of a site, their URLs, and their order. Documents are known by their source.

    ``changes`` is what changed since an earlier post, by source, ``statements`` what is said of the corpora and models
    that documents use, ``samples`` are the kept samples that posts show, ``mentions`` what other sites said and
    readers see, both by source, ``languages`` has the blog's own words: a build fills them in before it makes pages.
    ``entries`` is where ``entries.entry`` keeps what it made, as many lists show one post.
    """

    def __init__(
        self,
        site: Site,
        documents: Iterable[Document],
        facts: Mapping[str, Facts],
        *,
        now: datetime,
        drafts: bool = False,
        files: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        pictures: Mapping[str, Picture] | None = None,
        cards: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Choose what is visible at the moment ``now``; ``facts`` are those of the visible documents' bodies.

        ``files`` are the bundles' files (``sources.find_sources``), ``pictures`` the copies of those that
        ``links.pictures_of`` names; without it, pictures are shipped as they are. ``cards`` are the social cards'
        site paths by source. Raises BuildError where two documents have one URL, naming both, and where two tags or
        two series have one page: of hidden documents as well, as they would only on the day that shows them.
        """
        everything = sorted(documents, key=lambda document: document.source)
        _check_names(everything)
        shown = {item.source: item for item in everything if visible(item, now=now, drafts=drafts)}
        coming = [item.date for item in everything if item.date and item.date > now]
        self.site = site
        self.documents: Mapping[str, Document] = shown
        self.facts = facts
        self.files = {source: names for source, names in files.items() if source in shown}
        self.next_change = min(coming, default=None)
        self.pictures = pictures
        self.cards = cards
        self.changes: Mapping[str, Mapping[str, Any]] = {}
        self.statements = Statements()
        self.languages = Languages()
        self.samples: Mapping[str, Sequence[Mapping[str, str]]] = {}
        self.mentions: Mapping[str, Sequence[Mapping[str, str]]] = {}
        self.entries: dict[str, Any] = {}
        self._paths = {source: path_of(document, site) for source, document in shown.items()}
        self._check_paths()
        self.translations = _shown_together(translations(everything, site.language), shown)

    def language(self, document: Document | None = None) -> Language:
        """Return the language of a document, of the site for none."""
        return self.languages.of((document and document.meta.language) or self.site.language)

    def path(self, source: str) -> str:
        """Return a document's site path."""
        return self._paths[source]

    def folder(self, source: str) -> str:
        """Return the site path of the folder with a document's files."""
        return urls.beside(self._paths[source])

    @cached_property
    def posts(self) -> tuple[Document, ...]:
        """The listed posts, newest first."""
        posts = [item for item in self.documents.values() if item.kind == "post" and not item.meta.unlisted]
        return tuple(sorted(posts, key=lambda post: (_date_of(post), post.source), reverse=True))

    @cached_property
    def pages(self) -> tuple[Document, ...]:
        """The listed pages, by title."""
        pages = [item for item in self.documents.values() if item.kind == "page" and not item.meta.unlisted]
        return tuple(sorted(pages, key=lambda page: (self.language().sort_key(page.title), page.source)))

    @cached_property
    def tags(self) -> dict[str, tuple[Document, ...]]:
        """The listed posts of each tag, newest first; tags in alphabetical order, under their first spelling."""
        groups = _grouped(self.posts, "tags")
        named = sorted(groups.values(), key=lambda group: self.language().sort_key(group[0]))
        return {name: posts[::-1] for name, posts in named}

    @cached_property
    def series(self) -> dict[str, tuple[Document, ...]]:
        """The listed posts of each series, oldest first; series in alphabetical order, under their first spelling."""
        groups = _grouped(self.posts, "series")
        return dict(sorted(groups.values(), key=lambda group: self.language().sort_key(group[0])))

    def series_of(self, document: Document) -> str:
        """Return the name of a listed post's series as ``series`` has it, "" where it is in none."""
        return self._series_names.get(urls.slugify(document.meta.series), "")

    @cached_property
    def _series_names(self) -> dict[str, str]:
        return {urls.slugify(name): name for name in self.series}

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
        for candidate in (path, *(f"{path}/{name}" for name in INDEXES), f"{path}.md"):
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

    def unpublished(self, now: datetime) -> dict[str, str]:
        """Return, by output file, why a document is not published yet: "draft", or the day it is scheduled for."""
        found = {}
        for source, document in self.documents.items():
            if document.meta.draft:
                found[urls.output_file(self.path(source))] = "draft"
            elif document.date is not None and document.date > now:
                found[urls.output_file(self.path(source))] = document.date.date().isoformat()
        return found

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
            document, folder = self.documents[source], urls.beside(path)
            if folder in owners:
                raise BuildError(
                    f"two documents at {path}: {owners[folder]} and {source}",
                    file=source,
                    line=None if document.is_notebook else document.line_of("permalink", "slug"),
                    hint="give one a slug: of its own",
                )
            owners[folder] = source


def _shown_together(
    groups: Mapping[str, tuple[Document, ...]], shown: Mapping[str, Document]
) -> dict[str, tuple[Document, ...]]:
    """Return the groups of translations without what is hidden or unlisted; a text that is left alone has none."""
    listed = {
        source: tuple(one for one in texts if one.source in shown and not one.meta.unlisted)
        for source, texts in groups.items()
    }
    return {source: texts for source, texts in listed.items() if source in shown and len(texts) > 1}


def _named(document: Document, key: Literal["tags", "series"]) -> tuple[str, ...]:
    """Return the tags of a document, or its series."""
    if key == "tags":
        return document.meta.tags
    return (document.meta.series,) if document.meta.series else ()


def _grouped(
    newest_first: Sequence[Document], key: Literal["tags", "series"]
) -> dict[str, tuple[str, tuple[Document, ...]]]:
    """Return, by slug, each tag or series as its first post spells it, and its posts, oldest first."""
    spelled: dict[str, str] = {}
    groups: dict[str, list[Document]] = defaultdict(list)
    for post in reversed(newest_first):
        for slug, name in {urls.slugify(name): name for name in _named(post, key)}.items():
            spelled.setdefault(slug, name)
            groups[slug].append(post)
    return {slug: (spelled[slug], tuple(posts)) for slug, posts in groups.items()}


def _check_names(documents: Sequence[Document]) -> None:
    """Raise BuildError where two tags, or two series, have one address and are not one name spelt differently."""
    keys: tuple[Literal["tags", "series"], ...] = ("tags", "series")
    for key in keys:
        known: dict[str, tuple[str, Document]] = {}
        for document in documents:
            for name in _named(document, key):
                other, owner = known.setdefault(urls.slugify(name), (name, document))
                if urls.spelling(other) != urls.spelling(name):
                    raise _one_address(key, (other, owner), (name, document))


def _one_address(key: Literal["tags", "series"], one: tuple[str, Document], other: tuple[str, Document]) -> BuildError:
    """Return the error of two names with one address. Neither gives way by itself: a page's address stays its own."""
    (first, owner), (second, document) = one, other
    slug = urls.slugify(first)
    words = [(name, urls.in_words(name)) for name in (second, first)]
    otherwise = next((f", as '{said}' for '{name}'" for name, said in words if urls.slugify(said) != slug), "")
    return BuildError(
        f"the {key} '{first}' ({owner.source}:{owner.line_of(key)}) and '{second}' would share the page /{key}/{slug}/",
        file=document.source,
        line=document.line_of(key),
        hint=f"spell them alike if they are one, else give one other letters{otherwise}",
    )


def path_of(document: Document, site: Site) -> str:
    """Return the site path of a document."""
    if document.meta.permalink:
        return urls.closed(unquote(document.meta.permalink))
    if owner_is_post(document) and document.date is not None:
        return urls.permalink(site.permalink, document.slug, document.date)
    return f"/{document.slug}/"


def _date_of(post: Document) -> datetime:
    if post.date is None:
        raise BuildError("a post without a date", file=post.source)
    return post.date


def related(library: Library) -> dict[str, tuple[Document, ...]]:
    """Return up to three related posts for each listed post, the most related first, then the newest.

    A shared tag weighs the logarithm of how few posts have it (inverse document frequency).
    """
    groups = [*library.tags.values(), *library.series.values()]
    # Cached by sources and their order: a preview asks again after each edit, and the answer seldom changes.
    oldest = tuple(post.source for post in reversed(library.posts))
    found = _related(oldest, tuple(tuple(post.source for post in posts) for posts in groups))
    return {source: tuple(library.documents[other] for other in best) for source, best in found.items()}


@lru_cache(maxsize=2)
def _related(oldest: tuple[str, ...], groups: tuple[tuple[str, ...], ...]) -> dict[str, tuple[str, ...]]:
    """Return the related posts of each of the posts ``oldest`` (by date), given which share a tag or series."""
    age = {source: number for number, source in enumerate(oldest)}
    scores: dict[str, dict[str, float]] = {source: {} for source in oldest}
    for posts in groups:
        weight = log(1 + len(oldest) / len(posts))
        for one, other in _near(posts):
            found = scores[one]
            found[other] = found.get(other, 0.0) + weight
    return {source: _best(age, found) for source, found in scores.items()}


def _near(posts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, post in enumerate(posts):
        start = max(0, place - NEAREST // 2)
        yield from ((post, other) for other in posts[start : place + NEAREST // 2 + 1] if other != post)


def _best(age: Mapping[str, int], scores: Mapping[str, float]) -> tuple[str, ...]:
    ranked = sorted(scores, key=lambda source: (scores[source], age[source]), reverse=True)
    return tuple(ranked[:MOST_RELATED])

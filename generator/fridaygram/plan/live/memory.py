"""What one build of a preview leaves for the next, so that a page can be shown before everything is looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fridaygram.pages.document import Document, Sources
    from fridaygram.pages.library import Library
    from fridaygram.pages.page import Page
    from fridaygram.pages.theme.site import Loaded


class Superseded(Exception):  # noqa: N818 -- nothing is wrong
    """Another build is waiting that looks at everything again: this one has ended, with nothing half done."""


@dataclass(frozen=True)
class Kept:
    """A site as it was planned last and found right.

    ``documents`` are all, by source, hidden ones too; ``pages`` are their outlines by output file; ``paths`` are all
    site paths; ``loaded`` is what pages load; ``unpublished`` says by output file why a page is not published yet.
    """

    library: Library
    found: Sources
    documents: Mapping[str, Document]
    pages: Mapping[str, Page]
    paths: frozenset[str]
    loaded: Loaded
    unpublished: Mapping[str, str]

    @classmethod
    def of(
        cls,
        library: Library,
        found: Sources,
        documents: Iterable[Document],
        pages: Iterable[Page],
        paths: frozenset[str],
        loaded: Loaded,
        unpublished: Mapping[str, str],
    ) -> Kept:
        """Return what is kept of a plan."""
        by_source = {document.source: document for document in documents}
        return cls(library, found, by_source, {page.output: page for page in pages}, paths, loaded, unpublished)


Known = tuple[Kept, frozenset[Path]]


@dataclass
class Memory:
    """What the builds of one preview have in common. Only a plan that was right to its end is kept."""

    kept: Kept | None = None
    _since: frozenset[Path] = field(default_factory=frozenset)

    @contextmanager
    def taken(self, changed: frozenset[Path] | None) -> Iterator[Known | None]:
        """Give a build what the last one kept and the files written since; None where that is not known.

        ``changed`` are those that the preview knows of, None where there may be others. A build that fails leaves
        nothing for the next one, a superseded one leaves what it was given.
        """
        known = None if self.kept is None or changed is None else (self.kept, self._since | changed)
        self.kept, self._since = None, frozenset()
        try:
            yield known
        except Superseded:
            if known is not None:
                self.kept, self._since = known
            raise

    def keep(self, kept: Kept) -> None:
        """Keep what a build has planned."""
        self.kept = kept


def unpublished(library: Library, now: datetime) -> dict[str, str]:
    """Return, by output file, why a document is not published yet: "draft", or the day it is scheduled for."""
    from fridaygram.pages.urls import output_file

    found = {}
    for source, document in library.documents.items():
        if document.meta.draft:
            found[output_file(library.path(source))] = "draft"
        elif document.date is not None and document.date > now:
            found[output_file(library.path(source))] = document.date.date().isoformat()
    return found

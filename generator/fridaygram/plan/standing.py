"""What stands beside a document: its results.json, the entry of each of its values, and the stores that it may use.

Nothing is computed here. ``plan/settling.py`` needs it, and so do the verbs that look at published numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from fridaygram.config import load_site
from fridaygram.pages.document import Document, read_document
from fridaygram.pages.sources import INDEXES
from fridaygram.plan.blog import Blog
from fridaygram.plan.wanted import wanted_figures, wanted_inline
from fridaygram.values.freeze import WantedValue, from_the_future
from fridaygram.values.kinds.changes import KIND, PROVIDER
from fridaygram.values.results import (
    NAME,
    Entry,
    Erratum,
    Excused,
    Results,
    content_kind,
    read_results,
    sealed,
    write_results,
)
from fridaygram.values.stores import BlogStores, Shelf


def results_path(root: Path, source: str) -> Path:
    """Return where a document's results are: beside its index, or NAME.results.json beside NAME.md."""
    path = root / source
    return path.with_name(NAME if path.name in INDEXES else f"{path.stem}.{NAME}")


def is_published(document: Document, now: datetime) -> bool:
    """Return whether readers can see a post at the moment ``now``. A page without a date follows its sources."""
    return document.date is not None and not document.meta.draft and document.date <= now


def stores_of(document: Document, blog: Blog, shelf: Shelf) -> BlogStores:
    """Return the stores as a document sees them: as of its day."""
    as_of = document.date.date() if document.date is not None else None
    return BlogStores(blog.root, shelf, (blog.root / document.source).parent, as_of)


def stores_for_samples(folder: Path, blog: Blog, shelf: Shelf) -> BlogStores:
    """Return the stores of the post in ``folder``, for choosing samples of the model that the post takes."""
    index = next((name for name in INDEXES if (folder / name).is_file()), INDEXES[0])
    source = f"{folder.relative_to(blog.root).as_posix()}/{index}"
    return stores_of(read_document(blog.root, source, load_site(blog.root).timezone), blog, shelf)


def standing(document: Document, root: Path) -> list[tuple[WantedValue, Entry | None]]:
    """Return the values that a published document asks for, each with what results.json has for it."""
    old = read_results(results_path(root, document.source))
    wanted = [*wanted_figures(document, root), *wanted_inline(document)]
    if document.meta.since:
        line = document.line_of("since")
        wanted += [
            WantedValue(KIND, KIND, entry.params, PROVIDER, document.source, line)
            for entry in old.values.values()
            if entry.kind == KIND and not entry.retired
        ]
    shown_now = Counter(one.content for one in wanted)
    return [(one, entry_of(one, old, shown_now, published=True)) for one in wanted]


def entry_of(wanted: WantedValue, old: Results, shown_now: Counter[str], *, published: bool) -> Entry | None:
    """Return what results.json has for a value that is wanted; ``shown_now`` counts what the post asks for, by content.

    Where the parameters of a published figure have changed, it is what the figure showed before: the value of the same
    kind that stood in the same place, and that fewer figures ask for than did. From then on it is known by the new
    parameters too.
    """
    known = [entry for entry in old.values.values() if wanted.content in entry.stands_for]
    own = old.values.get(wanted.content)
    if known or not wanted.is_figure or (own is not None and not own.retired):
        return known[0] if known else own
    for key, entry in old.values.items():
        held = (published or entry.published) and not entry.retired and wanted.key in entry.places
        free = sum(shown_now[name] for name in (key, *entry.stands_for)) < len(entry.places)
        if held and free and content_kind(entry.kind) == content_kind(wanted.kind):
            return entry
    return own


def tell_why(documents: Iterable[Document], root: Path, day: str, why: str) -> list[str]:
    """Write into results.json, for readers, why dated posts show values that were edited or are from the future.

    Return the values, as "SOURCE: KEY: STATE".
    """
    told = []
    for document in documents:
        path = results_path(root, document.source)
        old = read_results(path)
        values = dict(old.values)
        for wanted, entry in standing(document, root):
            if entry is None or values[entry.key] != entry:
                continue  # another figure shows the same value
            due = wanted.provider.due(entry.params) if wanted.provider.due else document.date
            states: list[Excused] = [] if entry.is_intact else ["edited"]
            states += ["future"] if due and from_the_future(entry, due.isoformat()[:10]) else []
            errata = (*entry.errata, *(Erratum(day=day, reason=why, state=state) for state in states))
            values[entry.key] = sealed(msgspec.structs.replace(entry, errata=errata)) if states else entry
            told += [f"{document.source}: {entry.key}: {state}" for state in states]
        if values != old.values:
            write_results(path, Results(values=values))
    return told

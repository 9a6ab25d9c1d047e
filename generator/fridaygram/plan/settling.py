"""Every value that the visible documents ask for, settled: computed, or kept from results.json."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fridaygram.pages.document import Document
from fridaygram.plan.authored import asked_for
from fridaygram.plan.blog import Blog, Options
from fridaygram.values.freeze import Policy, Settled, Wanted, settle
from fridaygram.values.inline import INLINE
from fridaygram.values.results import NAME, Entry, Results, read_results, write_results
from fridaygram.values.stores import BlogStores, Shelf


@dataclass(frozen=True)
class Values:
    """The settled values of one document, by key and by expression, and the stores that they were settled from."""

    figures: dict[str, Settled]
    inline: dict[str, Settled]
    stores: BlogStores

    def all(self) -> Iterable[Settled]:
        """Yield figures' and inline values."""
        yield from self.figures.values()
        yield from self.inline.values()


def settle_document(document: Document, blog: Blog, shelf: Shelf, options: Options, now: datetime) -> Values:
    """Settle the values of one document, and freeze what was computed beside it, unless the build only inspects."""
    path = results_path(blog, document)
    old = read_results(path)
    published = document.date is not None and not document.meta.draft and document.date <= now
    as_of = document.date.date() if document.date is not None else None
    stores = BlogStores(blog.root, shelf, (blog.root / document.source).parent, as_of)
    keep = published and document.source not in options.refresh
    forget = document.source in options.refresh
    policy = Policy(keep=keep, today=now.date().isoformat(), digest=stores.digest, forget=forget)
    figures = {
        wanted.key: settle(wanted, old.figures.get(wanted.key), stores, policy)
        for wanted in _figures_wanted(document, blog.root)
    }
    inline = {
        wanted.key: settle(wanted, old.inline.get(wanted.key), stores, policy) for wanted in _inline_wanted(document)
    }
    new = Results(figures=_entries(figures), inline=_entries(inline))
    if new != old and not options.inspect:
        write_results(path, new)
    return Values(figures, inline, stores)


def results_path(blog: Blog, document: Document) -> Path:
    """Return where a document's results are: beside index.md, or NAME.results.json beside NAME.md."""
    source = blog.root / document.source
    return source.with_name(NAME if source.name == "index.md" else f"{source.stem}.{NAME}")


def _entries(settled: dict[str, Settled]) -> dict[str, Entry]:
    return {key: value.entry for key, value in settled.items()}


def _figures_wanted(document: Document, root: Path) -> Iterable[Wanted]:
    for directive in document.figures:
        asked = asked_for(directive, root)
        decides = {name: _plain(getattr(asked.params, name)) for name in asked.figure.decides}
        yield Wanted(directive.key, directive.kind, decides, asked.provider, document.source, directive.line)


def _inline_wanted(document: Document) -> Iterable[Wanted]:
    seen = set()
    for value in document.values:
        if value.name not in seen:
            seen.add(value.name)
            yield Wanted(value.name, "inline", {"name": value.name}, INLINE, document.source, value.line)


def _plain(value: Any) -> Any:
    import msgspec

    return value.isoformat() if isinstance(value, date) else msgspec.to_builtins(value)

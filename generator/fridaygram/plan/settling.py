"""Every value that the visible documents ask for, settled: computed, or kept from results.json.

What is frozen in a post stays there: a figure may be moved, named, copied, deleted and come back. A value that nothing
shows any more is retired, not removed. A build as of another day than today looks and writes nothing, but for what
scheduled posts will need on their day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from fridaygram import clock
from fridaygram.errors import ContentError, UsageError, suggestion
from fridaygram.graph.cache import Cache
from fridaygram.pages.document import Document
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.standing import entry_of, is_published, results_path, stores_of
from fridaygram.plan.wanted import since, wanted_changes, wanted_figures, wanted_inline
from fridaygram.values.freeze import Policy, Settled, WantedValue, settle
from fridaygram.values.kinds.prediction import settle_prediction
from fridaygram.values.results import Entry, Results, read_results, way_back, write_results
from fridaygram.values.stores import BlogStores, Shelf
from fridaygram.values.witness import Witness


@dataclass(frozen=True)
class Values:
    """The settled values of one document, by key and by expression, and the stores that they were settled from.

    ``changes`` is what changed since the post ``before``, where the document asks for it.
    """

    figures: dict[str, Settled]
    inline: dict[str, Settled]
    stores: BlogStores
    changes: Settled | None = None
    before: str = ""

    def all(self) -> Iterable[Settled]:
        """Yield figures' and inline values, and the changes."""
        yield from self.figures.values()
        yield from self.inline.values()
        yield from [self.changes] if self.changes else []

    def shown(self) -> list[tuple[WantedValue, Entry]]:
        """Return each value with its entry."""
        return [(one.wanted, one.entry) for one in self.all()]


@dataclass(frozen=True)
class Settlement:
    """The settled values of documents by source, and notes for the author: what was computed in a post that readers
    have seen, or for a look.

    Nothing is written before ``freeze``: a figure that cannot be drawn leaves results.json as it was.
    """

    values: dict[str, Values]
    notes: tuple[str, ...]
    unwritten: dict[Path, Results]
    witness: Witness

    def freeze(self) -> None:
        """Write the results.json of the documents whose entries have changed."""
        for path, results in self.unwritten.items():
            write_results(path, results)
        self.witness.keep()


def settle_documents(
    documents: Sequence[Document],
    blog: Blog,
    options: Options,
    now: datetime,
    cache: Cache,
    others: Sequence[Document] = (),
) -> Settlement:
    """Settle the values of documents. ``others`` are posts that have values too, which they may be compared with."""
    note = cache.note("snapshots")
    digests: dict[str, str] = msgspec.json.decode(note) if note else {}
    known = len(digests)
    settler = Settler(blog, options, now, Shelf(blog.corpora, blog.models, digests), Witness(blog.root, cache))
    settler.documents = (*others, *documents)
    values = {document.source: settler.settle(document) for document in documents}
    if len(digests) != known:
        cache.set_note("snapshots", msgspec.json.encode(digests))
    return Settlement(values, tuple(settler.said()), settler.shelf.unwritten, settler.witness)


class Settler:
    """Settles documents one by one. ``now`` is the moment that the build is for, which need not be today."""

    def __init__(self, blog: Blog, options: Options, now: datetime, shelf: Shelf, witness: Witness) -> None:
        self.blog = blog
        self.options = options
        self.shelf = shelf
        self.witness = witness
        self.today = clock.now().astimezone(now.tzinfo)
        self.now = now
        self.notes: list[str] = []
        self.documents: tuple[Document, ...] = ()
        self.looked = 0

    def said(self) -> Iterator[str]:
        """Yield the notes for the author."""
        yield from self.notes
        yield from self.shelf.notes()
        if self.looked:
            numbers = "1 number was" if self.looked == 1 else f"{self.looked} numbers were"
            look = f"{numbers} computed for this look as of {self.now.date()} and not frozen"
            yield f"{look}; a build without --date does that"

    def settle(self, document: Document) -> Values:
        """Settle the values of one document. Raises ContentError where frozen ones were lost."""
        path = results_path(self.blog.root, document.source)
        published = is_published(document, self.today)
        policy = self._policy(document, published)
        old = self._frozen(path, published, policy)
        stores = stores_of(document, self.blog, self.shelf)
        figures, inline = wanted_figures(document, self.blog.root), wanted_inline(document)
        # A build goes on with a model that is older than its corpus, and says so.
        stores.stale = self.options.stale or policy.refresh == frozenset()
        before = since(document, self.documents) if document.meta.since else None
        compared = [wanted_changes(document, before, self.blog.root)] if before else []
        settled = _settle_all([*figures, *inline, *compared], old, stores, policy)
        stores.stale = None  # what checks replay later was computed from the model as it was
        self.notes += [f"{document.source}: {remark}" for remark in stores.remarks]
        settled, new_ones = _told(settled, old, published)
        self.notes += new_ones
        self.notes += [
            f"{one.wanted.file}:{one.wanted.line}: {one.wanted.key}: {one.note}" for one in settled if one.note
        ]
        new = Results(values=_kept(settled, old, document, published, policy.today))
        computed = sum(one.state == "computed" for one in settled)
        if self._freezes(document):
            if new != old:
                self.shelf.unwritten[path] = new
            if published and new.values:
                self.witness.saw(document.source)
        elif not self.options.inspect:
            self.looked += computed
        count, end = len(figures), len(figures) + len(inline)
        return Values(
            {one.wanted.key: one for one in settled[:count]},
            {one.wanted.key: one for one in settled[count:end]},
            stores,
            changes=settled[end] if before else None,
            before=before.source if before else "",
        )

    def _freezes(self, document: Document) -> bool:
        """Return whether this build writes the document's results.json.

        One of today does, and one as of a coming day for the posts that are scheduled up to it. Any other only looks.
        """
        if self.options.inspect or clock.is_today(self.now):
            return not self.options.inspect
        return not document.meta.draft and document.date is not None and self.today < document.date <= self.now

    def _policy(self, document: Document, published: bool) -> Policy:
        asked = [one.partition("#")[::2] for one in self.options.refresh]
        keys = {key for source, key in asked if source == document.source}
        return Policy(
            keep=published,
            # What a look computes is dated as if it had been that day.
            today=(self.today if self._freezes(document) else self.now).date().isoformat(),
            as_of=document.date.date().isoformat() if document.date is not None else "",
            refresh=None if "" in keys else frozenset(keys),
            reason=self.options.reason,
        )

    def _frozen(self, path: Path, published: bool, policy: Policy) -> Results:
        """Return what is frozen beside a document. Raises ContentError where it was there once and is lost."""
        if published and policy.refresh is not None and not path.exists() and self.witness.knows(path):
            source = path.relative_to(self.blog.root).as_posix()
            hint = f"{way_back(path)}; or compute all of it again: fridaygram refresh {Path(source).parent}"
            raise ContentError("the frozen values of this post are lost", file=path, hint=hint)
        return read_results(path)


def _settle_all(wanted: Sequence[WantedValue], old: Results, stores: BlogStores, policy: Policy) -> list[Settled]:
    """Settle values in their order. Those of one content are one value, which is computed once."""
    unknown = (policy.refresh or frozenset()) - {one.key for one in wanted}
    if unknown:
        name = min(unknown)
        raise UsageError(f"the post has no figure '{name}'", hint=suggestion(name, [one.key for one in wanted]))
    shown_now = Counter(one.content for one in wanted)
    computed: dict[str, Settled] = {}
    settled = []
    for one in wanted:
        known = computed.get(one.content)
        if known is None:
            decide = settle if one.provider.due is None else settle_prediction
            known = decide(one, entry_of(one, old, shown_now, published=policy.keep), stores, policy)
            if known.state == "computed":
                computed[one.content] = known
        settled.append(replace(known, wanted=one))
    # A refresh of one figure is one of all that show the same value, also of those that ask for another by now.
    renewed = {one.entry.key: one.entry for one in computed.values()}
    shown = [replace(one, entry=renewed.get(one.entry.key, one.entry)) for one in settled]
    return [replace(computed.get(one.wanted.content, one), wanted=one.wanted) for one in shown]


def _told(settled: list[Settled], old: Results, published: bool) -> tuple[list[Settled], tuple[str, ...]]:
    """Return settled values with a remark where one is new in a published post and of other sources; and notes."""
    before = [entry for entry in old.values.values() if entry.published or published]
    if not published or not before:
        return settled, ()
    told, notes = [], []
    for one in settled:
        new = one.state == "computed" and not one.entry.published
        if new:
            notes.append(f"{one.wanted.place}: {one.wanted.key}: new in a published post, computed now")
        told.append(replace(one, remark=one.remark or _mixed(one.entry, before)) if new else one)
    return told, tuple(notes)


def _mixed(entry: Entry, before: Iterable[Entry]) -> str:
    """Say which source of an entry is not in the state in which the post's other values saw it, "" for none."""
    for label, digest in sorted(entry.sources.items()):
        for other in before:
            if not other.retired and other.sources.get(label, digest) != digest:
                here = f"computed from {label} as it is now{_extent(entry, label)}"
                return f"{here}, but other numbers of the post are of {other.computed}{_extent(other, label)}"
    return ""


def _extent(entry: Entry, label: str) -> str:
    return f" ({entry.texts[label]:,} texts)" if label in entry.texts else ""


def _kept(settled: list[Settled], old: Results, document: Document, published: bool, day: str) -> dict[str, Entry]:
    """Return the entries that results.json keeps: those shown, and those that were published once."""
    shown: dict[str, list[Settled]] = {}
    for one in settled:
        shown.setdefault(one.entry.key, []).append(one)
    kept: dict[str, Entry] = {}
    for key, all_ in shown.items():
        entry = all_[0].entry
        since = max(entry.computed, document.date.date().isoformat()) if published and document.date else ""
        kept[key] = _noted(
            entry,
            places=tuple(sorted({one.wanted.key for one in all_ if one.wanted.is_figure})),
            # A figure that was deleted may come back: what it asked for is not forgotten.
            stands_for=tuple(sorted({*entry.stands_for, *(one.wanted.content for one in all_)} - shown.keys())),
            published=entry.published or since,
            retired="",
        )
    for key, entry in old.values.items():
        if key not in kept and (published or entry.published):
            others = tuple(other for other in entry.stands_for if other not in shown)
            kept[key] = _noted(entry, retired=entry.retired or day, stands_for=others)
    return dict(sorted(kept.items()))


def _noted(entry: Entry, **fields: Any) -> Entry:
    same = all(getattr(entry, name) == value for name, value in fields.items())
    return entry if same else entry.changed(**fields)

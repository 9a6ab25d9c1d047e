"""From visible documents to bodies: values settled, figures drawn, Markdown converted; each only where it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from fridaygram.errors import FridaygramError
from fridaygram.files import digest, digest_json
from fridaygram.graph.runner import Runner, Task
from fridaygram.graph.spool import Spool
from fridaygram.pages.bibliography import Reference
from fridaygram.pages.body import Body, Facts, Fills
from fridaygram.pages.directives import FigureDirective
from fridaygram.pages.document import Document, decode_document
from fridaygram.pages.markup.figure_html import FilledFigure
from fridaygram.plan.authored import asked_for
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.checking import check_values
from fridaygram.plan.settling import Values, settle_document
from fridaygram.values.freeze import Settled
from fridaygram.values.results import Entry
from fridaygram.values.stores import Shelf

DRAWING_WEIGHT = 12
T = TypeVar("T")
# So many bodies are read from the cache one by one; more of them all at once.
FEW = 16
_NOT_FILLED = Fills()


class MadeFigure(msgspec.Struct, frozen=True):
    """What a drawing task gives: the figure for its page, and remarks for its author."""

    filled: FilledFigure
    warnings: tuple[str, ...]


@dataclass
class Drawn:
    """What the documents' figures and values came to: fills by source, files by site path."""

    fills: dict[str, Fills] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    settled: tuple[Settled, ...] = ()
    warnings: tuple[str, ...] = ()


class Stored(Mapping[str, T]):
    """Values by source, of ``rows`` (source, value as MessagePack): in a file, as they are too many to hold."""

    def __init__(self, rows: Iterable[tuple[str, bytes]], kind: type[T]) -> None:
        self._rows = Spool(rows)
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def __getitem__(self, source: str) -> T:
        """Return the value of a document. Raises KeyError."""
        return self._decode(self._rows[source])

    def __iter__(self) -> Iterator[str]:
        """Give the sources in their order."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Count the values."""
        return len(self._rows)


class Rendering:
    """The tasks between a document and its body."""

    def __init__(self, blog: Blog, options: Options, runner: Runner, program: str, now: datetime):
        self.blog = blog
        self.options = options
        self.runner = runner
        self.program = program
        self.now = now

    def draw(self, documents: Sequence[Document], *, page_only: bool = False) -> Drawn:
        """Settle every value and draw every figure.

        With ``page_only``, pictures that only feeds show are left to the next call without it.
        """
        asking = [document for document in documents if document.figures or document.values]
        values = self._settle(asking)
        drawn = Drawn(settled=self._checked(values))
        tasks = [task for document in asking for task in self._draw_tasks(document, values[document.source], page_only)]
        results = self._sketched(tasks) if page_only else {}
        self.runner.run([task for task in tasks if task.name not in results], "drawing")
        remarks = []
        for document in asking:
            figures = {}
            for directive in document.figures:
                name = _draw_name(document, directive.key)
                made = msgspec.msgpack.decode(results.get(name) or self.runner.load(name), type=MadeFigure)
                figures[directive.key] = made.filled.fill
                drawn.files.update(made.filled.files)
                remarks += [f"{document.source}:{directive.line}: {remark}" for remark in made.warnings]
            inline = {name: one.entry.values["value"] for name, one in values[document.source].inline.items()}
            drawn.fills[document.source] = Fills(figures=figures, values=inline)
        stale = [
            f"{one.wanted.file}:{one.wanted.line}: stale: {one.wanted.key}: {one.why}; "
            f"renew it with 'fridaygram refresh'"
            for one in drawn.settled
            if one.state == "stale"
        ]
        drawn.warnings = (*stale, *remarks)
        return drawn

    def convert(
        self,
        documents: Sequence[Document],
        texts: Mapping[str, bytes],
        drawn: Drawn,
        works: Mapping[str, dict[str, Reference]],
    ) -> tuple[Stored[Body], Stored[Facts]]:
        """Return the bodies of documents, and their facts, by source.

        ``texts`` are the encoded documents by source: they need not have their bodies in memory. ``works`` are those
        that each one cites.
        """
        tasks = []
        for document in documents:
            fills = drawn.fills.get(document.source, _NOT_FILLED)
            if document.source in works:
                fills = msgspec.structs.replace(fills, works=works[document.source])
            inputs = {
                "text": digest(texts[document.source]),
                "figures, values and works": digest_json(fills),
                "program": self.program,
            }
            tasks.append(Task(f"body {document.source}", inputs, partial(_convert, texts, document.source, fills)))
        if not all(map(self.runner.is_current, tasks)):
            import fridaygram.pages.markup.convert  # noqa: F401 -- once, rather than in every process that converts
        self.runner.run(tasks, "converting")
        sources = {document.source for document in documents}
        if len(sources) <= FEW:
            rows = ((source, self.runner.load(f"body {source}")) for source in sorted(sources))
        else:
            named = ((name.removeprefix("body "), data) for name, data in self.runner.cache.all_data("body "))
            rows = ((source, data) for source, data in named if source in sources)
        bodies = Stored(rows, Body)
        return bodies, Stored(((source, msgspec.msgpack.encode(body.facts)) for source, body in bodies.items()), Facts)

    def _settle(self, documents: Sequence[Document]) -> dict[str, Values]:
        cache = self.runner.cache
        note = cache.note("snapshots")
        digests: dict[str, str] = msgspec.json.decode(note) if note else {}
        known = len(digests)
        shelf = Shelf(self.blog.corpora, self.blog.models, digests)
        values = {
            document.source: settle_document(document, self.blog, shelf, self.options, self.now)
            for document in documents
        }
        if len(digests) != known:
            cache.set_note("snapshots", msgspec.json.encode(digests))
        return values

    def _checked(self, values: dict[str, Values]) -> tuple[Settled, ...]:
        """Return all settled values, those with a check of their own after it."""
        settled = [(one, value.stores) for value in values.values() for one in value.all()]
        checked = check_values(settled, self.runner, self.program)
        return tuple(checked.get(f"{one.wanted.file}#{one.wanted.key}", one) for one, _ in settled)

    def _sketched(self, tasks: Sequence[Task]) -> dict[str, bytes]:
        """Return, by name, what those of the tasks that are due give without pictures for feeds alone.

        What lacks nothing is remembered like any result.
        """
        sketches = {}
        for task in tasks:
            if not self.runner.is_current(task):
                data = sketches[task.name] = task.run()
                if msgspec.msgpack.decode(data, type=MadeFigure).filled.fill.feed:
                    self.runner.keep(task, data)
        return sketches

    def _draw_tasks(self, document: Document, values: Values, page_only: bool) -> list[Task]:
        tasks = []
        as_of = document.date.date().isoformat() if document.date else None
        for directive in document.figures:
            entry = values.figures[directive.key].entry
            inputs = {
                "values": digest_json([entry.values, entry.sources, entry.computed]),
                "parameters": digest_json([_without_place(directive), as_of]),
                "program": self.program + asked_for(directive, self.blog.root).code,
            }
            run = partial(_draw, self.blog.root, directive, entry, as_of, page_only)
            tasks.append(Task(_draw_name(document, directive.key), inputs, run, weight=DRAWING_WEIGHT))
        return tasks


def _without_place(directive: FigureDirective) -> FigureDirective:
    """Return a directive without its lines: words written above a figure do not draw it again."""
    return msgspec.structs.replace(directive, line=0, first=0, last=0, places={})


def _draw_name(document: Document, key: str) -> str:
    return f"draw {document.source}#{key}"


def _draw(root: Path, directive: FigureDirective, entry: Entry, as_of: str | None, page_only: bool) -> bytes:
    from fridaygram.pages.markup.figure_html import fill_figure

    asked = asked_for(directive, root)
    values = {**entry.values, "sources": provenance(entry, as_of)}
    try:
        drawing = asked.figure.draw(values, asked.params, f"{directive.key}-")
    except FridaygramError as error:
        raise error.at(directive.file, directive.line) from None
    filled = fill_figure(directive, drawing, values, directive.number, asked.params, page_only=page_only)
    return msgspec.msgpack.encode(MadeFigure(filled, drawing.warnings))


def provenance(entry: Entry, as_of: str | None) -> list[dict[str, str]]:
    """Return what values were computed from, as figures and pages show it; corpora as of the post's day."""
    rows = []
    for label, known in sorted(entry.sources.items()):
        kind, _, name = label.partition(" ")
        row = {"kind": kind, "name": name, "digest": known}
        if kind == "corpus":
            row["as_of"] = as_of or entry.computed
        rows.append(row)
    return rows


def _convert(texts: Mapping[str, bytes], source: str, fills: Fills) -> bytes:
    from fridaygram.pages.markup.convert import convert

    return msgspec.msgpack.encode(convert(decode_document(texts[source]), fills))

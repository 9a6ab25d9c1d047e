"""From visible documents to bodies: values settled, figures drawn, Markdown converted; each only where it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from fridaygram.clock import is_today
from fridaygram.errors import ContentError, FridaygramError
from fridaygram.files import digest_json
from fridaygram.graph.runner import Task, TaskResult
from fridaygram.languages import Language, speaking
from fridaygram.pages.bibliography import Reference
from fridaygram.pages.body import Facts, Fills
from fridaygram.pages.directives import FigureDirective
from fridaygram.pages.document import Document, decode_document
from fridaygram.pages.markup.figure_html import FilledFigure, corrections
from fridaygram.plan.authored import asked_for
from fridaygram.plan.blog import BuildContext
from fridaygram.plan.changes import told
from fridaygram.plan.checking import check_claims, check_values
from fridaygram.plan.documents import freeze_outputs, naming_cells, text_of
from fridaygram.plan.settling import Values, settle_documents
from fridaygram.plan.standing import results_path
from fridaygram.values.freeze import Settled, warnings_of
from fridaygram.values.results import Entry, way_back

DRAWING_WEIGHT = 12
_NOT_FILLED = Fills()


class MadeFigure(msgspec.Struct, frozen=True):
    """What a drawing task gives: the figure for its page, and remarks for its author."""

    filled: FilledFigure
    warnings: tuple[str, ...]


@dataclass
class Drawn:
    """What the documents' figures and values came to: fills by source, files by site path.

    ``cards`` are the pictures of figures for social cards, by source and key; ``changes`` what changed since an
    earlier post, by source: see ``pages/kinds/changes.py``.
    """

    fills: dict[str, Fills] = field(default_factory=dict)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    cards: dict[str, dict[str, bytes]] = field(default_factory=dict)
    settled: tuple[Settled, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def said_too(self, unseen: Drawn) -> None:
        """Take over what there is to say of documents that the site does not show, and nothing else of them."""
        self.settled += unseen.settled
        self.warnings += unseen.warnings
        self.notes += unseen.notes


class Rendering:
    """The tasks between a document and its body."""

    def __init__(self, context: BuildContext):
        self.blog = context.request.blog
        self.language = context.request.language
        self.options = context.request.options
        self.now = context.request.now
        self.runner = context.runner
        self.program = context.program
        self._settled: list[Document] = []

    def draw(self, documents: Sequence[Document]) -> Drawn:
        """Settle every value, draw every figure, then freeze what was computed."""
        with naming_cells(documents):
            return self._drawn(documents)

    def _drawn(self, documents: Sequence[Document]) -> Drawn:
        asking = [one for one in documents if one.figures or one.values or one.meta.since]
        settlement = settle_documents(asking, self.blog, self.options, self.now, self.runner.cache, self._settled)
        self._settled += asking
        values = settlement.values
        for document in asking:
            check_claims(document, values[document.source].inline)
        drawn = Drawn(settled=self._checked(values), notes=settlement.notes)
        tasks = [task for document in asking for task in self._draw_tasks(document, values[document.source])]
        self.runner.run(tasks, "drawing")
        settlement.freeze()
        if not self.options.inspect and is_today(self.now):
            freeze_outputs(self.blog.root, documents)
        remarks = []
        for document in asking:
            figures = {}
            for directive in document.figures:
                name = _draw_name(document, directive.key)
                made = msgspec.msgpack.decode(self.runner.load(name), type=MadeFigure)
                figures[directive.key] = made.filled.fill
                drawn.files.update(made.filled.files)
                drawn.cards.setdefault(document.source, {})[directive.key] = made.filled.card
                remarks += [f"{document.source}:{directive.line}: {remark}" for remark in made.warnings]
            inline = {name: one.entry.values["value"] for name, one in values[document.source].inline.items()}
            errata = {name: _plain_errata(one.entry) for name, one in values[document.source].inline.items()}
            with speaking(self.language(document)):
                drawn.fills[document.source] = Fills(figures=figures, values=inline, corrections=corrections(errata))
        drawn.changes = _changes_of(values)
        drawn.warnings = (*warnings_of(drawn.settled), *remarks)
        return drawn

    def convert(
        self, documents: Sequence[Document], drawn: Drawn, works: Mapping[str, dict[str, Reference]]
    ) -> dict[str, Facts]:
        """Bring the bodies of documents up to date and return their facts, by source.

        ``works`` are those that each one cites. The bodies are the data of the tasks "body SOURCE".
        """
        tasks: list[Task] = []
        texts: dict[str, bytes] = {}
        no_fills = digest_json(_NOT_FILLED)
        for document in documents:
            source = document.source
            fills = drawn.fills.get(source, _NOT_FILLED)
            if source in works:
                fills = msgspec.structs.replace(fills, works=works[source])
            inputs = {
                "text": self.runner.digest_of(f"read {source}"),
                "figures, values and works": no_fills if fills is _NOT_FILLED else digest_json(fills),
                "program": self.program,
            }
            language = self.language(document)
            inputs["words"] = language.digest
            task = Task(f"body {source}", inputs, partial(_convert, texts, source, fills, language))
            tasks.append(task)
            if not self.runner.is_current(task):
                texts[source] = text_of(source, self.runner)
        if texts:
            import fridaygram.pages.markup.convert  # noqa: F401 -- once, rather than in every process that converts
        self.runner.run(tasks, "converting")
        decode = msgspec.msgpack.Decoder(Facts).decode
        return {document.source: decode(self.runner.head(f"body {document.source}")) for document in documents}

    def _checked(self, values: dict[str, Values]) -> tuple[Settled, ...]:
        """Return all settled values, those with a check of their own after it."""
        settled = [(one, value.stores) for value in values.values() for one in value.all()]
        checked = check_values(settled, self.runner, self.program)
        return tuple(checked.get(f"{one.wanted.file}#{one.wanted.key}", one) for one, _ in settled)

    def _draw_tasks(self, document: Document, values: Values) -> list[Task]:
        tasks, language = [], self.language(document)
        for directive in document.figures:
            settled = values.figures[directive.key]
            as_of = document.date.date().isoformat() if document.date else None
            entry, due = settled.entry, settled.wanted.provider.due
            if due is not None:
                as_of = due(entry.params).isoformat()
            inputs = {
                "values": digest_json([entry.values, entry.sources, entry.computed, entry.errata]),
                "parameters": digest_json([_without_place(directive), as_of]),
                "program": self.program + asked_for(directive, self.blog.root).code,
                "words": language.digest,
            }
            frozen = settled.state != "computed"
            run = partial(_draw, self.blog.root, directive, entry, as_of, frozen, language)
            tasks.append(Task(_draw_name(document, directive.key), inputs, run, weight=DRAWING_WEIGHT))
        return tasks


def _without_place(directive: FigureDirective) -> FigureDirective:
    """Return a directive without its lines: words written above a figure do not draw it again."""
    return msgspec.structs.replace(directive, line=0, first=0, last=0, places={})


def _draw_name(document: Document, key: str) -> str:
    return f"draw {document.source}#{key}"


def _draw(
    root: Path, directive: FigureDirective, entry: Entry, as_of: str | None, frozen: bool, language: Language
) -> bytes:
    from fridaygram.pages.markup.figure_html import fill_figure

    asked = asked_for(directive, root)
    values = {**entry.values, "sources": provenance(entry, as_of)}
    if entry.errata:
        values["errata"] = _plain_errata(entry)
    try:
        with speaking(language):
            drawing = asked.figure.draw(values, asked.params, f"{directive.key}-")
            filled = fill_figure(directive, drawing, values, asked.params)
    except FridaygramError as error:
        raise error.at(directive.file, directive.line) from None
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        if not frozen:
            raise
        raise _wrong_shape(root, directive, error) from error
    return msgspec.msgpack.encode(MadeFigure(filled, drawing.warnings))


def _wrong_shape(root: Path, directive: FigureDirective, error: Exception) -> ContentError:
    """Return the error of a value in results.json that its figure cannot draw."""
    path = results_path(root, directive.file)
    return ContentError(
        f"the value of {directive.key} in {path.name} is not what the figure {directive.kind} draws: {error!r}",
        file=directive.file,
        line=directive.line,
        hint=f"{way_back(path)}; or compute it again: fridaygram refresh {directive.file}#{directive.key}",
    )


def _changes_of(values: Mapping[str, Values]) -> dict[str, dict[str, Any]]:
    """Return what changed since an earlier post, by source, for each document that asks for it.

    ``values`` are those of the documents that a build shows; a document that it does not show has none.
    """
    asking = {source: one for source, one in values.items() if one.changes is not None and one.before in values}
    shown = {source: one.shown() for source, one in values.items()} if asking else {}
    corrected = {source: [row for row in rows if row[1].errata] for source, rows in shown.items()}
    found = {}
    for source, one in asking.items():
        if one.changes is not None and one.stores.as_of is not None:
            days = one.changes.entry.params["since"], one.stores.as_of.isoformat()
            found[source] = {
                "before": one.before,
                "now": source,
                **told(shown[one.before], shown[source], one.changes.entry.values, corrected, days),
            }
    return found


def provenance(entry: Entry, as_of: str | None) -> list[dict[str, str]]:
    """Return what values were computed from, as figures and pages show it; corpora as of the day ``as_of``."""
    rows = []
    for label, known in [] if entry.is_open else sorted(entry.sources.items()):
        kind, _, name = label.partition(" ")
        row = {"kind": kind, "name": name, "digest": known}
        if kind == "corpus":
            row["as_of"] = as_of or entry.computed
        rows.append(row)
    return rows


def _plain_errata(entry: Entry) -> list[dict[str, Any]]:
    """Return an entry's errata as figures and pages show them."""
    plain: list[dict[str, Any]] = msgspec.to_builtins(entry.errata)
    return plain


def _convert(texts: Mapping[str, bytes], source: str, fills: Fills, language: Language) -> TaskResult:
    from fridaygram.pages.markup.convert import convert

    with speaking(language):
        body = convert(decode_document(texts[source]), fills)
    if fills.corrections:
        feed = body.feed and body.feed + fills.corrections
        body = msgspec.structs.replace(body, html=body.html + fills.corrections, feed=feed)
    return TaskResult(msgspec.msgpack.encode(body), msgspec.msgpack.encode(body.facts))

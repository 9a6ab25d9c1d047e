"""Data statements and model cards: a page for each corpus and model that the posts shown use.

What they say is computed by ``fridaygram describe`` and kept in ``content/statements.json``, with its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from fridaygram.config import Site
from fridaygram.languages import long_day, marks, percent, word
from fridaygram.pages.entries import head, reference
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind
from fridaygram.pages.theme.filters import number

FOLDERS = {"corpus": "/data/", "model": "/models/"}
TITLES = {"corpus": "data-statement", "model": "model-card"}
SHOWN_DIGITS = 8
Row = tuple[str, str]


class DataStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a corpus is made of, on a ``day``. ``digest`` is that of its reviews.

    ``sources`` counts the sites that texts are from; ``first`` and ``last`` are days, "" where none is known;
    ``languages`` counts texts by ISO 639-1 code ("" for not known); ``duplicates`` the texts that nearly repeat another
    one. ``links`` and ``drops`` are those of its funnel, 0 and {} where it has none.
    """

    day: str
    program: str
    digest: str
    note: str
    texts: int
    words: int
    characters: int
    median_words: float
    sources: int
    first: str
    last: str
    languages: dict[str, int]
    duplicates: int
    links: int = 0
    drops: dict[str, int] = {}


class ModelCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model was trained on, on a ``day``, and what it reaches. ``digest`` is its own.

    ``held_out`` counts the texts that it never saw, chosen for about ``share`` of all. ``bits`` are bits a character on
    them by Kneser-Ney, by order; ``copied`` the share of what the unsmoothed model writes that stands in runs of
    ``at_least`` characters or more in training, by order. Both are () where nothing was held out.
    """

    day: str
    program: str
    digest: str
    corpus: str
    corpus_digest: str
    as_of: str
    texts: int
    characters: int
    symbols: int
    held_out: int = 0
    share: float = 0.0
    bits: tuple[tuple[int, float], ...] = ()
    copied: tuple[tuple[int, float], ...] = ()
    at_least: int = 0


def statement_path(label: str) -> str:
    """Return the site path of the page about a source, by its label: "corpus demo" or "model demo"."""
    kind, _, name = label.partition(" ")
    return f"{FOLDERS[kind]}{name}/"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    users: dict[str, list[str]] = {}
    for source, labels in sorted(library.statements.used.items()):
        for label in labels if source in library.documents else ():
            users.setdefault(label, []).append(source)
    for label, sources in sorted(users.items()):
        one = library.statements.by_label[label]
        kind, _, name = label.partition(" ")
        title, path = f"{word(TITLES[kind])}: {name}", statement_path(label)
        rows, tables = said(one, name, site)
        yield Page(
            kind="statement",
            path=path,
            template="statement.html",
            modified=one.day,
            data={
                "head": head(site, title, path, word("statement-about", title=title, day=long_day(one.day))),
                "day": one.day,
                "program": one.program,
                "rows": rows,
                "tables": tables,
                "posts": [reference(library, library.documents[source]) for source in sources],
            },
        )


def licence_of(site: Site, corpus: str) -> str:
    """Return the licence of a corpus's texts, as site.toml states it, "" where it does not."""
    terms = site.corpora.get(corpus)
    return terms.licence if terms else ""


def said(one: DataStatement | ModelCard, name: str, site: Site) -> tuple[list[Row], list[dict[str, Any]]]:
    """Return what a statement about ``name`` says in words: rows, and tables with title, header and rows."""
    return _of_corpus(one, name, site) if isinstance(one, DataStatement) else _of_model(one, site)


def _of_corpus(one: DataStatement, name: str, site: Site) -> tuple[list[Row], list[dict[str, Any]]]:
    days = word("from-to", first=long_day(one.first), last=long_day(one.last)) if one.first else word("not-known")
    unknown = word("not-known")
    tongues = sorted(one.languages.items(), key=lambda row: (-row[1], row[0]))
    rows = [
        (word("licence-of-texts"), licence_of(site, name) or word("not-stated")),
        (word("comes-from"), one.note or word("not-stated")),
        (word("texts"), number(one.texts)),
        (word("words"), word("words-median", words=number(one.words), median=number(one.median_words))),
        (word("characters"), number(one.characters)),
        (word("source-sites"), number(one.sources)),
        (word("days"), days),
        (word("languages"), word("comma").join(f"{tongue or unknown} ({number(count)})" for tongue, count in tongues)),
        (word("near-repeats"), number(one.duplicates)),
        (word("digest-row"), one.digest[:SHOWN_DIGITS]),
    ]
    if not one.links:
        return rows, []
    rows.insert(2, (word("links-looked-at"), number(one.links)))
    dropped = sorted(one.drops.items(), key=lambda row: (-row[1], row[0]))
    table = _table(word("left-out"), (word("reason"), word("links")), dropped)
    return rows, [table] if dropped else []


def _of_model(one: ModelCard, site: Site) -> tuple[list[Row], list[dict[str, Any]]]:
    held_out = word("held-out-share", count=one.held_out, share=percent(f"{100 * one.share:.0f}"))
    rows = [
        (word("corpus"), word("corpus-as-of", corpus=one.corpus, day=long_day(one.as_of)) if one.as_of else one.corpus),
        (word("corpus-licence"), licence_of(site, one.corpus) or word("not-stated")),
        (word("corpus-digest"), one.corpus_digest[:SHOWN_DIGITS]),
        (word("training-texts"), number(one.texts)),
        (word("training-characters"), number(one.characters)),
        (word("different-characters"), number(one.symbols)),
        (word("held-out"), held_out if one.held_out else word("none")),
        (word("made-for"), word("made-for-posts")),
        (word("digest-row"), one.digest[:SHOWN_DIGITS]),
    ]
    tables = []
    if one.bits:
        shown = [(order, marks(f"{bits:.3f}")) for order, bits in one.bits]
        tables.append(_table(word("bits-held-out"), (word("order"), word("bits")), shown))
    if one.copied:
        shown = [(order, percent(marks(f"{100 * share:.1f}"))) for order, share in one.copied]
        title = word("copied-share", count=one.at_least)
        tables.append(_table(title, (word("order"), word("copied")), shown))
    return rows, tables


def _table(title: str, header: Row, rows: list[Any]) -> dict[str, Any]:
    return {"title": title, "header": header, "rows": [[one, other] for one, other in rows]}


def links(library: Library, source: str) -> list[Mapping[str, str]]:
    """Return title and path of the statements about what a document uses."""
    return [
        {"title": f"{word(TITLES[label.partition(' ')[0]])}: {label.partition(' ')[2]}", "path": statement_path(label)}
        for label in library.statements.used.get(source, ())
    ]


PAGE_KIND = PageKind("statement", _pages)

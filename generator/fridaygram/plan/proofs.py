"""What readers can check: with what a site was built, and when its numbers were last verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from fridaygram import __version__
from fridaygram.errors import ContentError
from fridaygram.figures.sample_html import disclosure, text_key
from fridaygram.files import digest_json, json_text, write_atomic
from fridaygram.languages import long_day, speaking, word
from fridaygram.pages.document import Document
from fridaygram.pages.library import Library, Statements
from fridaygram.plan.blog import BuildRequest
from fridaygram.plan.standing import is_published
from fridaygram.values.freeze import Settled, WantedValue
from fridaygram.values.results import Entry
from fridaygram.values.statements import read_statements

ALGORITHM = "BLAKE2b, 128 bits: b2sum -l 128"
RECORD, BADGE = "content/verified.json", "/verified.svg"
BADGE_WIDTH, LETTER_WIDTH = 24, 6.3


class Verification(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``fridaygram verify --record`` found: on which day, with which program, how many numbers of each verdict.

    ``numbers`` is the digest of all numbers that were published then.
    """

    day: str
    program: str
    counts: dict[str, int]
    numbers: str


def built_with(library: Library, settled: Iterable[Settled]) -> dict[str, Any]:
    """Return what a site was built with: the program, the day of its newest document, the digests of its sources.

    The day of the build is not in it: the same blog gives the same bytes on any day.
    """
    days = [document.date.date().isoformat() for document in library.documents.values() if document.date]
    sources: dict[str, set[str]] = {}
    for one in settled:
        for label, known in one.entry.sources.items():
            sources.setdefault(label, set()).add(known)
    return {
        "format": 1,
        "program": f"Fridaygram {__version__}",
        "algorithm": ALGORITHM,
        "base_url": library.site.base_url,
        "as_of": max(days, default=""),
        "sources": {label: sorted(known) for label, known in sorted(sources.items())},
    }


def used_sources(settled: Iterable[Settled]) -> dict[str, tuple[str, ...]]:
    """Return the labels of the corpora and models that the values of each document are from, by source."""
    used: dict[str, set[str]] = {}
    for one in settled:
        labels = {label for label in one.entry.sources if label.startswith(("corpus ", "model "))}
        used.setdefault(one.wanted.file, set()).update(labels)
    return {source: tuple(sorted(labels)) for source, labels in used.items()}


def statements_used(root: Path, settled: Iterable[Settled]) -> Statements:
    """Return the data statements and model cards that there are, and which are about what documents use."""
    kept = read_statements(root)
    known, used = kept.by_label(), {}
    for source, labels in used_sources(settled).items():
        named = sorted({kept.described(label) for label in labels})
        used[source] = tuple(one for one in named if one in known)
    return Statements(known, used)


def samples_kept(settled: Iterable[Settled]) -> dict[str, list[dict[str, str]]]:
    """Return the kept samples that documents show, by source: text, how it was chosen, and the id of its place."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in settled:
        if one.wanted.kind == "curated":
            found.setdefault(one.wanted.file, []).extend(
                {
                    "text": sample["text"],
                    "chosen": disclosure(sample),
                    "place": f"sample-{one.wanted.key}-{text_key(sample['text'])}",
                }
                for sample in one.entry.values["samples"]
            )
    return found


def record(root: Path, day: str, counts: Mapping[str, int], numbers: Iterable[tuple[WantedValue, Entry]]) -> None:
    """Keep what a verification of all numbers found, for the badge."""
    found = Verification(day=day, program=__version__, counts=dict(counts), numbers=_digest(numbers))
    write_atomic(root / RECORD, json_text(msgspec.to_builtins(found)))


def badge_text(request: BuildRequest, documents: Iterable[Document], settled: Iterable[Settled]) -> str:
    """Return what the badge says, "" where the site wants none. Raises ContentError for a damaged record."""
    if not request.site.badge:
        return ""
    with speaking(request.language()):
        return _badge_text(request, documents, settled)


def _badge_text(request: BuildRequest, documents: Iterable[Document], settled: Iterable[Settled]) -> str:
    root = request.blog.root
    try:
        found = msgspec.json.decode((root / RECORD).read_bytes(), type=Verification)
    except FileNotFoundError:
        return word("not-verified")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = "write it again: fridaygram verify --record"
        raise ContentError(f"damaged record: {error}", file=root / RECORD, hint=hint) from None
    shown = [word(f"verdict-{verdict}", count=count) for verdict, count in found.counts.items() if count]
    counts = word("comma").join(shown) or word("no-numbers")
    text = word("verified", day=long_day(found.day), version=found.program, counts=counts)
    published = {document.source for document in documents if is_published(document, request.now)}
    same = found.numbers == _digest((one.wanted, one.entry) for one in settled if one.wanted.file in published)
    return text if same else word("verified-changed", verified=text)


def _digest(numbers: Iterable[tuple[WantedValue, Entry]]) -> str:
    return digest_json(sorted({(wanted.file, entry.key, digest_json(entry.values)) for wanted, entry in numbers}))


def badge_svg(text: str) -> bytes:
    """Return the badge as a picture."""
    width = BADGE_WIDTH + round(LETTER_WIDTH * len(text))
    said = escape(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="22" role="img" aria-label="{said}">'
        f'<title>{said}</title><rect width="{width}" height="22" rx="4" fill="#24523f"/>'
        f'<text x="{width / 2:g}" y="15" fill="#fff" font-family="sans-serif" font-size="12" text-anchor="middle" '
        f'textLength="{width - BADGE_WIDTH}">{said}</text></svg>\n'
    ).encode()

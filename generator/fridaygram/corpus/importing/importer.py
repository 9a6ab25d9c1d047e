"""The import itself: read, refuse with reasons, drop duplicates, write a corpus with an honest small funnel."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.importing.fields import NOT_UTF_8, RefusedRecordError, review_of
from fridaygram.corpus.importing.readers import reader_for
from fridaygram.corpus.records import Review
from fridaygram.corpus.store import HEADER, Corpus, check_name, write_corpus
from fridaygram.corpus.text.wraps import RECIPE, strip_emphasis, strip_opening, unwrap
from fridaygram.corpus.urls import canonical, is_web_url
from fridaygram.errors import CorpusError
from fridaygram.files import digest

STAGES = (
    StageLabel("records", "read from the file"),
    StageLabel("readable", "with a readable text"),
    StageLabel("unique", "not duplicated"),
)
KEPT = "kept"
"""The recipe of a corpus whose texts are as in the source; RECIPE is that of one with wrapped lines joined."""


@dataclass(frozen=True)
class Refusal:
    """A record that was refused, or taken with something left out: where, why, and more about it."""

    place: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class IntakeReport:
    """What an import did. ``refused`` were not taken; ``noted`` were, but without one of their fields.

    ``recipe`` is KEPT or RECIPE, ``recorded`` whether it is that of the corpus that was replaced. By RECIPE,
    ``unwrapped`` texts lost ``breaks`` line breaks, and ``stripped`` texts Markdown.
    """

    corpus: Corpus
    format: str
    read: int
    taken: int
    refused: tuple[Refusal, ...]
    noted: tuple[Refusal, ...]
    recipe: str
    recorded: bool
    unwrapped: int
    breaks: int
    stripped: int

    def reasons(self) -> dict[str, int]:
        """Return how many records were refused for each reason, the most frequent first."""
        return dict(Counter(refusal.reason for refusal in self.refused).most_common())


@dataclass
class _Intake:
    """The records taken so far, and what makes a further one a duplicate."""

    keep_lines: bool
    read: int = 0
    unwrapped: int = 0
    breaks: int = 0
    stripped: int = 0
    reviews: list[Review] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    noted: list[Refusal] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def refuse(self, place: str, url: str, stage: str, why: RefusedRecordError, date: str = "") -> None:
        self.refused.append(Refusal(place, why.reason, why.detail))
        detail = f"{place}: {why.detail}" if why.detail else place
        self.fates.append(Fate(url=url, date=date, stage=stage, reason=why.reason, detail=detail))

    def take(self, place: str, review: Review, notes: list[str]) -> None:
        link, text = canonical(review.url), digest(" ".join(review.content.split()))
        for seen, key, reason in ((self.urls, link, "same URL"), (self.texts, text, "same text")):
            if key in seen:
                why = RefusedRecordError(reason, f"as {seen[key]}")
                self.refuse(place, review.url, "unique", why, review.date_published)
                return
        self.urls[link] = self.texts[text] = place
        song = f"{review.song.artist} - {review.song.title}" if review.song else ""
        self.reviews.append(review if self.keep_lines else self._unwrapped(review))
        self.fates.append(Fate(url=review.url, date=review.date_published, song=song))
        self.noted.extend(Refusal(place, "field left out", note) for note in notes)

    def _unwrapped(self, review: Review) -> Review:
        text, breaks = unwrap(review.content)
        content = strip_emphasis(strip_opening(text))
        self.unwrapped += breaks > 0
        self.breaks += breaks
        self.stripped += content != text
        return msgspec.structs.replace(review, content=content, word_count=len(content.split()))


def import_corpus(
    source: Path,
    folder: Path,
    name: str,
    *,
    note: str = "",
    replace: bool = False,
    keep_lines: bool | None = None,
) -> IntakeReport:
    """Import ``source`` (.jsonl, .json, .csv, .tsv or a folder of .txt and .md) as the corpus ``name``.

    Hard-wrapped lines are joined, and Markdown at the start of a text and emphasis are removed (see
    ``text/wraps.py``), unless ``keep_lines``. None does what the import before did, which the corpus to be replaced
    records.

    Records without a readable text, with a URL that is not http(s), and duplicates (the same URL or the
    same text) are refused one by one; the corpus is written only when the whole source has been read.
    Raises CorpusError where the source cannot be read, where nothing in it can be taken, or where
    ``folder`` already holds a corpus and ``replace`` is False.
    """
    check_name(name)
    if (folder / HEADER).exists() and not replace:
        raise CorpusError(f"there is a corpus '{name}' already", file=folder, hint="say --replace to renew it")
    recorded = _recorded(folder) if keep_lines is None else ""
    recipe = KEPT if keep_lines or recorded == KEPT else RECIPE
    kind, read = reader_for(source)
    intake = _Intake(recipe == KEPT)
    for place, record in read(source):
        intake.read += 1
        where = f"{source.name}/{place}" if kind == "folder" else f"{source.name}#{place.split()[-1]}"
        url = where
        try:
            if isinstance(record, RefusedRecordError):
                raise record
            given = record.get("url")
            url = given if isinstance(given, str) and is_web_url(given) else where
            review, notes = review_of(record, where)
        except RefusedRecordError as why:
            intake.refuse(place, url, "readable", why)
        else:
            intake.take(place, review, notes)
    if not intake.reviews:
        recoded = "; save it as UTF-8" if any(one.reason == NOT_UTF_8 for one in intake.refused) else ""
        raise CorpusError(_nothing(intake.read, intake.refused), file=source, hint=f"no corpus was written{recoded}")
    ledger = Ledger(f"imported from {source.name}", STAGES, intake.fates)
    corpus = write_corpus(folder, name, intake.reviews, note=note, ledger=ledger, recipe=recipe)
    return IntakeReport(
        corpus=corpus,
        format=kind,
        read=intake.read,
        taken=len(intake.reviews),
        refused=tuple(intake.refused),
        noted=tuple(intake.noted),
        recipe=recipe,
        recorded=bool(recorded),
        unwrapped=intake.unwrapped,
        breaks=intake.breaks,
        stripped=intake.stripped,
    )


def _recorded(folder: Path) -> str:
    """Return the recipe of the corpus to be replaced, "" where no import wrote it; imports without one kept lines."""
    try:
        header = json.loads((folder / HEADER).read_bytes())
        return "" if header["taken"] else str(header.get("recipe", KEPT))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _nothing(count: int, refused: list[Refusal]) -> str:
    if not count:
        return "holds no records"
    reasons = Counter(refusal.reason for refusal in refused).most_common(3)
    return f"none of its {count} records can be taken: " + ", ".join(f"{n} {reason}" for reason, n in reasons)

"""A corpus on disk: a header, the reviews as JSON lines and, where a pipeline made it, the ledger.

    corpus.json      format version, name, note, counts, digests
    reviews.jsonl    one review a line, sorted by (date_published, url)
    ledger.jsonl     the fate of every link that came in (see funnel.py)
    history.jsonl    steps back to what earlier runs knew (see history.py), where there were any

The folder is replaced as a whole or not at all. Other files in it (a README) are carried over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from fridaygram.corpus.funnel import Funnel, Ledger, ledger_lines, read_funnel, read_ledger, write_ledger
from fridaygram.corpus.lines import Again, in_order, read_lines, write_lines
from fridaygram.corpus.records import Review, review_key
from fridaygram.errors import CorpusError
from fridaygram.files import digest_file, digest_pieces, folder_atomic, json_text

# What earlier days knew is loaded when it is asked for: counting the funnel of today takes none of it.
if TYPE_CHECKING:
    from fridaygram.corpus.history import History, Snapshot

FORMAT, FORMATS = 2, (1, 2)
"""Format 1 knew no history: it is read as a corpus of one snapshot."""
HEADER, REVIEWS, LEDGER, HISTORY = "corpus.json", "reviews.jsonl", "ledger.jsonl", "history.jsonl"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
PLACE = "content/corpus"
"""Where a blog keeps its corpora, one folder each."""
AGAIN = "acquire or import it again"


class CorpusHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What corpus.json says. ``digest`` is that of reviews.jsonl; ``ledger`` and ``history`` those of theirs or "".

    ``taken`` is the day (YYYY-MM-DD) of the run that wrote it, "" where no run did; ``funnel`` the count of the ledger;
    ``recipe`` what an import did to the texts, "" in a corpus that was acquired or imported before there were recipes.
    """

    format: int
    name: str
    note: str
    reviews: int
    words: int
    digest: str
    ledger: str = ""
    history: str = ""
    taken: str = ""
    recipe: str = ""
    funnel: Funnel | None = None


class Corpus(msgspec.Struct, frozen=True):
    """A corpus that has been opened. ``digest`` changes with its reviews, ``state`` with anything that it keeps."""

    name: str
    folder: Path
    digest: str
    state: str
    note: str
    has_ledger: bool
    has_history: bool = False
    taken: str = ""
    counted: Funnel | None = None

    def reviews(self, as_of: date | None = None) -> list[Review]:
        """Return the reviews sorted by (date_published, url): all those of ``each_review``."""
        return list(self.each_review(as_of))

    def each_review(self, as_of: date | None = None) -> Iterator[Review]:
        """Yield the reviews sorted by (date_published, url), read one by one.

        ``as_of`` gives the corpus as that day knew it: reviews found and judged up to then (see history.steps_back)
        and not published later; those without a date count always. Raises CorpusError where a line is damaged.
        """
        path = self.folder / REVIEWS
        try:
            earlier = self._before(as_of)
            for review in map(msgspec.json.Decoder(Review).decode, earlier.reviews if earlier else read_lines(path)):
                if as_of is None or review.date_published[:10] <= as_of.isoformat():
                    yield review
        except (msgspec.DecodeError, OSError) as error:
            raise CorpusError(f"damaged reviews: {error}", file=path, hint=AGAIN) from None

    def digest_as_of(self, as_of: date | None) -> str:
        """Return the digest of the reviews as of a day: what ``digest`` would be if there were no others."""
        if as_of is None:
            return self.digest
        return digest_pieces(_line(review) + b"\n" for review in self.each_review(as_of))

    def ledger(self) -> Ledger:
        """Return the ledger. Raises CorpusError where this corpus has none or it is damaged."""
        if not self.has_ledger:
            raise CorpusError(
                f"the corpus '{self.name}' has no ledger", hint="a corpus has one when acquired or imported here"
            )
        return read_ledger(self.folder / LEDGER)

    def funnel(self, as_of: date | None = None) -> Funnel | None:
        """Return the funnel as the day ``as_of`` knew it (see ``reviews``), None where the corpus has no ledger."""
        if not self.has_ledger:
            return None
        if as_of is None and self.counted is not None:
            return self.counted
        earlier = self._before(as_of)
        parts = (earlier.head, earlier.fates) if earlier else None
        return read_funnel(self.folder / LEDGER, as_of, parts)

    def history(self) -> History | None:
        """Return the steps back to earlier snapshots, None without any. Raises CorpusError where they are damaged."""
        if not self.has_history:
            return None
        from fridaygram.corpus.history import History

        return History(self.folder / HISTORY)

    def _before(self, as_of: date | None) -> Snapshot | None:
        """Return the snapshot that the day ``as_of`` knew, None where there is no day or no other snapshot."""
        history = self.history() if as_of else None
        if as_of is None or history is None:
            return None
        from fridaygram.corpus.history import Snapshot, steps_back

        steps = history.back(steps_back((*history.days, self.taken), as_of.isoformat()))
        return reduce(Snapshot.before, steps, _snapshot(self.folder, self.taken))


def _snapshot(folder: Path, taken: str) -> Snapshot:
    """Return the lines of a corpus as it stands. Raises CorpusError where its ledger cannot be read."""
    from fridaygram.corpus.history import Snapshot

    head, fates = ledger_lines(folder / LEDGER)
    return Snapshot(taken, head, fates, Again(lambda: read_lines(folder / REVIEWS)))


def check_name(name: str) -> str:
    """Return ``name`` if it can name a corpus. Raises CorpusError where it can't."""
    if not NAME.fullmatch(name):
        raise CorpusError(
            f"'{name}' cannot name a corpus", hint="use lower-case letters, digits and hyphens, at most 64"
        )
    return name


def open_corpus(folder: Path, checked: tuple[str, ...] = (REVIEWS, LEDGER, HISTORY)) -> Corpus:
    """Open the corpus in ``folder``; ``checked`` are the files that the caller is going to read.

    Raises CorpusError where it is missing, of another format, or its files are not those of its header.
    """
    path = folder / HEADER
    try:
        header = msgspec.json.decode(path.read_bytes(), type=CorpusHeader)
    except (FileNotFoundError, NotADirectoryError):
        way_out = f"make it with 'fridaygram corpus import FILE --name {folder.name}' or 'fridaygram acquire'"
        raise CorpusError(f"there is no corpus '{folder.name}'", file=folder, hint=way_out) from None
    except (msgspec.DecodeError, OSError) as error:
        raise CorpusError(f"damaged header: {error}", file=path, hint=AGAIN) from None
    if header.format not in FORMATS:
        raise CorpusError(f"format {header.format} of another version, this one reads {FORMAT}", file=path, hint=AGAIN)
    for name, expected in ((REVIEWS, header.digest), (LEDGER, header.ledger), (HISTORY, header.history)):
        if name in checked and expected and _digest_or_none(folder / name) != expected:
            raise CorpusError("not the file that corpus.json describes", file=folder / name, hint=AGAIN)
    state = " ".join((header.digest, header.ledger, header.history, header.taken))
    return Corpus(
        header.name, folder, header.digest, state, header.note, bool(header.ledger), bool(header.history),
        header.taken, header.funnel,
    )  # fmt: skip


def write_corpus(
    folder: Path,
    name: str,
    reviews: Iterable[Review],
    *,
    note: str = "",
    ledger: Ledger | None = None,
    taken: str = "",
    anew: bool = False,
    recipe: str = "",
) -> Corpus:
    """Write a corpus atomically in the place of what ``folder`` held, and open it.

    ``taken`` is the day of the run that found it: then what stood here before stays as a step back, and ``anew`` says
    that the rules are others, also for earlier days; without it, what stood here is forgotten. ``recipe`` is what an
    import did to the texts.

    Raises CorpusError where two reviews have one URL, where there is none, where the ledger does not
    keep as many links as there are reviews, or where ``folder`` holds something else than a corpus.
    """
    check_name(name)
    if folder.exists() and any(folder.iterdir()) and not (folder / HEADER).exists():
        raise CorpusError("is not empty and holds no corpus", file=folder, hint="choose another name")
    with folder_atomic(folder) as beside:
        _carry_over(folder, beside)
        write_lines(beside / REVIEWS, in_order(map(_line, reviews), review_key, beside))
        number, words = _counted(name, beside / REVIEWS)
        funnel = None
        if ledger:
            write_ledger(beside / LEDGER, ledger)
            funnel = read_funnel(beside / LEDGER)
            if (kept := funnel.stages[-1].count) != number:
                raise CorpusError(f"the ledger of '{name}' keeps {kept} links, the corpus has {number} reviews")
            taken = _write_history(folder, beside, taken, anew=anew) if taken else ""
        header = CorpusHeader(
            format=FORMAT,
            name=name,
            note=note,
            reviews=number,
            words=words,
            digest=digest_file(beside / REVIEWS),
            ledger=_digest_or_none(beside / LEDGER) or "",
            history=_digest_or_none(beside / HISTORY) or "",
            taken=taken,
            recipe=recipe,
            funnel=funnel,
        )
        fields = msgspec.to_builtins(header)
        if not recipe:
            del fields["recipe"]
        (beside / HEADER).write_text(json_text(fields), "utf-8")
    return open_corpus(folder)


def _line(review: Review) -> bytes:
    return msgspec.json.encode(review, order="deterministic")


def _write_history(folder: Path, beside: Path, taken: str, *, anew: bool) -> str:
    """Write the history of the corpus in ``beside``, which takes the place of ``folder``; return the day of its run."""
    before = open_corpus(folder) if (folder / HEADER).exists() else None
    if before is None or not before.has_ledger:
        return taken
    from fridaygram.corpus.history import write_judged_anew, write_step

    last, new = _snapshot(folder, before.taken), _snapshot(beside, taken)
    history = before.history()
    with (beside / HISTORY).open("w+b") as out:
        if anew:
            taken = write_judged_anew(out, history.back(len(history.days)) if history else (), last, new)
        else:
            if history:
                out.writelines(line + b"\n" for line in read_lines(folder / HISTORY))
            taken = write_step(out, last, new)
        is_empty = not out.tell()
    if is_empty:
        (beside / HISTORY).unlink()
    return taken


def _counted(name: str, path: Path) -> tuple[int, int]:
    """Return how many reviews and words a file has. Raises CorpusError for none, and for two of one URL."""
    import numpy as np

    from fridaygram.corpus.history import marks_of

    words = 0

    def urls() -> Iterator[str]:
        nonlocal words
        for post in map(review_key, read_lines(path)):
            words += post.word_count
            yield post.url

    marks = np.sort(marks_of(urls()))
    if not len(marks):
        raise CorpusError(f"the corpus '{name}' would be empty", hint="nothing was written")
    if (marks[1:] == marks[:-1]).any():
        seen: set[str] = set()
        for url in urls():
            if url in seen:
                raise CorpusError(f"two reviews have the URL {url}", hint="keep one of them")
            seen.add(url)
    return len(marks), words


def _carry_over(folder: Path, beside: Path) -> None:
    import shutil

    if not folder.exists():
        return
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.is_symlink() and path.name not in (HEADER, REVIEWS, LEDGER, HISTORY):
            shutil.copyfile(path, beside / path.name)


def _digest_or_none(path: Path) -> str | None:
    try:
        return digest_file(path)
    except OSError:
        return None

"""Which text of a page is its article: ours against bare trafilatura and readability-lxml, on three public test sets.

    python -m bench.extract FOLDER

FOLDER holds clones of the sets, each as its project publishes it; none of their texts is part of this one:

- ``article-extraction-benchmark`` (Zyte): the whole text of 181 articles. F1 of shingles of four words, precision and
  recall each a mean over pages, as its ``evaluate.py`` has them.
- ``trafilatura``: for 990 pages, phrases that a text must and must not have. F1 over all phrases.
- ``readability`` (Mozilla): what Readability made of 130 pages, as HTML; shingles of four words as in the first. It
  measures how near a reader comes to Readability.

A set that is missing is left out, and the table says so. "empty" counts pages without any text.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from unicodedata import normalize

from lxml import html as lxml_html

Extractor = Callable[[bytes], str]
SETS = ("article-extraction-benchmark", "trafilatura", "readability")
WORDS = re.compile(r"\w+")
ADDRESS = "https://example.org/2018/a-post/"


@dataclass(frozen=True)
class Page:
    """One page and what its text must be: the whole ``text``, or phrases that it has and phrases that it has not."""

    body: bytes
    text: str | None = None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def main() -> None:
    """Print a table: a row an extractor, a column a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="holds the clones")
    folder = parser.parse_args().folder
    found = {name: folder / name for name in SETS if folder is not None and (folder / name).is_dir()}
    for name in SETS:
        if name not in found:
            print(f"{name}: not here, left out; clone it into a folder and give that folder")
    if not found:
        return
    sets = {name: pages(name, path) for name, path in found.items()}
    print(f"trafilatura {version('trafilatura')}; F1 (pages without text)\n")
    print(f"{'':<24}" + "".join(f"{f'{name} ({len(all_of)})':>36}" for name, all_of in sets.items()))
    with ProcessPoolExecutor() as pool:
        for label, extractor in contestants().items():
            cells = []
            for all_of in sets.values():
                texts = list(pool.map(partial(_text, extractor), [page.body for page in all_of], chunksize=8))
                cells.append(f"{score(all_of, texts):.3f} ({sum(not text.strip() for text in texts)})")
            print(f"{label:<24}" + "".join(f"{cell:>36}" for cell in cells), flush=True)


def contestants() -> dict[str, Extractor]:
    """Return the extractors by name; readability-lxml where it is installed."""
    named: dict[str, Extractor] = {
        "Fridaygram": ours,
        "trafilatura": trafilatura_alone,
        "trafilatura, precision": partial(trafilatura_alone, precision=True),
    }
    try:
        named[f"readability-lxml {version('readability-lxml')}"] = readability
    except PackageNotFoundError:
        print("readability-lxml: not installed, left out")
    return named


def _text(extractor: Extractor, body: bytes) -> str:
    try:
        return extractor(body)
    except Exception:  # noqa: BLE001 - a page that breaks an extractor counts as a page without text
        return ""


def ours(body: bytes) -> str:
    """Return the text that the pipeline reads, whatever state it gives the page; in NFC, as ``clean`` has it."""
    from fridaygram.corpus.text.extract import read_page

    return normalize("NFC", read_page(body, ADDRESS, ADDRESS).text)


def trafilatura_alone(body: bytes, *, precision: bool = False) -> str:
    """Return trafilatura's text with its defaults, without comments."""
    from trafilatura import extract

    return extract(body, include_comments=False, favor_precision=precision) or ""


def readability(body: bytes) -> str:
    """Return readability-lxml's text."""
    from readability import Document

    return _plain(Document(body.decode("utf-8", "replace")).summary())


def pages(name: str, folder: Path) -> list[Page]:
    """Return the pages of a set, in the order of its files."""
    read = {"article-extraction-benchmark": _zyte, "trafilatura": _trafilatura, "readability": _mozilla}
    return list(read[name](folder))


def _zyte(folder: Path) -> Iterator[Page]:
    import gzip

    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for key in sorted(truth):
        yield Page(gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()), truth[key]["articleBody"])


def _trafilatura(folder: Path) -> Iterator[Page]:
    entries = json.loads((folder / "tests" / "evaldata.json").read_text("utf-8"))
    for address in sorted(entries):
        entry = entries[address]
        places = [folder / "tests" / room / entry["file"] for room in ("cache", "eval")]
        body = next(place for place in places if place.is_file()).read_bytes()
        yield Page(body, wanted=tuple(entry["with"]), unwanted=tuple(entry["without"]))


def _mozilla(folder: Path) -> Iterator[Page]:
    for path in sorted((folder / "test" / "test-pages").glob("*/source.html")):
        yield Page(path.read_bytes(), _plain((path.parent / "expected.html").read_text("utf-8")))


def score(all_of: list[Page], texts: list[str]) -> float:
    """Return the F1 of a set's texts, by phrases where its pages have phrases, else by shingles."""
    if all_of[0].text is None:
        return _by_phrases(all_of, texts)
    precisions, recalls = [], []
    for page, text in zip(all_of, texts, strict=True):
        true, found = _shingles(page.text or ""), _shingles(text)
        hits = (true & found).total()
        if found:
            precisions.append(hits / found.total())
        if true:
            recalls.append(hits / true.total())
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * precision * recall / (precision + recall)


def _by_phrases(all_of: list[Page], texts: list[str]) -> float:
    hits = wrong = missed = 0
    for page, text in zip(all_of, texts, strict=True):
        said = " ".join(text.split())
        here = sum(" ".join(phrase.split()) in said for phrase in page.wanted)
        hits += here
        missed += len(page.wanted) - here
        wrong += sum(" ".join(phrase.split()) in said for phrase in page.unwanted)
    return 2 * hits / (2 * hits + wrong + missed)


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = WORDS.findall(text)
    return Counter(filter(None, (tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))))


def _plain(source: str) -> str:
    tree = lxml_html.fromstring(source)
    for inside in tree.iter("script", "style"):
        inside.text = ""
    return " ".join(" ".join(tree.itertext()).split())


if __name__ == "__main__":
    main()

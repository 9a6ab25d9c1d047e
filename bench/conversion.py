"""Markdown to HTML alone: ours, all of it, against bare Python-Markdown with footnotes, tables, contents and Pygments.

    python -m bench.conversion [--posts 520] [--runs 5]

One process, its processor time, a handful of posts by one and then by the other; of each handful the best run counts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from markdown import Markdown

from bench.blogs import fridaygram_blog, sentences
from fridaygram.pages.body import Fills
from fridaygram.pages.document import Document, read_document
from fridaygram.pages.markup.convert import convert
from fridaygram.pages.sources import find_sources

HANDFUL = 20
EXTENSIONS = ["footnotes", "tables", "toc", "fenced_code", "codehilite"]


def main() -> None:
    """Print milliseconds a post, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=520)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "blog"
        fridaygram_blog(root, args.posts, sentences())
        documents = [read_document(root, source, "UTC") for source in find_sources(root).documents]
    bare = Markdown(extensions=EXTENSIONS, output_format="html")
    contestants: dict[str, Callable[[Document], object]] = {
        "fridaygram": lambda document: convert(document, Fills()),
        "Python-Markdown": lambda document: bare.reset().convert(document.body),
    }
    best: dict[str, dict[int, float]] = {name: {} for name in contestants}
    for _ in range(args.runs):
        for first in range(0, len(documents), HANDFUL):
            for name, contestant in contestants.items():
                spent = _spent(contestant, documents[first : first + HANDFUL])
                best[name][first] = min(spent, best[name].get(first, spent))
    peer = sum(best["Python-Markdown"].values())
    print(f"{len(documents)} posts\n\n| converter | ms a post | of Python-Markdown's |\n| --- | ---: | ---: |")
    for name, times in best.items():
        print(f"| {name} | {1000 * sum(times.values()) / len(documents):.2f} | {sum(times.values()) / peer:.2f} |")


def _spent(contestant: Callable[[Document], object], documents: list[Document]) -> float:
    start = time.process_time()
    for document in documents:
        contestant(document)
    return time.process_time() - start


if __name__ == "__main__":
    main()

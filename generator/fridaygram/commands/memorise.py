"""``fridaygram memorise NAME FILE``: what of a text stands in the training texts, and where."""

from __future__ import annotations

import argparse
from pathlib import Path

from fridaygram.commands.base import Command, Console, blog_root, many, whole
from fridaygram.corpus.header import check_model_is_current
from fridaygram.files import read_text
from fridaygram.plan.blog import Blog
from fridaygram.values.stores import Shelf

AT_LEAST, SHOWN = 20, 60


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the trained corpus")
    parser.add_argument("file", metavar="FILE", type=Path, help="the text to look at (UTF-8)")
    parser.add_argument(
        "--at-least", type=whole(1), default=AT_LEAST, metavar="C", help=f"shortest span to list (default: {AT_LEAST})"
    )
    parser.add_argument("--stale", action="store_true", help="go on with a model that is older than its corpus")
    parser.add_argument("--json", action="store_true", help="print spans, lengths and sources as JSON")


def _run(args: argparse.Namespace, console: Console) -> int:
    import msgspec

    from fridaygram.lm import memorise

    blog = Blog(blog_root(args))
    index = Shelf(blog.corpora, blog.models).index(args.name)
    if remark := check_model_is_current(blog.corpora / args.name, index.corpus_digest, stale=args.stale):
        console.remark(remark)
    found = memorise(index, read_text(args.file), at_least=args.at_least)
    if args.json:
        console.json({"corpus": args.name, "file": str(args.file), **msgspec.to_builtins(found)})
        return 0
    console.say(
        f"{args.file}: {found.characters:,} characters; the longest copy has {found.longest}, "
        f"the mean match {found.mean_match:.1f}; {found.novel_share:.1%} stand in no copy of {args.at_least} or more"
    )
    for span in found.spans:
        text = span.text if len(span.text) <= SHOWN else span.text[: SHOWN - 1] + "…"
        console.say(
            f"  at {span.start:>6}, {span.length:>4} characters, in {many(len(span.sources), 'text')}: {text!r}"
        )
    return 0


COMMAND = Command(
    summary="find what a text copies",
    description="For every position of a text, the longest piece that stands in the training texts, and in which.",
    arguments=_arguments,
    run=_run,
    examples=("fridaygram memorise demo sample.txt", "fridaygram memorise demo sample.txt --at-least 40 --json"),
)

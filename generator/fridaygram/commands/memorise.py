"""``fridaygram memorise NAME FILE``: what of a text stands in the training texts, and where."""

from __future__ import annotations

import argparse
from pathlib import Path

from fridaygram.commands.base import Command, Console, add_json, blog_root, many, whole
from fridaygram.files import read_text
from fridaygram.plan.blog import Blog
from fridaygram.values.samples.copying import training_reviews

AT_LEAST, SHOWN = 20, 5


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the trained corpus")
    parser.add_argument("file", metavar="FILE", type=Path, help="the text to look at (UTF-8)")
    parser.add_argument(
        "--at-least", type=whole(1), default=AT_LEAST, metavar="C", help=f"shortest span to list (default: {AT_LEAST})"
    )
    parser.add_argument("--stale", action="store_true", help="go on with a model that is older than its corpus")
    add_json(parser, "spans, lengths and sources")


def _run(args: argparse.Namespace, console: Console) -> int:
    import msgspec

    from fridaygram.lm import memorise

    stores = Blog(blog_root(args)).stores()
    index = stores.shelf.index(args.name)
    if remark := stores.shelf.check_model_is_current(args.name, stale=args.stale):
        console.remark(remark)
    found = memorise(index, read_text(args.file), at_least=args.at_least)
    if args.json:
        console.json({"corpus": args.name, "file": str(args.file), **msgspec.to_builtins(found)})
        return 0
    console.say(
        f"{args.file}: {found.characters:,} characters; the longest copy has {found.longest}, "
        f"the mean match {found.mean_match:.1f}; {found.novel_share:.1%} stand in no copy of {args.at_least} or more"
    )
    addresses = [f": {review.url}" for review in training_reviews(args.name, stores)]
    for span in found.spans:
        console.say(f"  at {span.start:>6}, {span.length:>4} characters, in {many(len(span.sources), 'text')}")
        console.say(f"    {span.text!r}")
        for number in span.sources[:SHOWN]:
            console.say(f"    text {number:,}{addresses[number] if addresses else ''}")
        if len(span.sources) > SHOWN:
            console.say(f"    and {many(len(span.sources) - SHOWN, 'text')} more; --json lists all")
    if found.spans and not addresses:
        console.remark(f"no addresses: the corpus '{args.name}' that the model was trained on is not here")
    return 0


COMMAND = Command(
    summary="find what a text copies",
    description=(
        "For every position of a text, the longest piece that stands in the training texts, and in which:\n"
        "each copy with its text and the addresses of the texts that have it."
    ),
    arguments=_arguments,
    run=_run,
    extra="train",
    examples=("fridaygram memorise demo sample.txt", "fridaygram memorise demo sample.txt --at-least 40 --json"),
)

"""``fridaygram train NAME``: one index of a corpus, for every order at once."""

from __future__ import annotations

import argparse
from typing import Any

from generator.commands.base import Command, Console, blog_root, share, whole
from generator.plan.blog import Blog
from generator.values.stores import Shelf

HELD_OUT, SEED = 0.2, 1


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the corpus")
    parser.add_argument("--order", type=whole(1), nargs="+", metavar="N", help="evaluate these orders when it is done")
    parser.add_argument(
        "--held-out", type=share, default=HELD_OUT, metavar="S", help=f"share of texts kept aside (default: {HELD_OUT})"
    )
    parser.add_argument("--seed", type=whole(0), default=SEED, metavar="S", help=f"of the split (default: {SEED})")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="train on the corpus as of this day")
    parser.add_argument("--if-missing", action="store_true", help="do nothing where a model of this corpus is there")
    parser.add_argument("--json", action="store_true", help="print what was trained as JSON")


def _run(args: argparse.Namespace, console: Console) -> int:
    from generator.clock import moment
    from generator.lm import save_index, train

    blog = Blog(blog_root(args))
    corpus = Shelf(blog.corpora, blog.models).corpus(args.name)
    folder = blog.models / args.name
    if args.if_missing and _is_current(folder, corpus.digest):
        console.remark(f"The model of '{args.name}' is there already.")
        return 0
    as_of = moment("UTC", args.date).date() if args.date else None
    texts = [review.content for review in corpus.reviews(as_of)]
    with console.progress() as progress:
        index = train(
            texts,
            held_out=args.held_out,
            seed=args.seed,
            progress=progress,
        )
        save_index(folder, index, corpus=args.name, corpus_digest=corpus.digest)
    trained = {
        "corpus": args.name,
        "texts": index.texts,
        "characters": index.characters,
        "alphabet": len(index.alphabet.characters),
        "held_out": len(index.held_out.texts) if index.held_out else 0,
        "digest": index.digest,
        "bytes": index.size_bytes,
    }
    rows = _evaluated(index, texts, args.order, console) if args.order else []
    if args.json:
        console.json({**trained, "evaluation": rows} if rows else trained)
        return 0
    console.say(
        f"{args.name}: every order trained on {index.texts:,} texts, {index.characters:,} characters, "
        f"{trained['alphabet']} of them distinct; {trained['held_out']:,} texts kept aside"
    )
    for row in rows:
        bits = row["bits_per_character"]
        console.say(
            f"  {row['model']:<12} order {row['order']:>2}  " + ("infinite" if bits is None else f"{bits:.3f} bits")
        )
    return 0


def _is_current(folder: Any, corpus_digest: str) -> bool:
    from generator.errors import ModelError
    from generator.lm import open_index

    if not folder.is_dir():
        return False
    try:
        open_index(folder, corpus_digest=corpus_digest)
    except ModelError:
        return False
    return True


def _evaluated(index: Any, texts: list[str], orders: list[int], console: Console) -> list[dict[str, Any]]:
    import msgspec

    from generator.errors import UsageError
    from generator.lm import evaluate

    if index.held_out is None or not index.held_out.texts:
        raise UsageError("there are no held-out texts to evaluate on", hint="train with --held-out 0.2")
    kept = [texts[number] for number in index.held_out.texts]
    rows: list[dict[str, Any]] = msgspec.to_builtins(evaluate(index, kept, orders=sorted(orders)).rows)
    return rows


COMMAND = Command(
    summary="train on a corpus, all orders at once",
    description=(
        "Index a corpus in content/models/NAME, from which every model of every order is read. A share of the texts\n"
        "is kept aside for honest numbers; near-duplicates stay on one side."
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram train demo", "fridaygram train reviews --held-out 0.1 --seed 7 --order 4 8"),
)

"""``fridaygram sample NAME``: texts that a trained model writes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from fridaygram.commands.base import MOST_ORDER, Command, Console, add_json, blog_root, whole
from fridaygram.lm.base import MOST_TEXTS
from fridaygram.lm.sentences import UNTIL
from fridaygram.plan.blog import Blog
from fridaygram.values.samples.receipts import how

if TYPE_CHECKING:
    from fridaygram.lm import Sample, TraceStep

LIMIT, RANKED, RULER = 400, 4, 60


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the trained corpus")
    parser.add_argument(
        "--order",
        type=whole(1, MOST_ORDER),
        metavar="N",
        help="history length (default: the model's own, printed with the texts)",
    )
    parser.add_argument("--model", default="mle", metavar="KIND", help="the kind of model (default: mle, unsmoothed)")
    parser.add_argument("--song", metavar="SONG", help="for a model of songs: the song, as 'Artist - Title'")
    parser.add_argument("--seed", type=whole(0), default=1, metavar="S", help="where chance begins (default: 1)")
    parser.add_argument(
        "--count",
        type=whole(1, MOST_TEXTS),
        default=1,
        metavar="K",
        help=f"how many texts (default: 1, at most {MOST_TEXTS:,}; another seed writes others)",
    )
    parser.add_argument(
        "--length", type=whole(1), default=LIMIT, metavar="C", help=f"characters at most (default: {LIMIT})"
    )
    parser.set_defaults(prompt="", first_sentence=False, temperature=1.0, top_k=0, top_p=1.0, until="word")
    how_arguments(parser)
    parser.add_argument("--trace", action="store_true", help="show history, distribution and choice of each step")
    parser.add_argument("--stale", action="store_true", help="go on with a model that is older than its corpus")
    form = parser.add_mutually_exclusive_group()
    add_json(form, "the samples with their receipts")
    form.add_argument("--null", action="store_true", help="end each text with a zero byte, for xargs -0")


def how_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that ``curate`` has too: how a text begins, how its characters are chosen, where it is cut."""
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--prompt", metavar="TEXT", help="how every text begins")
    begin.add_argument(
        "--first-sentence",
        action="store_true",
        default=None,
        help="begin each text with the first sentence of a training text, another one each",
    )
    parser.add_argument("--temperature", type=float, metavar="T", help="below 1 safer, above 1 wilder")
    parser.add_argument("--top-k", type=whole(0), metavar="K", help="only the K most probable characters (0: all)")
    parser.add_argument(
        "--top-p", type=float, metavar="P", help="only the fewest characters that have P of the probability (1: all)"
    )
    parser.add_argument(
        "--until", choices=UNTIL, help="cut a text that reaches its length after its last whole one (default: word)"
    )


def _run(args: argparse.Namespace, console: Console) -> int:
    import msgspec

    from fridaygram.lm import sample_texts
    from fridaygram.values.cards import card_named
    from fridaygram.values.samples.replay import writer

    stores = Blog(blog_root(args)).stores()
    index = stores.shelf.index(args.name)
    if remark := stores.shelf.check_model_is_current(args.name, stale=args.stale):
        console.remark(remark)
    card = card_named(args.name, stores, args.song) if args.song else None
    model = writer(args.model, index, args.order, card)
    args.limit = args.length
    with console.progress() as progress:
        drawn = {"count": args.count, "seed": args.seed, "trace": args.trace, "progress": progress}
        samples = sample_texts(model, **drawn, **how(args))
    if args.json:
        console.json({"model_digest": index.digest, "samples": [msgspec.to_builtins(sample) for sample in samples]})
        return 0
    for number, sample in enumerate(samples, 1):
        mark = "" if sample.ended or args.until == "sentence" else " [...]"
        text = "\n".join([sample.text + mark, *map(_step_line, sample.trace)])
        if args.null:
            console.text(f"{text}\0")
            continue
        if len(samples) > 1:
            console.say(_ruler(number, sample))
        console.say(text)
    if cut := sum(not sample.ended for sample in samples):
        shown = f"cut after the last whole {args.until}" if args.until != "character" else "as long as that"
        marked = "" if args.until == "sentence" else " and marked [...]"
        console.remark(f"--length {args.length} ended {cut:,} of {len(samples):,}: {shown}{marked}")
    order = "all of the text" if model.order is None else f"order {model.order}"
    song = f" of {args.song}" if args.song else ""
    console.remark(f"{order}, {args.model}{song}, seed {args.seed}: the same line writes the same texts again")
    return 0


def _ruler(number: int, sample: Sample) -> str:
    """Return the line above a text: texts may hold blank lines."""
    order = "" if sample.order is None else f", order {sample.order}"
    return f"--- {number} of {sample.batch}{order}, seed {sample.seed} ".ljust(RULER, "-")


def _step_line(step: TraceStep) -> str:
    """Return a step in one line: the history, the choice, and the most probable of what could follow."""
    ranked = sorted(step.distribution.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{_quoted(name)} {probability:.3g}" for name, probability in ranked[:RANKED])
    more = f" and {len(ranked) - RANKED} more" if len(ranked) > RANKED else ""
    return f"  {step.history!r} -> {_quoted(step.choice)} {step.probability:.3g}   of {shown}{more}"


def _quoted(name: str) -> str:
    return repr(name) if len(name) == 1 else "unknown" if name else "end"


COMMAND = Command(
    summary="let a trained model write",
    description=(
        "Print texts that a model writes; the same order, seed and count give the same texts everywhere.\n"
        "A text may hold blank lines: above each of several stands a line with its number, order and seed.\n"
        "In a pipe, --null gives one text a record and --json one object a text."
    ),
    arguments=_arguments,
    run=_run,
    extra="train",
    examples=(
        "fridaygram sample demo --order 4 --count 5",
        "fridaygram sample demo --order 2 --trace",
        "fridaygram sample demo --count 100 --null | xargs -0 -n 1 echo    one text a record",
        "fridaygram sample demo --order 8 --prompt 'This song' --temperature 0.8 --json",
        "fridaygram sample demo --model context-mixing --top-p 0.95 --first-sentence --until sentence",
        "fridaygram sample demo --model song --song 'Department of Kerbs - Kerb Appeal'",
    ),
)

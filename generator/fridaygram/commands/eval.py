"""``fridaygram eval NAME``: measures models on held-out text, and marks the one measure that flatters."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from fridaygram.commands.base import MOST_ORDER, Command, Console, add_json, blog_root, many, whole
from fridaygram.corpus.records import songs_of
from fridaygram.errors import UsageError
from fridaygram.plan.blog import Blog
from fridaygram.values.kinds.order_curve import HIGHEST, held_out_texts

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review
    from fridaygram.lm import Evaluation, Index
    from fridaygram.values.stores import BlogStores

SONG = "song"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the trained corpus")
    parser.add_argument(
        "--order", type=whole(1, MOST_ORDER), nargs="+", metavar="N", help=f"orders (default: 1 to {HIGHEST})"
    )
    parser.add_argument("--model", nargs="+", metavar="KIND", help="kinds of model (default: mle kneser-ney)")
    parser.add_argument(
        "--samples", action="store_true", help="measure what models write instead: unknown words and long copies"
    )
    parser.add_argument(
        "--texts", action="store_true", help="measure the reviews that --model song writes, beside those by people"
    )
    for name, what in (("--temperature", "T"), ("--top-p", "P")):
        parser.add_argument(name, type=float, nargs="+", default=[1.0], metavar=what, help="of samples (default: 1)")
    parser.add_argument(
        "--seed", type=whole(0), default=1, metavar="S", help="draws the other songs of --model song (default: 1)"
    )
    add_json(parser, "the table")


def _run(args: argparse.Namespace, console: Console) -> int:
    import msgspec

    from fridaygram.lm import evaluate
    from fridaygram.lm.evaluation import MODELS, one_row_each

    if not args.samples and (args.temperature != [1.0] or args.top_p != [1.0]):
        raise UsageError("--temperature and --top-p are of samples", hint="add --samples")
    stores = Blog(blog_root(args)).stores()
    texts = held_out_texts(args.name, stores)
    index = stores.index(args.name)
    if args.texts and args.model != [SONG]:
        raise UsageError(f"--texts measures what --model {SONG} writes", hint=f"add --model {SONG}, or see --samples")
    if SONG in (args.model or ()):
        return _songs(args, index, stores, console)
    if args.samples:
        return _read(args, index, texts, console)
    with console.progress() as progress:
        evaluation = evaluate(
            index,
            texts,
            models=tuple(args.model or MODELS),
            orders=sorted(args.order or range(1, HIGHEST + 1)),
            progress=progress,
        )
    evaluation = one_row_each(evaluation, index)
    if args.json:
        console.json({"corpus": args.name, "model_digest": index.digest, **msgspec.to_builtins(evaluation)})
        return 0
    _say(args.name, evaluation, console)
    return 0


def _songs(args: argparse.Namespace, index: Index, stores: BlogStores, console: Console) -> int:
    """Print the bits of held-out texts with no card, with their song's, and with another song's."""
    import msgspec

    from fridaygram.lm.song.bits import song_bits
    from fridaygram.values.cards import cards_of

    if args.model != [SONG] or args.samples or args.order:
        raise UsageError(f"--model {SONG} is measured alone, by its cards", hint="leave out the other options")
    reviews = stores.training(args.name)
    if args.texts:
        return _song_texts(args, index, reviews, console)
    kept = [reviews[number] for number in index.held_out.texts] if index.held_out else []
    with console.progress() as progress:
        texts, songs = [review.content for review in kept], songs_of(kept)
        found = song_bits(index, texts, cards_of(kept), songs, seed=args.seed, progress=progress)
    if args.json:
        console.json({"corpus": args.name, "model_digest": index.digest, **msgspec.to_builtins(found)})
        return 0
    people = f"{many(found.texts, 'held-out text')} about {many(found.songs, 'song')}"
    console.say(f"{args.name}: {people}, {found.events:,} events, {found.model}")
    console.say()
    console.say("card                                    bits          against no card")
    for row in found.rows:
        change = "" if row.card == "no card" else f"{row.difference:+.3f} ± {row.difference_error:.3f}"
        console.say(f"{row.card:<36} {row.bits:.3f} ± {row.error:.3f}  {change:>15}".rstrip())
    console.remark("an event is a character, a masked artist or title, or the end; ± is a standard error, of songs")
    return 0


def _song_texts(args: argparse.Namespace, index: Index, reviews: list[Review], console: Console) -> int:
    """Print measures of reviews that the model writes, beside those by people and controls."""
    import msgspec

    from fridaygram.lm.song.comparison import table
    from fridaygram.values.reviews import compared_texts

    with console.progress() as progress:
        found = compared_texts(index, reviews, seed=args.seed, progress=progress)
    if args.json:
        console.json({"corpus": args.name, "model_digest": index.digest, **msgspec.to_builtins(found)})
        return 0
    console.say(f"{args.name}: reviews of {many(found.songs, 'held-out song')}, by people and by the model told of")
    heading, *rows = table(found)
    widths = [max(9, len(name)) for name in heading]
    for row in [heading, *rows]:
        cells = "  ".join(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        console.say(f"{row[0]:<36} {cells}".rstrip())
    console.remark(f"seed {args.seed}; a number says something beside people's, and beside that of a control")
    return 0


def _read(args: argparse.Namespace, index: Index, texts: list[str], console: Console) -> int:
    """Print unknown words and long copies of held-out texts and of samples."""
    import msgspec

    from fridaygram.lm import readability
    from fridaygram.lm.evaluation import LENGTH, LONG_COPY, MODELS, SAMPLES, SEED

    with console.progress() as progress:
        rows = list(
            readability(
                index,
                texts,
                models=args.model or MODELS,
                orders=args.order or (None,),
                temperatures=args.temperature,
                top_ps=args.top_p,
                progress=progress,
            )
        )
    if args.json:
        console.json({"corpus": args.name, "model_digest": index.digest, "rows": msgspec.to_builtins(rows)})
        return 0
    people = many(rows[0].texts, "held-out text")
    console.say(f"{args.name}: {SAMPLES} samples of each setting, seed {SEED}, and {people} by people,")
    console.say(f"all of {LENGTH} characters at most")
    console.say()
    console.say("model                order  temperature  top-p  unknown words  in long copies")
    for row in rows:
        setting = ("", "", "") if row.temperature is None else (row.order or "all", row.temperature, row.top_p)
        order, temperature, top_p = setting
        shares = f"{row.unknown_words:>13.1%}  {row.copied:>14.1%}"
        console.say(f"{row.model:<20} {order:>5}  {temperature:>11}  {top_p:>5}  {shares}")
    console.remark(f"unknown words stand in no training text; a long copy is a piece of one, of {LONG_COPY} or more")
    return 0


def _say(name: str, evaluation: Evaluation, console: Console) -> None:
    """Print the best model, then the models that predict every event, then those that call one impossible."""
    console.say(f"{name}: {many(evaluation.texts, 'held-out text')}, {evaluation.characters:,} characters")
    finite = [row for row in evaluation.rows if row.bits_per_character is not None]
    infinite = [row for row in evaluation.rows if row.bits_per_character is None]
    if finite:
        best = min(finite, key=lambda row: row.bits_per_character or 0.0)
        order = f"order {best.order}" if best.order else "all orders"
        console.say(f"best: {best.model}, {order}: {best.bits_per_character:.3f} bits a character")
        console.say()
        console.say("model                order     bits  perplexity   unseen")
    for row in finite:
        console.say(
            f"{row.model:<20} {row.order or 'all':>5} {row.bits_per_character:>8.3f} {row.perplexity:>11.2f} "
            + (f"{row.unseen_share:>8.1%}" if row.order else "")
        )
    if infinite:
        console.say()
        console.say("These call some events impossible: their bits and perplexity are infinite.")
        console.say("model                order   unseen  impossible  bits on covered  seed's perplexity*")
    for row in infinite:
        covered = "" if row.covered_bits is None else f"{row.covered_bits:.3f} ({row.covered_share:.0%})"
        flawed = "" if row.seed_perplexity is None else f"{row.seed_perplexity:.2f}"
        console.say(
            f"{row.model:<20} {row.order:>5} {row.unseen_share:>8.1%} {row.impossible_share:>11.1%} {covered:>16} "
            f"{flawed:>19}".rstrip()
        )
    if any(row.seed_perplexity is not None for row in infinite):
        console.say("* skips histories that were never seen, and so flatters high orders: for comparison only")


COMMAND = Command(
    summary="measure models on held-out text",
    description=(
        "Bits a character, perplexity and coverage of each order and model, on texts that training kept aside.\n"
        "With --samples, what each model writes beside those texts: to choose a model, an order and a temperature by.\n"
        "With --model song, what a song's card is worth: bits with no card, the true one, and another song's;\n"
        "with --texts too, the reviews that it writes: names, genres, copies, and whether they are about their song."
    ),
    arguments=_arguments,
    run=_run,
    extra="train",
    examples=(
        "fridaygram eval demo",
        "fridaygram eval demo --order 4 8 16 --model kneser-ney witten-bell --json",
        "fridaygram eval demo --model song",
        "fridaygram eval demo --model song --texts",
        "fridaygram eval demo --samples --model mle context-mixing --top-p 1 0.95",
    ),
)

"""``fridaygram train NAME``: one index of a corpus, for every order at once."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from sys import intern
from typing import TYPE_CHECKING, Any

from fridaygram.commands.base import MOST_ORDER, Command, Console, add_json, blog_root, many, share, whole
from fridaygram.corpus.records import Review
from fridaygram.errors import UsageError
from fridaygram.plan.blog import Blog
from fridaygram.values.leakage import MOST, NOTHING_KEPT, Leakage, guard, leakage_of_split

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from fridaygram.corpus.store import Corpus
    from fridaygram.lm import Index, Progress
    from fridaygram.lm.texts import StoredTexts
    from fridaygram.lm.training import Sharding

HELD_OUT, SEED = 0.2, 1
SHARDS, LOCK = ".shards", "lock"
"""How the name of the folder of a model's shards ends, and the file in it that a living training holds."""
CONTEXT_MIXING, SONG, NETWORKS = "context-mixing", "song", ("lstm", "transformer")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the corpus")
    parser.add_argument(
        "--order", type=whole(1, MOST_ORDER), nargs="+", metavar="N", help="evaluate these orders after training"
    )
    parser.add_argument(
        "--held-out", type=share, default=HELD_OUT, metavar="S", help=f"share of texts kept aside (default: {HELD_OUT})"
    )
    parser.add_argument("--seed", type=whole(0), default=SEED, metavar="S", help=f"of the split (default: {SEED})")
    parser.add_argument(
        "--most-leakage",
        type=share,
        default=MOST,
        metavar="S",
        help=f"share of the held-out text that may stand in training in long runs (default: {MOST})",
    )
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="train on the corpus as of this day")
    parser.add_argument(
        "--as", dest="model", metavar="NAME-X", help="keep the model under this name, beside the others of the corpus"
    )
    parser.add_argument(
        "--model",
        dest="kind",
        choices=(CONTEXT_MIXING, SONG, *NETWORKS),
        help="teach this model too, which is kept beside the index (lstm and transformer need fridaygram[neural])",
    )
    parser.add_argument(
        "--epochs",
        type=whole(1),
        metavar="N",
        help="the network's readings of the texts (default: 8 to 40, by their size)",
    )
    parser.add_argument(
        "--shard-count",
        type=whole(1),
        metavar="N",
        help="index the texts in N parts, which takes less memory and gives the same model (default: by their size)",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "dask"),
        default="local",
        help="who works on shards: this machine, or a Dask cluster",
    )
    parser.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="of the Dask cluster, such as tcp://HOST:8786"
    )
    parser.add_argument("--if-missing", action="store_true", help="do nothing if this model is there already")
    add_json(parser, "what was trained")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.clock import moment
    from fridaygram.lm import open_index, save_index

    if args.scheduler and args.engine != "dask":
        raise UsageError("--scheduler is of a Dask cluster", hint="add --engine dask, or leave it out")
    if args.epochs and args.kind not in NETWORKS:
        raise UsageError("--epochs is of a network", hint="add --model lstm, or leave it out")
    if args.kind in NETWORKS:
        from fridaygram.lm.neural import torch_module

        torch_module()
    blog = Blog(blog_root(args))
    corpus = blog.shelf().corpus(args.name)
    model = _named(args.model or args.name, args.name, blog)
    folder = blog.models / model
    as_of = moment("UTC", args.date).date() if args.date else None
    trained_on = corpus.digest_as_of(as_of)
    if args.if_missing and _is_current(folder, trained_on):
        console.remark(f"The model '{model}' is there already.")
        if args.json:
            console.json(_described(model, open_index(folder)))
        return 0
    texts, songs, last = _read(corpus, as_of, blog.models)
    if as_of and not texts:
        raise UsageError(f"corpus '{args.name}' has no texts up to {as_of}", hint="name a later day, or none")
    with console.progress() as progress, _sharding(args, blog, model, texts.characters, console) as shards:
        index, leakage = _indexed(args, texts, songs, shards, progress)
        # Before the old model is gone: an order that cannot be evaluated is an error.
        rows = _evaluated(index, texts, args.order, console) if args.order else []
        cut = as_of.isoformat() if as_of else ""
        save_index(folder, index, corpus=args.name, corpus_digest=trained_on, as_of=cut, last=last)
    index = open_index(folder)
    kept_songs = {songs[number] for number in index.held_out.texts} - {""} if index.held_out else set()
    trained = {
        **_described(model, index),
        "held_out_songs": len(kept_songs),
        "leakage": leakage.share if leakage else None,
    }
    taught = _taught(args, index, texts, corpus.each_review(as_of), console) if args.kind else None
    if args.json:
        console.json(
            {**trained, **({"evaluation": rows} if rows else {}), **({"taught": taught} if taught is not None else {})}
        )
    else:
        _say(trained, args.held_out, leakage, rows, taught, console)
    return 0


def _read(corpus: Corpus, as_of: date | None, folder: Path) -> tuple[StoredTexts, list[str], str]:
    """Return a corpus as a day knew it: texts, which stay on disk in ``folder``, songs ("" for none), the last day."""
    from fridaygram.lm.texts import StoredTexts

    songs, last = [], ""

    def contents() -> Iterator[str]:
        nonlocal last
        for review in corpus.each_review(as_of):
            songs.append(intern(review.song.key) if review.song else "")
            last = max(last, review.date_published[:10])
            yield review.content

    folder.mkdir(parents=True, exist_ok=True)
    texts = StoredTexts(folder, contents())
    return texts, songs, last


def _say(
    trained: dict[str, Any],
    held_out: float,
    leakage: Leakage | None,
    rows: list[dict[str, Any]],
    taught: dict[str, Any] | None,
    console: Console,
) -> None:
    console.done(
        f"{trained['model']}: every order trained on {many(trained['texts'], 'text')}, "
        f"{trained['characters']:,} characters, {trained['alphabet']} of them distinct; "
        f"{many(trained['held_out'], 'text')} kept aside"
        + (f"; corpus as of {trained['day']}" if trained["day"] else "")
    )
    if trained["held_out_songs"]:
        console.done(f"  they are about {many(trained['held_out_songs'], 'song')}, of which training has no review")
    if leakage:
        console.done(f"  {leakage.words()}")
    elif held_out:
        console.done(f"  none could be kept aside: {NOTHING_KEPT}; without them nothing can be measured")
    for row in sorted(rows, key=lambda row: row["bits_per_character"] is None):  # what can be used first
        bits = row["bits_per_character"]
        console.done(
            f"  {row['model']:<12} order {row['order']:>2}  " + ("infinite" if bits is None else f"{bits:.3f} bits")
        )
    if taught is None:
        return
    if "bytes" in taught:
        what = f"{taught['bytes'] / 1e6:,.1f} MB beside the index"
    else:
        what = f"{taught['parameters']:,} parameters, {taught['epochs']} epochs, the best one the {taught['best']}., "
        what += f"{taught['validation_bits']:.3f} bits on texts kept for choosing it"
    bits = [f"; {kind} has {bits:.3f} bits on the held-out texts" for kind, bits in taught["held_out_bits"].items()]
    console.done(f"  {taught['kind']}: {what}{''.join(bits)}")


def _remove_dead_shards(blog: Blog, console: Console) -> None:
    """Remove the shards of trainings that were killed. A living one holds the lock in its folder."""
    import shutil

    from fridaygram.files import hold

    for folder in sorted(blog.models.glob(f".*{SHARDS}")):
        # An empty one is just being made.
        if folder.is_dir() and any(folder.iterdir()) and (lock := hold(folder / LOCK)):
            lock.close()
            shutil.rmtree(folder, ignore_errors=True)
            console.remark(f"removed {folder.relative_to(blog.root).as_posix()}, which a training that was killed left")


@contextmanager
def _sharding(
    args: argparse.Namespace, blog: Blog, model: str, characters: int, console: Console
) -> Iterator[Sharding | None]:
    """Yield how a large corpus is indexed, None where it is indexed at once. Files of shards are removed at the end."""
    import os
    import shutil

    from fridaygram.files import hold
    from fridaygram.lm.index.shards import LARGEST
    from fridaygram.lm.index.workers import dask_cluster, processes
    from fridaygram.lm.training import Sharding

    _remove_dead_shards(blog, console)
    number = args.shard_count or max(1, -(-characters // LARGEST))
    if number <= 1 and args.engine == "local":
        yield None
        return
    count = min(number, os.cpu_count() or 1)
    beside = blog.models / f".{model}{SHARDS}"
    beside.mkdir(parents=True, exist_ok=True)
    lock = hold(beside / LOCK)
    if lock is None:
        hint = "let it end, or stop it"
        raise UsageError(f"another training of '{model}' is at work on its shards", hint=hint)
    console.remark(f"{characters:,} characters are indexed in {many(number, 'shard')}.")
    try:
        with lock, dask_cluster(args.scheduler, count) if args.engine == "dask" else processes(count) as work:
            yield Sharding(number, beside, work)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _indexed(
    args: argparse.Namespace, texts: Sequence[str], songs: list[str], shards: Sharding | None, progress: Progress
) -> tuple[Index, Leakage | None]:
    """Split and index texts. Raises ModelError where too much of the held-out text stands in training."""
    from fridaygram.lm import build_index, index_split, split_texts

    if not args.held_out:
        return build_index(texts, shards=shards, progress=progress), None
    progress(0, 1, "looking for near-duplicates")
    split = split_texts(texts, args.held_out, args.seed, groups=songs)
    leakage = leakage_of_split(split, texts) if split.held_out else None
    if leakage:
        guard(leakage, args.most_leakage)
    return index_split(texts, split, shards=shards, progress=progress), leakage


def _named(model: str, corpus: str, blog: Blog) -> str:
    """Return the name of a model of a corpus. Raises UsageError for one that says another corpus, or is one."""
    from fridaygram.corpus.store import check_name

    check_name(model)
    if model != corpus and not model.startswith(f"{corpus}-"):
        raise UsageError(f"'{model}' does not say which corpus it is of", hint=f"begin with it: --as {corpus}-{model}")
    if model != corpus and (blog.corpora / model).exists():
        raise UsageError(f"'{model}' is a corpus", hint="choose another name for the model")
    return model


def _described(model: str, index: Any) -> dict[str, Any]:
    return {
        "model": model,
        "corpus": index.corpus,
        "day": index.day,
        "texts": index.texts,
        "characters": index.characters,
        "alphabet": len(index.alphabet.characters),
        "held_out": len(index.held_out.texts) if index.held_out else 0,
        "digest": index.digest,
        "bytes": index.size_bytes,
    }


def _taught(
    args: argparse.Namespace, index: Any, texts: Sequence[str], reviews: Iterable[Review], console: Console
) -> dict[str, Any]:
    """Teach a model and return its numbers, in bits an event as every evaluation has them."""
    from fridaygram.lm import evaluate, teach

    with console.progress() as progress:
        if args.kind == CONTEXT_MIXING:
            from fridaygram.lm.models.context_mixing import ContextMixing

            kinds: tuple[str, ...] = (CONTEXT_MIXING, f"{CONTEXT_MIXING}-cache")
            taught: dict[str, Any] = {"bytes": ContextMixing.teach(index, progress)}
        elif args.kind == SONG:
            from fridaygram.lm.models.song import SongModel
            from fridaygram.values.cards import cards_of

            kinds, cards = (), cards_of(list(reviews))
            taught = {"bytes": SongModel.teach(index, [cards[number] for number in index.numbers], progress)}
        else:
            kinds = (args.kind,)
            header = teach(args.kind, index, epochs=args.epochs, seed=args.seed, progress=progress)
            taught = {
                "parameters": header.parameters,
                "epochs": len(header.epochs),
                "best": header.best,
                "validation_bits": header.epochs[header.best - 1].validation,
            }
    kept = [texts[number] for number in index.held_out.texts] if index.held_out else []
    rows = evaluate(index, kept, models=kinds, orders=(1,)).rows if kept and kinds else ()
    return {"kind": args.kind, **taught, "held_out_bits": {row.model: row.bits_per_character for row in rows}}


def _is_current(folder: Any, corpus_digest: str) -> bool:
    from fridaygram.errors import ModelError
    from fridaygram.lm import open_index

    if not folder.is_dir():
        return False
    try:
        open_index(folder, corpus_digest=corpus_digest)
    except ModelError:
        return False
    return True


def _evaluated(index: Any, texts: Sequence[str], orders: list[int], console: Console) -> list[dict[str, Any]]:
    import msgspec

    from fridaygram.lm import evaluate

    if index.held_out is None or not index.held_out.texts:
        wider = f"take a larger share than --held-out {index.held_out.share:g}" if index.held_out else ""
        raise UsageError("there are no held-out texts to evaluate on", hint=wider or "train with --held-out 0.2")
    kept = [texts[number] for number in index.held_out.texts]
    rows: list[dict[str, Any]] = msgspec.to_builtins(evaluate(index, kept, orders=sorted(orders)).rows)
    return rows


COMMAND = Command(
    summary="train on a corpus, all orders at once",
    description=(
        "Index a corpus in content/models/NAME, from which every model of every order is read. A share of the texts\n"
        "is kept aside for honest numbers, always the same texts while the corpus grows. Near-duplicates and the\n"
        "reviews of one song stay on one side. A post takes the newest model that is not newer than its date, so keep\n"
        "one for each Friday: --as NAME-2018-06-08 --date 2018-06-08."
    ),
    arguments=_arguments,
    run=_run,
    extra="train",
    examples=(
        "fridaygram train demo",
        "fridaygram train reviews --held-out 0.1 --seed 7 --order 4 8",
        "fridaygram train reviews --as reviews-2018-06-08 --date 2018-06-08",
        "fridaygram train reviews --model context-mixing",
    ),
)

"""``fridaygram review NAME "ARTIST - TITLE"``: reviews of a given song."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from fridaygram.commands.base import Command, Console, add_json, blog_root, whole
from fridaygram.errors import UsageError
from fridaygram.plan.blog import Blog

if TYPE_CHECKING:
    from pathlib import Path

    from fridaygram.lm.song.masking import Card
    from fridaygram.values.stores import BlogStores

MOST_REVIEWS, RULER = 1000, 60


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the trained corpus")
    parser.add_argument("song", metavar="SONG", help="'ARTIST - TITLE'")
    parser.add_argument(
        "--genres", metavar="G,G", help="the song's genres, for a song that the corpus does not have or other genres"
    )
    parser.add_argument(
        "--ask", action="store_true", help="ask the catalogues of [acquire.NAME] about a song that the corpus lacks"
    )
    parser.add_argument("--demo-web", action="store_true", help="with --ask: a miniature web on this machine")
    parser.add_argument("--seed", type=whole(0), default=1, metavar="S", help="where chance begins (default: 1)")
    parser.add_argument(
        "--count", type=whole(1, MOST_REVIEWS), default=1, metavar="K", help="how many reviews (default: 1)"
    )
    parser.add_argument("--stale", action="store_true", help="go on with a model that is older than its corpus")
    parser.add_argument("--keep", type=whole(1), nargs="+", metavar="I", help="keep these of the reviews for a post")
    parser.add_argument("--post", metavar="POST", help="with --keep: the post (default: the newest folder of posts)")
    parser.add_argument("--note", metavar="TEXT", help="with --keep: a word to the reader")
    add_json(parser, "the reviews with their receipts")


def _run(args: argparse.Namespace, console: Console) -> int:
    import msgspec

    from fridaygram.values.reviews import review_receipts, song_writer
    from fridaygram.values.samples.receipts import NAME, keep_receipt

    blog = Blog(blog_root(args))
    folder = _folder(args, blog)
    stores = blog.stores()
    index = stores.shelf.index(args.name)
    if remark := stores.shelf.check_model_is_current(args.name, stale=args.stale):
        console.remark(remark)
    reviews = stores.training(args.name)
    card = _card(args, blog, stores)
    writer = song_writer(index, reviews)
    written = [writer.write(card, seed=args.seed, number=number) for number in range(args.count)]
    kept = ""
    if folder:
        path = folder / NAME
        kept = path.relative_to(blog.root).as_posix()
        receipts = review_receipts(args.name, index, written)
        for number in args.keep:
            keep_receipt(path, receipts[number - 1], args.note, path.relative_to(blog.root))
    if args.json:
        reviews_json = [msgspec.to_builtins(review) for review in written]
        console.json({"model_digest": index.digest, "reviews": reviews_json, **({"file": kept} if kept else {})})
        return 0
    for review in written:
        if len(written) > 1:
            console.say(f"--- {review.number + 1} of {len(written)}, seed {args.seed} ".ljust(RULER, "-"))
        console.say(review.text)
    genres = ", ".join(card.tags) or "no genre is known, so none is named"
    console.remark(f"{genres}; seed {args.seed}: the same line writes the same reviews again")
    if kept:
        console.remark(f"kept in {kept}; to show it: ```figure song-review, then 'corpus: {args.name}', then ```")
    return 0


def _folder(args: argparse.Namespace, blog: Blog) -> Path | None:
    """Return the folder of the post that keeps reviews, None where none is. Raises UsageError for wrong options."""
    from fridaygram.commands.curate import bundle

    if not args.keep:
        if args.post or args.note:
            raise UsageError("--post and --note go with --keep", hint="say which review to keep: --keep 1")
        return None
    if max(args.keep) > args.count:
        raise UsageError(f"no review {max(args.keep)} of {args.count}", hint=f"write more: --count {max(args.keep)}")
    return bundle(blog, args.post)


def _card(args: argparse.Namespace, blog: Blog, stores: BlogStores) -> Card:
    """Return the card of the song that the options name. Raises UsageError where they say too little of it."""
    import msgspec

    from fridaygram.corpus.records import Song
    from fridaygram.values.cards import card_named

    def otherwise(artist: str, title: str) -> Song:
        if not args.ask:
            return Song(title=title, artist=artist)
        from fridaygram.acquire import ask_song
        from fridaygram.config import load_site

        return ask_song(blog.root, args.name, load_site(blog.root).acquire, artist, title, demo_web=args.demo_web)

    tags = tuple(tag for part in (args.genres or "").split(",") if (tag := part.strip().lower()))
    way_out = "say what it is: --genres 'indie folk,pop'; or ask catalogues: --ask"
    card = card_named(args.name, stores, args.song, otherwise if tags or args.ask else None, way_out)
    return msgspec.structs.replace(card, tags=tags) if tags else card


COMMAND = Command(
    summary="write reviews of a given song",
    description=(
        "Print reviews of a song, put together from sentences that the model of kind 'song' writes.\n"
        "The model gets the song's names, genres and audio features, from the corpus or from the options.\n"
        "The same line writes the same reviews everywhere. Train that model first: fridaygram train NAME --model song."
    ),
    arguments=_arguments,
    run=_run,
    extra="train",
    examples=(
        "fridaygram review demo 'Tilbury Weir - Gauge Board'",
        "fridaygram review demo 'Tilbury Weir - Gauge Board' --count 3 --seed 7 --json",
        "fridaygram review demo 'Nobody - Unheard' --genres 'slowcore,indie folk'",
        "fridaygram review demo 'Tilbury Weir - Gauge Board' --count 5 --keep 2 --post week-4",
        "fridaygram review reviews 'ARTIST - TITLE' --ask",
    ),
)

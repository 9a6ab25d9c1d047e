"""What a song's card is worth on real reviews: bits an event with no card, the true one, and another song's.

The reviews are ../shared/data/reviews_train.jsonl, their songs songs.jsonl beside it, or the folder that BENCH_SONGS
names. Lines are joined as an import joins them. A fifth of the songs is held out. Each kind of model is measured twice:
with cards of artist, title and genres, and with the names that other reviews of the song have too. Errors are standard
errors with songs as units; the definitions are those of ``fridaygram eval NAME --model song``.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fridaygram.corpus.records import Review, Song
from fridaygram.corpus.text.wraps import unwrap
from fridaygram.lm import open_index, save_index, train
from fridaygram.lm.models.song import SongModel
from fridaygram.lm.song.bits import SongBits, song_bits
from fridaygram.lm.song.masking import Card
from fridaygram.values.cards import card_of, cards_of

FOLDER = Path(os.environ.get("BENCH_SONGS", Path(__file__).parents[2] / "shared" / "data"))
KINDS = ("kneser-ney", "context-mixing-cache")
SHARE, SEED = 0.2, 1


def sung_reviews() -> list[Review]:
    """Return the reviews of which the song is known, each with the song as known without this review."""
    with (FOLDER / "reviews_train.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    found = []
    with (FOLDER / "songs.jsonl").open(encoding="utf-8") as lines:
        for link in map(json.loads, lines):
            row, known = rows[link["line"] - 1], link["song"]
            song = Song(
                title=known["title"],
                artist=known["artist"],
                genres=tuple(known["genres"] or ()),
                characteristics=known["characteristics"] or {},
                id=str(known["id"]),
            )
            text = unwrap(row["content"])[0]
            words = len(text.split())
            found.append(Review(url=row["url"], domain=row["domain"], content=text, word_count=words, song=song))
    return found


def measured(reviews: Sequence[Review], cards: Sequence[Card]) -> list[SongBits]:
    """Train on most of the songs, with these cards, and measure each kind of model on the others."""
    songs = [review.song.key if review.song else "" for review in reviews]
    index = train([review.content for review in reviews], held_out=SHARE, seed=SEED, groups=songs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "reviews"
        save_index(folder, index, corpus="reviews", corpus_digest="")
        opened = open_index(folder)
        SongModel.teach(opened, [cards[number] for number in opened.numbers])
        kept = opened.held_out.texts if opened.held_out else ()
        texts = [reviews[number].content for number in kept]
        own, their = [cards[number] for number in kept], [songs[number] for number in kept]
        return [song_bits(opened, texts, own, their, seed=SEED, base=kind) for kind in KINDS]


def show(title: str, found: Sequence[SongBits]) -> None:
    """Print one table: a row for each kind of model and way of telling."""
    print(f"\n## {title}: {found[0].texts} texts about {found[0].songs} songs, {found[0].events:,} events\n")
    print("| model | card | bits an event | against no card |\n| --- | --- | --: | --: |")
    for one in found:
        for row in one.rows:
            change = f"{row.difference:+.3f} ± {row.difference_error:.3f}" if row.card != "no card" else ""
            print(f"| {one.model} | {row.card} | {row.bits:.3f} ± {row.error:.3f} | {change} |")


def main() -> None:
    """Print both tables, or say why there is none."""
    if not (FOLDER / "songs.jsonl").is_file():
        print(f"skipped: no songs.jsonl in {FOLDER}; set BENCH_SONGS to a folder that has it")
        return
    reviews, begin = sung_reviews(), time.process_time()
    show("Artist, title and genres", measured(reviews, [card_of(review.song) for review in reviews]))
    show("Neighbours' names too", measured(reviews, cards_of(reviews)))
    print(f"\n{time.process_time() - begin:.0f} s of processor time")


if __name__ == "__main__":
    main()

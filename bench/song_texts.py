"""Reviews of held-out songs, by the model and by people, on the real reviews of ``bench/song.py``.

Songs are split as there. Cards have artist, title, genres and numbers. Two times are printed: to open the writer, which
learns from the training texts, and to write one review.
"""

from __future__ import annotations

import resource
import time

from bench.song import FOLDER, SEED, SHARE, sung_reviews
from fridaygram.lm import build_index, split_texts
from fridaygram.lm.song.comparison import HeldSongs, compare, table
from fridaygram.lm.song.masking import mask
from fridaygram.lm.song.reviews import SongWriter
from fridaygram.values.cards import card_of, cards_of


def main() -> None:
    """Print the table and the times, or say why there is none."""
    if not (FOLDER / "songs.jsonl").is_file():
        print(f"skipped: no songs.jsonl in {FOLDER}; set BENCH_SONGS to a folder that has it")
        return
    reviews = sung_reviews()
    texts, told = [review.content for review in reviews], cards_of(reviews)
    songs = [review.song.key if review.song else "" for review in reviews]
    split = split_texts(texts, SHARE, SEED, groups=songs)
    masked = build_index([mask(texts[number], told[number]) for number in split.train])
    cards = [card_of(review.song) for review in reviews]
    begin = time.process_time()
    writer = SongWriter(masked, [cards[number] for number in split.train])
    seconds = time.process_time() - begin
    held = {song: [number for number in split.held_out if songs[number] == song] for song in dict.fromkeys(songs)}
    kept = HeldSongs(
        [cards[numbers[0]] for numbers in held.values() if numbers],
        [[texts[number] for number in numbers] for numbers in held.values() if numbers],
    )
    plain = build_index([texts[number] for number in split.train])
    begin = time.process_time()
    for card in kept.cards[:10]:
        writer.write(card, seed=SEED + 1)
    each = (time.process_time() - begin) / 10
    heading, *rows = table(compare(plain, writer, [cards[number] for number in split.train], kept, SEED))
    print(f"\n| {' | '.join(heading)} |\n| --- |{' --: |' * (len(heading) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\nwriter {seconds:.2f} s, a review {each:.2f} s of processor time; {peak} MB for all of this")


if __name__ == "__main__":
    main()

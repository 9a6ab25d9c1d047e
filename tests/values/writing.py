"""A corpus ``sung`` with a trained model, and receipts of texts that this model wrote."""

from itertools import product

from fridaygram.corpus.records import Review, Song, SongFacts
from fridaygram.corpus.store import write_corpus
from fridaygram.lm import load_model, open_index, sample_texts, save_index, train
from fridaygram.lm.models.song import SongModel
from fridaygram.values.base import ValueSource
from fridaygram.values.cards import card_named, cards_of
from fridaygram.values.samples.receipts import Receipt, batch_digest, write_receipts
from tests.lm.song.songs import FORMS, SONGS, text

BATCH, LIMIT, SEED = 5, 80, 3
SUNG = [
    "A hum in three chords, and the third one is shy. The drummer left early and the song did not notice.",
    "Slow, wide, warm. Play it while the bread rises. The bass line is a cat on a piano lid: careful, then not.",
    "Somebody sings about a lighthouse as if it owed them money. The drummer left early and nobody minds.",
    "It starts as a lullaby and ends as a timetable, and the third one is late. Play it while the rain rises.",
    "Two voices, one microphone, no argument at all. The singer wins in the last minute, with a laugh.",
    "Naïve, in the good sense: a song that trusts its chords. The bass line is a bus, and the singer is late.",
]


_WORDS = [
    ["A hum", "The drum", "Her voice", "One chord", "The tape", "That bell", "A bass line", "My radio"],
    ["walks home", "sleeps late", "owes money", "forgives us", "takes the ferry", "learns to swim", "counts to nine"],
    ["in the rain", "by the door", "without a coat", "on a Sunday", "for the third time", "as if it were paid to"],
]
TEXTS = [f"{one} {two} {three}, and {number}." for number, (one, two, three) in enumerate(product(*_WORDS))]


def write_sung(blog, texts=SUNG, days=None):
    """Write the corpus ``sung`` and train on it; a fifth of the texts is held out. ``days`` are those of the texts."""
    rows = [
        Review(
            url=f"https://b{number:03}.example/sung" if days else f"https://b{number}.example/sung",
            domain=f"b{number}.example",
            content=text,
            word_count=len(text.split()),
            date_published=days[number] if days else "2018-05-01",
        )
        for number, text in enumerate(texts)
    ]
    digest = write_corpus(blog / "content" / "corpus" / "sung", "sung", rows).digest
    index = train(texts, held_out=0.2, seed=1)
    last = max(days or ["2018-05-01"])
    save_index(blog / "content" / "models" / "sung", index, corpus="sung", corpus_digest=digest, last=last)


def state_licence(root):
    """Write a site.toml that states under which licence the texts of the corpus ``sung`` are."""
    settings = (
        'title = "A blog"\nauthor = "Ida"\nbase_url = "https://a.example/"\n[corpora.sung]\nlicence = "CC0-1.0"\n'
    )
    (root / "site.toml").write_text(settings)


def write_songs(stores):
    """Write the corpus ``songs`` with a trained model of songs, and a kept review in reviews.toml of the post."""
    rows = []
    for number, (artist, title, genre) in enumerate(SONGS):
        facts = SongFacts(place=f"Studio {artist[0]}", sources={"place": "listenbrainz"})
        song = Song(title=title, artist=artist, genres=(genre,), facts=facts)
        for form in range(len(FORMS)):
            url = f"https://b{form}.example/{number}"
            content = text(number, form)
            words = len(content.split())
            rows.append(
                Review(url=url, domain=f"b{form}.example", content=content, word_count=words, song=song,
                       date_published=f"2018-05-0{form + 1}")
            )  # fmt: skip
    corpus = write_corpus(stores.root / "content" / "corpus" / "songs", "songs", rows)
    rows = corpus.reviews()
    keys = [review.song.key for review in rows]
    index = train([review.content for review in rows], held_out=0.4, seed=1, groups=keys)
    folder = stores.root / "content" / "models" / "songs"
    save_index(folder, index, corpus="songs", corpus_digest=corpus.digest, last="2018-05-03")
    index, cards = open_index(folder), cards_of(rows)
    SongModel.teach(index, [cards[number] for number in index.numbers])
    write_receipts(stores.bundle / "reviews.toml", [review_of(stores)])


def review_of(stores, song="Ada Pell - Slow Lamp", pick=1):
    """Return the receipt of a review that the model of ``songs`` really writes."""
    index, card = stores.index("songs"), card_named("songs", stores, song)
    samples = sample_texts(load_model("song", index).given(card), count=BATCH, seed=SEED, limit=LIMIT)
    return Receipt(
        text=samples[pick].text, corpus="songs", corpus_digest=index.corpus_digest, model_digest=index.digest,
        batch_digest=batch_digest([sample.text for sample in samples]), seed=SEED, index=pick, batch=BATCH, limit=LIMIT,
        version="0.1.0", model="song", card=card,
    )  # fmt: skip


def receipts_of(stores, *, order=3, picks=(1, 3), **draw):
    """Return receipts of texts that the model of ``sung`` really writes."""
    index = stores.index("sung")
    samples = sample_texts(load_model("mle", index, order), count=BATCH, seed=SEED, limit=LIMIT, **draw)
    return [
        Receipt(
            text=samples[pick].text,
            corpus="sung",
            corpus_digest=stores.digest(ValueSource(kind="corpus", name="sung")),
            model_digest=index.digest,
            batch_digest=batch_digest([sample.text for sample in samples]),
            seed=SEED,
            index=pick,
            batch=BATCH,
            limit=LIMIT,
            version="0.1.0",
            order=order,
            **draw,
        )
        for pick in picks
    ]

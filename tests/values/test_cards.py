"""Cards from a corpus's songs: artist, title, genres, features, and names from the song's other reviews."""

from fridaygram.corpus.records import Review, Song, SongFacts
from fridaygram.lm.song.masking import Card
from fridaygram.values.cards import card_of, cards_of

SONG = Song(title="Slow Lamp", artist="Ada Pell", genres=("Folk",), characteristics={"tempo": 90.0})


def review(content, song=SONG):
    return Review(url="u", domain="d", content=content, word_count=len(content.split()), song=song)


def test_a_card_has_what_the_corpus_knows_of_the_song():
    slots = {"artist": ("Ada Pell",), "title": ("Slow Lamp",)}
    assert card_of(SONG) == Card(slots=slots, tags=("folk",), numbers={"tempo": 90.0})
    assert card_of(None) == Card()
    assert card_of(Song(title=" ", artist="")).slots == {}


def test_what_catalogues_know_is_on_the_card():
    facts = SongFacts(
        album="Low Tide", place="Hollow Bay", guests=("Old Tom", "Ines"), year=2018, sources={"album": "x"}
    )
    song = Song(title="Slow Lamp", artist="Ada Pell", facts=facts)
    assert card_of(song).slots == {
        "artist": ("Ada Pell",),
        "title": ("Slow Lamp",),
        "album": ("Low Tide",),
        "place": ("Hollow Bay",),
        "guest": ("Old Tom", "Ines"),
    }


def test_a_review_never_supplies_a_name_for_itself():
    reviews = [
        review("A song from Hollow Bay."),
        review("They met in Port Lune and then in Hollow Bay."),
        review("Of another song, in Port Lune.", Song(title="Red Kite", artist="Celia Moor")),
        review("Of no song, in Port Lune.", None),
    ]
    assert [card.slots.get("name") for card in cards_of(reviews)] == [
        ("Hollow Bay", "Port Lune"),
        ("Hollow Bay",),
        None,
        None,
    ]

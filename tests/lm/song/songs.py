"""Reviews of invented songs, with their cards: names are all that tells one song's reviews from another's."""

from fridaygram.lm.song.masking import Card

SONGS = [
    ("Ada Pell", "Slow Lamp", "folk"),
    ("Brick Tide", "Harbour", "punk"),
    ("Celia Moor", "Red Kite", "dream pop"),
    ("Dovetail", "Paper Moon", "folk"),
    ("Ezra Finch", "North Wall", "punk"),
    ("Fern Hollis", "Glass Eel", "dream pop"),
]
CARDS = [
    Card(slots={"artist": (artist,), "title": (title,), "name": (f"Studio {artist[0]}",)}, tags=(genre,))
    for artist, title, genre in SONGS
]
FORMS = [
    'With "{title}" the {genre} act {artist} has a new song.',
    "{artist} made {title} at {name}. It is slow and it is good.",
    "I heard {title} on the train. {artist} sings, and the drum is low.",
]


def text(number, form=0):
    """A review of a song by its number."""
    (artist, title, genre), card = SONGS[number], CARDS[number]
    return FORMS[form].format(artist=artist, title=title, genre=genre, name=card.slots["name"][0])

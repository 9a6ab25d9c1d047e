"""The demo world: the reviews written for this project, amid all that a filter has to drop."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from fridaygram_rehearsal.model import Encoding, Kind, MiniBlog, MiniPost, MiniSong, Theme, World

DATA = Path(__file__).with_name("data")
FIRST, LAST = date(2013, 6, 3), date(2018, 5, 28)
SEED = 20180608
THEMES: tuple[Theme, ...] = ("wordpress", "blogspot", "tumblr", "wordpress", "plain")
ENCODINGS: dict[int, Encoding] = {
    3: "windows-1252", 8: "wrong header", 12: "no header", 17: "windows-1252", 21: "mojibake", 26: "wrong header",
}  # fmt: skip
BOILERPLATE = {
    2: "If you like what you read here, tell a friend. If you do not, tell a friend that too.",
    9: "All pictures on this page were taken by my brother, who would like to be asked first.",
    15: "This blog runs on tea and one very old laptop. The jar for the new laptop is by the door.",
    24: "Subscribe by post: send a stamped envelope and I will send you nothing, regularly.",
}
FLAPPING, SLOW, WRAPPED, GONE = (5, 19, 30), (11, 28), (6,), (14, 33)
"""Places of demo blogs (by domain) whose hosts fail now and then, answer late, wrap their lines by hand, or have
lost their posts of before 2015, which only the archive still has."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def settings() -> dict[str, Any]:
    """Return the settings under which the demo corpus is acquired."""
    return {
        "source": "hypem",
        "first": FIRST,
        "last": LAST,
        "contact": "nobody@demo.example",
        "note": "Every song, artist, blog and word here is invented for this project.",
        "genres": ["listenbrainz", "lastfm"],
        "features": ["reccobeats"],
        "facts": ["listenbrainz", "musicbrainz"],
        "threads": 8,
        "timeout_s": 3.0,
        "delay_s": 0.0,
    }


def demo_world() -> World:
    """Return the world of the demo corpus; the same at every call."""
    rng = random.Random(SEED)
    noise = tomllib.loads((DATA / "noise.toml").read_text("utf-8"))
    songs = {row["id"]: msgspec.convert(row, MiniSong) for row in rows("songs.jsonl")}
    _add_facts(songs)
    for number, name in enumerate(noise["unavailable"]):
        artist, title = name.split(" - ", 1)
        identity = f"z-{number:02d}"
        songs[identity] = MiniSong(identity, artist, title, ("indie pop",), 180.0 + 7 * number, {}, False)
    blogs = _blogs(noise)
    posts = [*_reviews(blogs), *_Noise(rng, songs, noise).all()]
    world = World(songs, blogs, {(post.blog, post.path): post for post in posts}, {}, tuple(noise["comments"])).index()
    world.charts = _charts(world)
    return world


def epoch(day: date, hour: int = 12) -> int:
    """Return the seconds since 1970 of an hour of a day in UTC."""
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp())


def slug(title: str) -> str:
    """Return a title as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def rows(name: str) -> list[Any]:
    """Return the rows of a file of the demo's data."""
    return msgspec.json.Decoder().decode_lines((DATA / name).read_bytes())


def _add_facts(songs: dict[str, MiniSong]) -> None:
    """Give each song what facts.toml says; an album came out in the year of the first post about one of its songs."""
    found = tomllib.loads((DATA / "facts.toml").read_text("utf-8"))
    years: dict[str, int] = {}
    for row in rows("posts.jsonl"):
        artist, year = songs[row["song"]].artist, int(row["date"][:4])
        years[artist] = min(year, years.get(artist, year))
    for identity, song in songs.items():
        place, label, album = found["artists"][song.artist]
        facts = {"place": place, "label": label, "album": album, "year": years.get(song.artist, FIRST.year)}
        songs[identity] = msgspec.structs.replace(song, facts={**facts, "guests": found["guests"].get(identity, [])})


def _blogs(noise: dict[str, Any]) -> dict[str, MiniBlog]:
    blogs: dict[str, MiniBlog] = {}
    for place, row in enumerate(rows("blogs.jsonl")):
        blogs[row["domain"]] = MiniBlog(
            **row,
            theme=THEMES[place % len(THEMES)],
            encoding=ENCODINGS.get(place, "utf-8"),
            flapping=2 if place in FLAPPING else 0,
            slow_s=0.1 if place in SLOW else 0.0,
            boilerplate=BOILERPLATE.get(place, ""),
            wrapped=place in WRAPPED,
        )
    robots = {
        "keepoutplease.example": "User-agent: *\nDisallow: /\n",
        "sleepyserver.example": "500",
        "neveranswers.example": "dead",
    }
    for row in noise["busy"]:
        blogs[row["domain"]] = MiniBlog(**row, author="The editor", robots=robots.get(row["domain"], ""))
    for place, domain in enumerate(noise["rare"]):
        name = domain.removesuffix(".example").replace("-", " ").title()
        blogs[domain] = MiniBlog(domain, name, theme=THEMES[place % len(THEMES)])
    return blogs


def _reviews(blogs: dict[str, MiniBlog]) -> Iterator[MiniPost]:
    domains = sorted(domain for domain, blog in blogs.items() if blog.voice)
    lost = {domains[place] for place in GONE}
    for row in rows("posts.jsonl"):
        day = date.fromisoformat(row["date"])
        path = f"/{day.year}/{day.month:02d}/{row['slug']}"
        gone = row["blog"] in lost and day.year < 2015
        yield MiniPost(
            blog=row["blog"],
            path=path,
            songs=(row["song"],),
            posted=epoch(day),
            kind="missing" if gone else "review",
            title=row["title"],
            text=row["text"],
            archived=gone,
            variants=(f"http://www.{row['blog']}{path}/?utm_source=feed",) if len(row["text"]) % 12 == 0 else (),
        )


class _Noise:
    """Makes the posts that a filter should drop. Texts are written; who posts what when is drawn by lot."""

    def __init__(self, rng: random.Random, songs: dict[str, MiniSong], noise: dict[str, Any]):
        self._rng, self._songs, self._noise = rng, songs, noise
        self._demo = sorted(song.id for song in songs.values() if song.streamed)
        self._number = 0

    def all(self) -> Iterator[MiniPost]:
        """Yield all of them, each kind for itself."""
        for _ in range(84):
            yield self._roundup()
        for _ in range(46):
            yield self._column()
        yield from self._rare()
        yield from self._unavailable()
        yield from self._foreign()
        yield from self._others()
        yield from self._copies()
        yield from self._failures()

    def _day(self) -> date:
        return FIRST + timedelta(days=self._rng.randrange((LAST - FIRST).days))

    def _song(self) -> MiniSong:
        return self._songs[self._rng.choice(self._demo)]

    def _post(self, blog: str, kind: Kind, title: str, songs: tuple[str, ...], **more: Any) -> MiniPost:
        self._number += 1
        day = more.pop("day", None) or self._day()
        path = more.pop("path", None) or f"/{day.year}/{day.month:02d}/{slug(title)}-{self._number}"
        return MiniPost(blog=blog, path=path, songs=songs, posted=epoch(day, 18), kind=kind, title=title, **more)

    def _blog(self) -> str:
        return str(self._rng.choice(["hitsandcrumbs.example", "www.tracksbythepound.example"]))

    def _roundup(self) -> MiniPost:
        day = self._day()
        title = self._rng.choice(self._noise["roundups"]).format(month=MONTHS[day.month - 1])
        songs = tuple(sorted(self._rng.sample(self._demo, self._rng.randint(2, 5))))
        return self._post(self._blog(), "roundup", title, songs, day=day)

    def _column(self) -> MiniPost:
        day = self._day()
        title = self._rng.choice(self._noise["columns"]).format(
            month=MONTHS[day.month - 1], n=self._rng.randint(8, 240)
        )
        return self._post(self._blog(), "column", title, (self._song().id,), day=day)

    def _rare(self) -> Iterator[MiniPost]:
        for domain in self._noise["rare"]:
            for _ in range(self._rng.randint(1, 3)):
                song = self._song()
                yield self._post(domain, "review", f"{song.artist} {song.title}", (song.id,), text="Never fetched.")

    def _unavailable(self) -> Iterator[MiniPost]:
        for song in sorted(song.id for song in self._songs.values() if not song.streamed):
            for _ in range(self._rng.randint(2, 6)):
                named = self._songs[song]
                yield self._post(
                    self._blog(), "review", f"{named.artist} {named.title}", (song,), text="Never fetched."
                )

    def _foreign(self) -> Iterator[MiniPost]:
        homes = {row["lang"]: row["domain"] for row in self._noise["busy"] if "lang" in row}
        for row in rows("foreign.jsonl"):
            song = self._song()
            named = {"artist": song.artist, "title": song.title}
            text = row["text"].format(**named)
            yield self._post(homes[row["lang"]], "foreign", row["title"].format(**named), (song.id,), text=text)

    def _others(self) -> Iterator[MiniPost]:
        for row in rows("others.jsonl"):
            for _ in range(3 if row["kind"] == "short" else 1):
                song = self._song()
                named = {"artist": song.artist, "title": song.title}
                title, text = row["title"].format(**named), row["text"].format(**named)
                path = f"/post/{1000 + self._number}" if row["kind"] == "off-topic" else None
                yield self._post(self._blog(), row["kind"], title, (song.id,), text=text, path=path)
        for _ in range(13):
            song = self._song()
            yield self._post("embedonly.example", "player", f"{song.artist} {song.title}", (song.id,))

    def _copies(self) -> Iterator[MiniPost]:
        copied = self._rng.sample([row for row in rows("posts.jsonl") if len(row["text"]) > 500], 21)
        for place, row in enumerate(copied):
            text = row["text"]
            if place % 3 == 2:
                text = f"{self._noise['intros'][place // 3]}\n\n{text}"
            day = date.fromisoformat(row["date"]) + timedelta(days=self._rng.randint(1, 20))
            yield self._post("copycopycopy.example", "copy", row["title"], (row["song"],), text=text, day=day)

    def _failures(self) -> Iterator[MiniPost]:
        plan: tuple[tuple[str, Kind, int], ...] = (
            ("oldaddress.example", "missing", 17),
            ("oldaddress.example", "gone", 6),
            ("nolongerhere.example", "soft 404", 9),
            ("nolongerhere.example", "front page", 5),
            ("goodname-forsale.example", "parked", 8),
            ("keepoutplease.example", "review", 7),
            ("sleepyserver.example", "review", 6),
            ("neveranswers.example", "missing", 6),
            ("hitsandcrumbs.example", "silent", 1),
            ("www.tracksbythepound.example", "silent", 1),
            ("www.tracksbythepound.example", "cut", 3),
            ("hitsandcrumbs.example", "broken", 6),
            ("hitsandcrumbs.example", "document", 3),
            ("hitsandcrumbs.example", "huge", 1),
            ("hitsandcrumbs.example", "private", 2),
            ("hitsandcrumbs.example", "loop", 2),
        )
        for blog, kind, number in plan:
            for _ in range(number):
                song = self._song()
                title = f"{song.artist} {song.title}"
                yield self._post(blog, kind, title, (song.id,), text="Nobody will read this.")


def _charts(world: World) -> dict[str, tuple[str, ...]]:
    """Chart every song in the week of its first post, and every third one in the next week too."""
    charts: dict[str, list[str]] = {}
    latest = LAST - timedelta(days=7)
    for place, song in enumerate(sorted(world.by_song)):
        first = datetime.fromtimestamp(world.by_song[song][0].posted, UTC).date()
        monday = min(max(first - timedelta(days=first.weekday()), FIRST), latest)
        for week in range(2 if place % 3 == 0 else 1):
            charts.setdefault((monday + timedelta(days=7 * week)).isoformat(), []).append(song)
    return {monday: tuple(sorted(songs)) for monday, songs in sorted(charts.items())}

"""A miniature web as large as the real thing was: for measuring how fast and in how much memory the pipeline runs.

The shares of what a filter drops are those of the first project's funnel (published.toml). Nobody wrote the
texts: they are sentences of the demo's reviews in new orders, so that no two are near-duplicates.
"""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from typing import Any

from fridaygram_rehearsal.demo import FIRST, LAST, epoch, rows, slug
from fridaygram_rehearsal.model import Kind, MiniBlog, MiniPost, MiniSong, Theme, World

SEED = 86381
LINKS, SONGS = 86_381, 10_000
ROUNDUPS, STREAMED, FOREIGN, GONE = 0.347, 0.703, 0.125, 0.129
"""Of all links; of songs; of pages that are had; of pages that are asked for."""
SONGS_A_ROUNDUP = 4
BIGGEST_HOST, SMALLEST = 0.05, 12
SIDEBAR = 260
"""Links beside a post: with them a page takes an extractor about as long as a page of the real web, 11 ms."""
THEMES: tuple[Theme, ...] = ("wordpress", "blogspot", "tumblr", "wordpress", "plain")
DEAD: tuple[Kind, ...] = ("missing", "gone", "soft 404", "parked", "broken", "front page", "missing")
FIRSTS = ("Amber", "Brass", "Cedar", "Dusty", "Early", "Fallow", "Gilded", "Hollow", "Inland", "Juniper", "Kindly")
SECONDS = ("Anchors", "Bells", "Cranes", "Dials", "Engines", "Ferries", "Gables", "Harbours", "Islands", "Jackets")


def scaled_world(links: int = LINKS, songs: int | None = None, sidebar: int = SIDEBAR) -> World:
    """Return a world of about ``links`` links to posts about ``songs`` songs; the same at every call.

    ``sidebar`` counts the links beside a post, over those that its theme has (5, 18 or 24); fewer where it is below 0.
    """
    number = songs or max(20, round(SONGS * links / LINKS))
    rng = random.Random(SEED)
    known = {song.id: song for song in (_song(place, rng) for place in range(number))}
    blogs, weights = _blogs(links, sidebar)
    posts = _Posts(rng, known, sorted(blogs), weights).all(links)
    world = World(known, blogs, {(post.blog, post.path): post for post in posts}, {}).index()
    world.charts = _charts(sorted(world.by_song))
    return world


def _song(place: int, rng: random.Random) -> MiniSong:
    artist = f"{FIRSTS[place % len(FIRSTS)]} {SECONDS[place // 7 % len(SECONDS)]} {place // 5}"
    title = f"{SECONDS[place % len(SECONDS)]} of {FIRSTS[place // 3 % len(FIRSTS)]} {place}"
    features = {"tempo": round(rng.uniform(70, 180), 1), "energy": round(rng.random(), 2)}
    streamed = rng.random() < STREAMED
    return MiniSong(f"s-{place:05d}", artist, title, ("indie pop",), rng.randint(120, 400), features, streamed)


def _blogs(links: int, sidebar: int = SIDEBAR) -> tuple[dict[str, MiniBlog], list[float]]:
    """Return blogs and their shares of the posts: the biggest has one post in twenty, the others ever fewer."""
    number = max(SMALLEST, round(links / 90))
    weights = [1.0 / (place + 1) ** 0.8 for place in range(number)]
    rest = sum(weights[1:])
    weights[0] = rest * BIGGEST_HOST / (1 - BIGGEST_HOST)
    blogs = {}
    for place in range(number):
        domain = f"b{place:05d}.example"
        theme = THEMES[place % len(THEMES)]
        blogs[domain] = MiniBlog(domain, f"Blog {place}", author="The editor", theme=theme, sidebar=sidebar)
    return blogs, weights


class _Posts:
    """Makes posts of all kinds in the shares of the real thing."""

    def __init__(self, rng: random.Random, known: dict[str, MiniSong], blogs: list[str], weights: list[float]):
        self._rng, self._known, self._blogs, self._weights = rng, known, blogs, weights
        self._songs = sorted(known)
        self._english = _sentences(rows("posts.jsonl"))
        self._foreign = _sentences(rows("foreign.jsonl"))

    def all(self, links: int) -> list[MiniPost]:
        """Return the posts that ``links`` links lead to; a round-up has several."""
        roundups = round(links * ROUNDUPS / SONGS_A_ROUNDUP)
        singles = links - roundups * SONGS_A_ROUNDUP
        homes = iter(self._rng.choices(self._blogs, self._weights, k=roundups + singles))
        posts = [self._roundup(place, next(homes)) for place in range(roundups)]
        return posts + [self._single(place, next(homes)) for place in range(singles)]

    def _roundup(self, place: int, blog: str) -> MiniPost:
        songs = tuple(sorted(self._rng.sample(self._songs, SONGS_A_ROUNDUP)))
        return self._post(blog, f"What we heard {place}", songs, "roundup", "")

    def _single(self, place: int, blog: str) -> MiniPost:
        song = self._known[self._songs[place % len(self._songs)]]
        title = f"{song.artist} - {song.title}"
        if self._rng.random() < GONE:
            return self._post(blog, title, (song.id,), self._rng.choice(DEAD), "Nobody reads this.", place)
        pool = self._foreign if self._rng.random() < FOREIGN else self._english
        return self._post(blog, title, (song.id,), "review", self._text(pool), place)

    def _text(self, pool: list[str]) -> str:
        chosen = [self._rng.choice(pool) for _ in range(self._rng.randint(5, 16))]
        third = max(1, len(chosen) // 3)
        blocks = [" ".join(chosen[start : start + third]) for start in range(0, len(chosen), third)]
        return "\n\n".join(blocks)

    def _post(self, blog: str, title: str, songs: tuple[str, ...], kind: Kind, text: str, number: int = 0) -> MiniPost:
        day = FIRST + timedelta(days=self._rng.randrange((LAST - FIRST).days))
        path = f"/{day.year}/{day.month:02d}/{slug(f'{title} {number}')}"
        return MiniPost(blog=blog, path=path, songs=songs, posted=epoch(day), kind=kind, title=title, text=text)


def _sentences(found: list[Any]) -> list[str]:
    texts = " ".join(row["text"].replace("{artist}", "they").replace("{title}", "it") for row in found)
    return [part for part in re.split(r"(?<=[.!?])\s+", texts) if len(part) > 20]


def _charts(songs: list[str]) -> dict[str, tuple[str, ...]]:
    """Chart every song in one week, weeks filled evenly."""
    weeks = [FIRST + timedelta(days=7 * place) for place in range((LAST - FIRST).days // 7)]
    charts: dict[date, list[str]] = {}
    for place, song in enumerate(songs):
        charts.setdefault(weeks[place % len(weeks)], []).append(song)
    return {monday.isoformat(): tuple(found) for monday, found in sorted(charts.items())}

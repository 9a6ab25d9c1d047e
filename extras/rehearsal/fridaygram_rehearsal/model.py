"""The parts of the miniature web: songs, blogs, posts, and answers to requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

Theme = Literal["wordpress", "blogspot", "tumblr", "plain"]
Kind = Literal[
    "review", "copy", "foreign", "short", "off-topic", "player", "roundup", "column",
    "missing", "gone", "broken", "soft 404", "front page", "parked", "document", "huge", "private",
    "loop", "silent", "cut",
]  # fmt: skip
Encoding = Literal["utf-8", "windows-1252", "wrong header", "no header", "mojibake"]


class MiniSong(msgspec.Struct, frozen=True):
    """A song of the miniature web. ``streamed`` says whether the streaming service has it;
    ``facts`` are what catalogues know among place, label, album, year and guests.
    """

    id: str
    artist: str
    title: str
    genres: tuple[str, ...]
    duration_s: float
    characteristics: dict[str, float] = {}
    streamed: bool = True
    facts: dict[str, Any] = {}


class MiniBlog(msgspec.Struct, frozen=True):
    """A blog: how its pages look and how its host behaves.

    ``robots`` is the text of robots.txt, "" for none, a status ("500") or "dead" for a host that is gone;
    ``sidebar`` how many links stand beside a post, over the few that every theme has.
    """

    domain: str
    name: str
    author: str = ""
    voice: str = ""
    theme: Theme = "wordpress"
    encoding: Encoding = "utf-8"
    lang: str = "en"
    robots: str = "User-agent: *\nDisallow: /wp-admin/\n"
    flapping: int = 0
    slow_s: float = 0.0
    boilerplate: str = ""
    wrapped: bool = False
    sidebar: int = 0


class MiniPost(msgspec.Struct, frozen=True, kw_only=True):
    """A post. ``path`` starts with a slash; ``posted`` counts seconds since 1970.

    ``archived`` posts of a kind that is dead are still at the Wayback Machine. ``variants`` are other
    addresses under which the same post was linked.
    """

    blog: str
    path: str
    songs: tuple[str, ...]
    posted: int
    kind: Kind
    title: str
    text: str = ""
    archived: bool = False
    variants: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The address under which the post was linked first."""
        return f"https://{self.blog}{self.path}"


@dataclass(frozen=True)
class Answer:
    """What a server says. ``cut`` breaks the connection off after half of the body; ``silent`` never answers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    cut: bool = False
    silent: bool = False


@dataclass(frozen=True)
class ApiRequest:
    """A request as the server sees it. ``host`` is the Host header, ``tries`` how often this was asked before."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    tries: int = 0


@dataclass
class World:
    """All there is: songs by id, blogs by domain, posts by (domain, path), charts by Monday (ISO date)."""

    songs: dict[str, MiniSong]
    blogs: dict[str, MiniBlog]
    posts: dict[tuple[str, str], MiniPost]
    charts: dict[str, tuple[str, ...]]
    comments: tuple[str, ...] = ()
    by_song: dict[str, list[MiniPost]] = field(default_factory=dict)

    def index(self) -> World:
        """Fill ``by_song`` from the posts, in the order of their dates."""
        self.by_song = {}
        for post in sorted(self.posts.values(), key=lambda post: (post.posted, post.url)):
            for song in post.songs:
                self.by_song.setdefault(song, []).append(post)
        return self

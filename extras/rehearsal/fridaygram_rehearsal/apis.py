"""The services of the miniature web, answering in the shapes and with the errors of the real ones."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from fridaygram.corpus.clients.hypem import MONTHS
from fridaygram.corpus.clients.matching import plain
from fridaygram_rehearsal import themes
from fridaygram_rehearsal.model import Answer, ApiRequest, MiniPost, MiniSong, World

KEY, CLIENT_ID, CLIENT_SECRET = "demo-key", "demo-client", "demo-client-secret"
SECRETS = {
    "HYPEM_KEY": KEY, "LASTFM_API_KEY": KEY, "SPOTIFY_CLIENT_ID": CLIENT_ID, "SPOTIFY_CLIENT_SECRET": CLIENT_SECRET,
}  # fmt: skip
TOKEN = "demo-token"
DAY_S = 86400
CHART = re.compile(r"/v2/set/popularweek_([A-Z][a-z]{2})-(\d{2})-(\d{4})/tracks")
CAPTURE = re.compile(r"/web/(\d{14})id_/(https?://(?:www\.)?([^/]+)(/.*))", re.DOTALL)


class Apis:
    """Answers for the hosts of the services; None from ``answer`` where a host is not one of them."""

    def __init__(self, world: World):
        self._world = world
        self._by_track = {track_id(song): song for song in world.songs.values()}
        self._by_item = {item_id(song): song.id for song in world.songs.values()}
        self._by_recording = {mbid(song): song for song in world.songs.values()}
        self._by_artist: dict[str, list[MiniSong]] = {}
        self._by_names: dict[str, list[MiniSong]] = {}
        for song in sorted(world.songs.values(), key=lambda song: song.id):
            self._by_names.setdefault(plain(song.title), []).append(song)
            self._by_artist.setdefault(plain(song.artist), []).append(song)
        self._hosts = {
            "api.hypem.com": self._hypem,
            "accounts.spotify.com": self._token,
            "api.spotify.com": self._spotify,
            "api.reccobeats.com": self._reccobeats,
            "ws.audioscrobbler.com": self._lastfm,
            "api.listenbrainz.org": self._listenbrainz,
            "musicbrainz.org": self._musicbrainz,
            "web.archive.org": self._archive,
        }

    def answer(self, asked: ApiRequest) -> Answer | None:
        """Return what a service says."""
        handler = self._hosts.get(asked.host)
        return handler(asked) if handler else None

    def _hypem(self, asked: ApiRequest) -> Answer:
        if asked.query.get("key") != KEY:
            return reply({"error_msg": "Must provide valid hm_token"}, 401)
        if chart := CHART.fullmatch(asked.path):
            month = MONTHS.index(chart[1]) + 1 if chart[1] in MONTHS else 0
            songs = self._world.charts.get(f"{chart[3]}-{month:02d}-{chart[2]}", ())
            return reply([self._track(self._world.songs[song]) for song in songs])
        parts = asked.path.split("/")
        if len(parts) == 5 and parts[2] == "tracks" and parts[4] == "blogs":
            posts = self._world.by_song.get(self._by_item.get(parts[3], ""), [])
            return reply([item for post in posts for item in self._post_items(post)])
        return reply({"error_msg": "not found"}, 404)

    def _track(self, song: MiniSong) -> dict[str, Any]:
        first = self._world.by_song[song.id][0]
        return {
            "itemid": item_id(song), "artist": song.artist, "title": song.title, "dateposted": first.posted,
            "siteid": number_of(first.blog), "sitename": self._world.blogs[first.blog].name, "posturl": first.url,
            "postid": number_of(first.url), "loved_count": number_of(song.id) % 4000, "posted_count": 2,
            "thumb_url": "", "time": int(song.duration_s), "description": "",
        }  # fmt: skip

    def _post_items(self, post: MiniPost) -> list[dict[str, Any]]:
        blog = self._world.blogs[post.blog]
        return [
            {
                "siteid": number_of(post.blog), "sitename": blog.name, "siteurl": f"https://{post.blog}",
                "followers": number_of(blog.name) % 900, "region_name": False, "total_tracks": 100,
                "first_posted": 1370000000, "last_posted": 1527000000, "posturl": url, "postid": number_of(url),
                "dateposted": post.posted,
            }
            for url in (post.url, *post.variants)
        ]  # fmt: skip

    def _token(self, asked: ApiRequest) -> Answer:
        expected = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        form = dict(parse_qsl(asked.body.decode("ascii", "replace")))
        if asked.headers.get("authorization") != expected or form.get("grant_type") != "client_credentials":
            return reply({"error": "invalid_client"}, 400)
        return reply({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600})

    def _spotify(self, asked: ApiRequest) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return reply({"error": {"status": 401, "message": "The access token expired"}}, 401)
        if asked.path == "/v1/search":
            items = self._search(asked.query.get("q", ""))
            return reply({"tracks": {"href": "", "limit": 10, "next": None, "offset": 0, "previous": None,
                                     "total": len(items), "items": items}})  # fmt: skip
        if asked.path.startswith("/v1/artists/"):
            return reply({"id": asked.path.rsplit("/", 1)[1], "name": "", "genres": []})
        if asked.path == "/v1/audio-features":
            return reply({"error": {"status": 403, "message": "Forbidden"}}, 403)
        return reply({"error": {"status": 404, "message": "Not found"}}, 404)

    def _search(self, query: str) -> list[dict[str, Any]]:
        """Offer the songs of that title, and decoys: a live take of the right one, a song of the same title."""
        title = re.search(r'track:"([^"]*)"', query)
        songs = self._by_names.get(title[1], []) if title else []
        if not title:
            songs = [song for name, found in self._by_names.items() if name and name in query for song in found]
        items: list[dict[str, Any]] = []
        for song in songs:
            if not song.streamed:
                continue
            items.append(_item(song, f"{song.title} - Live", song.artist, song.duration_s + 31, f"live{song.id}"))
            items.append(_item(song, song.title, "Somebody Else Entirely", song.duration_s, f"else{song.id}"))
            items.append(_item(song, song.title, song.artist, song.duration_s + 1, song.id))
        return items[:10]

    def _reccobeats(self, asked: ApiRequest) -> Answer:
        ids = [part for part in asked.query.get("ids", "").split(",") if part]
        if not ids or len(ids) > 40:
            return reply({"error": "ids: between 1 and 40"}, 400)
        rows = []
        for identity in sorted(ids):
            song = self._by_track.get(identity)
            if song is not None and song.characteristics:
                href = f"https://open.spotify.com/track/{identity}"
                rows.append({"id": f"r-{song.id}", "href": href, "isrc": "", **song.characteristics})
        return reply({"content": rows})

    def _lastfm(self, asked: ApiRequest) -> Answer:
        if asked.query.get("api_key") != KEY:
            return reply({"error": 10, "message": "Invalid API key"}, 403)
        artist = asked.query.get("artist", "")
        songs = self._by_artist.get(plain(artist), [])
        if not songs:
            return reply({"error": 6, "message": "The artist you supplied could not be found"})
        counts: dict[str, int] = {"seen live": 77, "favourites": 31}
        for song in songs:
            for place, genre in enumerate(song.genres):
                counts[genre] = max(counts.get(genre, 0), 100 - 12 * place)
        tags = [{"count": count, "name": name, "url": ""} for name, count in sorted(counts.items())]
        return reply({"toptags": {"tag": tags, "@attr": {"artist": artist}}})

    def _listenbrainz(self, asked: ApiRequest) -> Answer:
        if not asked.headers.get("user-agent"):
            return reply({"error": "a user agent is required"}, 403)
        if asked.path == "/1/metadata/lookup/":
            artist = plain(asked.query.get("artist_name", ""))
            songs = self._by_names.get(plain(asked.query.get("recording_name", "")), [])
            known = [song for song in songs if plain(song.artist) == artist and number_of(song.id) % 10 < 7]
            return reply({"recording_mbid": mbid(known[0])} if known else {})
        wanted = asked.query.get("recording_mbids", "")
        song = self._by_recording.get(wanted)
        if song is None:
            return reply({})
        genres = [genre for genre in song.genres if genre != "remix"]
        rows = [{"count": 9 - n, "genre_mbid": mbid_of(genre), "tag": genre} for n, genre in enumerate(genres)]
        facts = song.facts
        artists = _credits(song, "join_phrase")
        if facts:
            artists[0]["area"] = facts["place"]
        release = {"name": facts["album"], "year": facts["year"], "mbid": mbid_of(facts["album"])} if facts else {}
        return reply({wanted: {
            "tag": {"artist": [], "recording": [*rows, {"count": 3, "tag": "seen live"}]},
            "artist": {"name": song.artist, "artists": artists}, "release": release,
            "recording": {"name": song.title, "length": int(1000 * song.duration_s)},
        }})  # fmt: skip

    def _musicbrainz(self, asked: ApiRequest) -> Answer:
        """Know four songs of five, each beside a live take; a label is told with the release only."""
        if asked.path == "/ws/2/recording":
            title = re.search(r'recording:"([^"]*)"', asked.query.get("query", ""))
            songs = self._by_names.get(title[1], []) if title else []
            known = [song for song in songs if song.facts and number_of(song.title) % 5]
            return reply({"recordings": [offer for song in known for offer in _offers(song)]})
        for song in self._by_recording.values():
            if song.facts and asked.path == f"/ws/2/release/{mbid_of(song.facts['album'])}":
                label = {"id": mbid_of(song.facts["label"]), "name": song.facts["label"]}
                return reply({"title": song.facts["album"], "label-info": [{"catalog-number": None, "label": label}]})
        return reply({"error": "Not Found"}, 404)

    def _archive(self, asked: ApiRequest) -> Answer:
        found = CAPTURE.fullmatch(asked.path)
        if found is None:
            return Answer(404, b"Not found")
        post = self._world.posts.get((found[3], found[4].rstrip("/")))
        if post is None or not post.archived:
            return Answer(404, b"<html><body>The Wayback Machine has not archived that URL.</body></html>")
        nearest = datetime.fromtimestamp(post.posted + DAY_S, UTC).strftime("%Y%m%d%H%M%S")
        if found[1] != nearest:
            return Answer(302, b"", {"Location": f"/web/{nearest}id_/{found[2]}"})
        blog = self._world.blogs[post.blog]
        return Answer(200, themes.page(self._world, blog, post), {"Content-Type": themes.content_type(blog)})


def reply(value: Any, status: int = 200) -> Answer:
    """Return a JSON answer."""
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def number_of(text: str) -> int:
    """Return a number that stands for a text, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def item_id(song: MiniSong) -> str:
    """Return a song's id at Hype Machine."""
    return f"{number_of(song.id):x}"[:7]


def track_id(song: MiniSong, marker: str = "") -> str:
    """Return a song's id at Spotify: 22 letters and digits."""
    return hashlib.blake2b((marker or song.id).encode(), digest_size=11).hexdigest()


def mbid_of(text: str) -> str:
    """Return an id in the form of MusicBrainz."""
    digits = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def mbid(song: MiniSong) -> str:
    """Return a song's recording id."""
    return mbid_of(f"recording {song.id}")


def _credits(song: MiniSong, joined: str) -> list[dict[str, Any]]:
    """Return the artist of a song and its guests, each with what joins it to the next one."""
    names = [song.artist, *song.facts.get("guests", ())]
    joins = [" feat. ", *[", "] * len(names)][: len(names) - 1]
    return [{"name": name, joined: join} for name, join in zip(names, [*joins, ""], strict=True)]


def _offers(song: MiniSong) -> list[dict[str, Any]]:
    """Return what MusicBrainz finds for a title: a live take, and the song on its album and on a later sampler."""
    facts, artists = song.facts, _credits(song, "joinphrase")
    album = {"id": mbid_of(facts["album"]), "title": facts["album"], "date": f"{facts['year']}-02-01"}
    sampler = {"id": mbid_of("sampler"), "title": "Songs of Several Summers", "date": "2018", "status": "Official"}
    length = int(1000 * song.duration_s)
    return [
        {"id": mbid_of(f"live {song.id}"), "title": f"{song.title} (live)", "length": length, "artist-credit": artists},
        {"id": mbid(song), "title": song.title, "length": length, "artist-credit": artists,
         "releases": [sampler, {**album, "status": "Official"}]},
    ]  # fmt: skip


def _item(song: MiniSong, title: str, artist: str, duration_s: float, marker: str) -> dict[str, Any]:
    return {
        "id": track_id(song, marker), "name": title, "duration_ms": int(1000 * duration_s), "explicit": False,
        "external_ids": {"isrc": f"XX{number_of(marker):010d}"}, "album": {}, "uri": "", "is_local": False,
        "artists": [{"id": track_id(song, artist), "name": artist, "type": "artist", "uri": ""}],
    }  # fmt: skip

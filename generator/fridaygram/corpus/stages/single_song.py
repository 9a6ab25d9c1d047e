"""Drops round-ups: posts linked for several songs, or whose address says so."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from fridaygram.corpus.clients.matching import plain
from fridaygram.corpus.pipeline.contracts import KEEP, Candidate, Rules, Stage, Verdict, drop
from fridaygram.corpus.urls import is_web_url

WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
WORDS = frozenset(
    {"playlist", "playlists", "roundup", "weekly", "podcast", "radio", "chart", "charts", "mixtape", "mixtapes"}
    | {"megamix", "megapost", "recap", "compilation", "wrapup", "digest", "favorites", "favourites", "episode"}
)
COUNT = r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty)"
WORKS = r"(?:songs|tracks|singles|remixes|covers|albums|artists|bands|acts)"
PHRASES = re.compile(
    rf"\b(?:round up|best of|best (?:new )?(?:songs|tracks|music)|top \d{{1,3}}"
    rf"|{COUNT} (?:(?:new|best|great|more) )*{WORKS}|songs of the|tracks of the|wrap up|mix tape|year end"
    r"|end of (?:the )?year|new music (?:friday|monday|this week|of the)|weekend (?:mix|picks|jams)|in rotation"
    r"|hot tracks|what we(?: re)? listening|of the month|ones to watch|year in review|link dump|listening post"
    r"|quick hits|so far)\b"
)
SEVERAL = re.compile(
    r"\b(?:(?:songs|tracks) (?:you|for|from|of|this)|albums|new releases|picks|chansons|canciones|cancoes|lieder"
    r"|(?:vol|nr) \d+)\b"
)
"""What tells a round-up only where the slug names neither the song nor its artist."""
SINGLE = re.compile(
    r"\b(?:(?:song|track|single|tune|jam|video|cover|remix) (?:of|for) (?:the|your) (?:week|day)|monday moods?"
    r"|(?:friday|sunday|monday|tuesday|wednesday|thursday|saturday) (?:song|track|jam|tune|feeling))\b"
)
NAMED = "*"
"""Stands where a slug names the song or its artist: a weekday beside it does not make a column."""
LISTS = re.compile(
    r"^/(?:tag|tags|category|categories|search/label|author|page|search|archive|archives)(?:/|$)|^/\d{4}(?:/\d{1,2}){0,2}$"
)


def judge(candidate: Candidate, rules: Rules) -> Verdict:
    """Keep a post about one song."""
    if candidate.songs_at_url > 1:
        return drop("several songs", f"linked for {candidate.songs_at_url} songs")
    if not is_web_url(candidate.url):
        return drop("not a post", "no web address")
    path = urlsplit(candidate.url).path
    if (path in ("", "/") and not urlsplit(candidate.url).query) or LISTS.match(path):
        return drop("not a post", "an overview page")
    slug = _own_words(path, candidate)
    if SINGLE.search(slug) or slug.count(NAMED) > 1:
        return KEEP
    words = sorted(WORDS.intersection(slug.split()))
    phrase = PHRASES.search(slug) or (None if NAMED in slug else SEVERAL.search(slug))
    if words or phrase:
        return drop("round-up", f"'{words[0] if words else phrase[0] if phrase else ''}' in its address")
    weekdays = sorted(WEEKDAYS.intersection(slug.split()))
    if weekdays and NAMED not in slug:
        return drop("weekday column", f"'{weekdays[0]}' in its address")
    return KEEP


def _own_words(path: str, candidate: Candidate) -> str:
    """Return the words of the last part of a path, the song's own names replaced by a mark."""
    slug = plain(path.rstrip("/").rsplit("/", 1)[-1].removesuffix(".html").replace("-", " ").replace("_", " "))
    words = _spaced(slug)
    for name in (plain(candidate.title), plain(candidate.artist)):
        if name:
            words = words.replace(_spaced(name), _spaced(NAMED))
    return " ".join(words.split())


def _spaced(words: str) -> str:
    """Give each word spaces of its own, so that only whole words are found."""
    return f" {words.replace(' ', '  ')} "


STAGE = Stage(
    label="of a single popular song",
    needs="link",
    judge=judge,
    reasons=("several songs", "round-up", "weekday column", "not a post"),
)

"""The stages at work: facts are gathered for those who are left, then each stage judges them one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fridaygram.corpus.crawl.state import PIECE, State
from fridaygram.corpus.pipeline.contracts import NEEDS, Candidate, Need, Rules, Stage
from fridaygram.corpus.pipeline.reading import page_text, reading
from fridaygram.corpus.pipeline.songs import Waits, match_of
from fridaygram.corpus.text.near import Twins
from fridaygram.errors import CorpusError

WAITING = "?"
"""The stage of links whose facts could not be had in this run; a later one goes on with them."""
NOT_ANSWERED = "not answered"
Gather = Callable[[Need], None]

COLUMNS = "l.id, l.url, l.domain, l.posted, coalesce(s.artist, ''), coalesce(s.title, '')"
LINKS = f"FROM {PIECE} LEFT JOIN songs s ON s.id = l.song"
TEXTS = "LEFT JOIN texts t ON t.url = l.url LEFT JOIN readings r ON r.url = l.url"
QUERIES: dict[Need, str] = {
    "link": f"SELECT {COLUMNS}, (SELECT count(*) FROM links m WHERE m.url = l.url) {LINKS}",
    "song": f"SELECT {COLUMNS}, coalesce(s.match, '') {LINKS}",
    "page": f"SELECT {COLUMNS}, p.status, p.reason, p.detail, t.state, t.record {LINKS}"
    " LEFT JOIN pages p ON p.url = l.url LEFT JOIN texts t ON t.url = l.url",
    "text": f"SELECT {COLUMNS}, t.record, r.record {LINKS} {TEXTS}",
    "twin": f"SELECT {COLUMNS}, t.record, r.record {LINKS} {TEXTS}",
}


class MissingFactError(Exception):
    """A fact that could not be had; ``args[0]`` names whom we wait for."""


def judge_links(
    state: State,
    stages: tuple[tuple[str, Stage], ...],
    rules: Rules,
    years: float,
    gather: Gather,
    waits: Waits,
    *,
    finish: bool = False,
) -> None:
    """Give every link its fate: kept, or dropped by a stage for a reason.

    ``gather(need)`` gets facts for the links that are left; it is called once a need, just before the
    first stage that has it. A link without its facts waits, or with ``finish`` is dropped as not answered.
    """
    judged = state.ids("SELECT id FROM links WHERE stage != ''")
    state.write_many("UPDATE links SET stage = '', reason = '', detail = '' WHERE id = ?", ((one,) for one in judged))
    gathered: set[Need] = set()
    for name, stage in stages:
        for need in NEEDS[: NEEDS.index(stage.needs) + 1]:
            if need not in gathered:
                gathered.add(need)
                gather(need)
        _judge_stage(state, name, stage, rules, years, waits, finish=finish)


def _judge_stage(
    state: State, name: str, stage: Stage, rules: Rules, years: float, waits: Waits, *, finish: bool
) -> None:
    waiting: Counter[str] = Counter()

    def answers() -> Iterator[tuple[str, str, str, int]]:
        for identity, candidate in _candidates(state, stage.needs, years):
            if isinstance(candidate, MissingFactError):
                waiting[str(candidate)] += 1
                yield name if finish else WAITING, NOT_ANSWERED, str(candidate), identity
                continue
            verdict = stage.judge(candidate, rules)
            if not verdict.kept:
                if verdict.reason not in stage.reasons:
                    raise CorpusError(f"stage '{name}' gives a reason that it does not list: '{verdict.reason}'")
                yield name, verdict.reason, verdict.detail, identity

    state.write_many("UPDATE links SET stage = ?, reason = ?, detail = ? WHERE id = ?", answers())
    if not finish:
        for service, number in waiting.items():
            waits.add(f"links waiting for {service}", number)


def _candidates(state: State, need: Need, years: float) -> Iterator[tuple[int, Candidate | MissingFactError]]:
    """Yield the links that are left, with the facts of ``need``."""
    a_year = _posts_a_year(state, years) if need == "link" else {}
    ids = state.ids(f"SELECT id FROM links WHERE stage = '' ORDER BY {'posted, url, id' if need == 'twin' else 'id'}")
    twins = None
    if need == "twin":
        twins = Twins(ids, _signatures(state, ids), lambda identity: _text_of(state, identity), state.path.parent)
    for place, row in enumerate(state.stream(ids, QUERIES[need])):
        identity, url, domain, posted, artist, title = row[:6]
        base = {"url": url, "domain": domain, "posted": posted, "artist": artist, "title": title}
        try:
            if need == "link":
                facts: dict[str, Any] = {"songs_at_url": row[6], "posts_a_year": a_year.get(domain, 0.0)}
            elif need == "song":
                facts = _song_facts(row[6], artist, title)
            elif need == "page":
                facts = _page_facts(*row[6:])
            else:
                facts = _text_facts(row[6], row[7])
            if twins is not None and "text" in facts and (twin := twins.add(place, facts["text"])):
                facts |= {"repeats": _url_of(state, twin[0]), "likeness": twin[1]}
        except MissingFactError as missing:
            yield identity, missing
        else:
            yield identity, Candidate(**base, **facts)


def _signatures(state: State, ids: Sequence[int]) -> Iterator[bytes]:
    sql = f"SELECT coalesce(r.signature, x'') FROM {PIECE} LEFT JOIN readings r ON r.url = l.url"
    return (mark for (mark,) in state.stream(ids, sql))


def _posts_a_year(state: State, years: float) -> dict[str, float]:
    rows = state.rows("SELECT domain, count(*) FROM links WHERE stage = '' GROUP BY domain")
    return {str(domain): number / years for domain, number in rows}


def _song_facts(match: str, artist: str, title: str) -> dict[str, Any]:
    if not match and artist and title:
        raise MissingFactError("Spotify")
    found = match_of(match)
    return {"found": found.id, "score": found.score} if found else {}


def _page_facts(status: str | None, reason: str, detail: str, text_state: str | None, record: Any) -> dict[str, Any]:
    if status in (None, "waiting"):
        raise MissingFactError("the Wayback Machine" if reason else "the blog")
    if status == "failed":
        return {"failure": reason, "detail": detail}
    if text_state is None:
        raise MissingFactError("extraction")
    page = page_text(record)
    return {"failure": "" if page.state == "text" else page.state, "detail": page.detail}


def _text_facts(text_record: bytes, reading_record: bytes | None) -> dict[str, Any]:
    if reading_record is None:
        raise MissingFactError("extraction")
    read = reading(reading_record)
    if read.problem:
        return {"failure": "not analysed", "detail": read.problem}
    heading = page_text(text_record).title
    return {"heading": heading, "text": read.text, "words": read.words, "lang": read.lang, "share": read.share}


def _url_of(state: State, identity: int) -> str:
    (url,) = state.one("SELECT url FROM links WHERE id = ?", (identity,)) or ("",)
    return str(url)


def _text_of(state: State, identity: int) -> str:
    row = state.one("SELECT r.record FROM links l JOIN readings r ON r.url = l.url WHERE l.id = ?", (identity,))
    return reading(row[0]).text if row else ""

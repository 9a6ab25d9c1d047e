"""What a source gives, what a stage sees, what it answers. One file a source, one file a stage.

A stage lives in ``corpus/stages/NAME.py`` and exports ``STAGE``; a source in ``corpus/sources/NAME.py`` and
exports ``SOURCE``. A stage is a pure function of one candidate and the rules: whatever it needs to know is
gathered before it is asked, so that it can be tested with a value and its answers can be counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

Need = Literal["link", "song", "page", "text", "twin"]
NEEDS: tuple[Need, ...] = ("link", "song", "page", "text", "twin")
"""What a stage may need, from what costs nothing to what costs most: the link itself; the song sought at a
service; the page fetched and read; its text analysed; its text compared with all others."""


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """A link that a source found: an address, and the song it was linked for (``song`` "" where none is known).

    ``song`` identifies the song; ``posted`` is ISO 8601, "" where unknown; ``duration_s`` is 0 where unknown.
    """

    address: str
    posted: str = ""
    song: str = ""
    artist: str = ""
    title: str = ""
    duration_s: float = 0.0


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A link before a stage, with the facts that its ``needs`` promise.

    link: ``url`` (canonical), ``domain``, ``posted``, ``artist``, ``title``, ``songs_at_url``, ``posts_a_year`` of the
    blog among what the stages before have kept. song: ``found`` (the id at the service, "" where it is not there) and
    ``score``. page: ``failure`` and ``detail`` ("" where there is a text). text: ``heading``, ``text``, ``words``,
    ``lang``, ``share``, or ``failure`` and ``detail`` where the text could not be analysed. twin: ``repeats`` (the URL
    of an earlier text that this one nearly repeats, "") and ``likeness``.
    """

    url: str
    domain: str = ""
    posted: str = ""
    artist: str = ""
    title: str = ""
    songs_at_url: int = 1
    posts_a_year: float = 0.0
    found: str = ""
    score: float = 0.0
    failure: str = ""
    detail: str = ""
    heading: str = ""
    text: str = ""
    words: int = 0
    lang: str = ""
    share: float = 0.0
    repeats: str = ""
    likeness: float = 0.0


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What the stages measure by: see the settings of the same names."""

    language: str = "en"
    least_share: float = 0.5
    least_words: int = 20
    least_posts_a_year: float = 1.0


class Verdict(NamedTuple):
    """A stage's answer. ``reason`` is one of few, countable; ``detail`` is for the person who asks why."""

    kept: bool
    reason: str = ""
    detail: str = ""


KEEP = Verdict(True)


def drop(reason: str, detail: str = "") -> Verdict:
    """Return the answer that drops a candidate."""
    return Verdict(False, reason, detail)


@dataclass(frozen=True)
class Stage:
    """A judge. ``label`` completes "posts .." in a funnel, with {placeholders} that settings fill
    (see settings.label_of); ``reasons`` lists all that it may give.
    """

    label: str
    needs: Need
    judge: Callable[[Candidate, Rules], Verdict]
    reasons: tuple[str, ...] = ()


class Asker(Protocol):
    """What a source may ask: services by name, and addresses.

    ``refresh`` says that answers which may have grown since (see the source) are to be asked for again.
    """

    refresh: bool

    def service(self, name: str) -> Any:
        """Return the client of a service ("hypem")."""

    def read(self, url: str) -> bytes:
        """Return the body at an address. Raises NetworkError."""

    def note(self, text: str) -> None:
        """Say something about this run that is no error: it stands in the report."""


@dataclass(frozen=True)
class Source:
    """Where links come from. ``stages`` is the default order; ``secrets`` names environment variables.

    ``links(settings, asker)`` yields links in an order that does not change; ``requests(settings)``
    estimates how many requests that takes, by service. Where a source ``forgets`` (a feed shows only the
    newest), the links of earlier runs stay; else every run derives all of them again.
    """

    label: str
    stages: tuple[str, ...]
    links: Callable[[Any, Asker], Iterator[Linked]]
    requests: Callable[[Any], Mapping[str, int]]
    services: tuple[str, ...] = ()
    forgets: bool = False

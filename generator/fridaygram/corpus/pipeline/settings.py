"""The settings of a corpus to be acquired: a table ``[acquire.NAME]`` of site.toml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from fridaygram import registry
from fridaygram.corpus.pipeline.contracts import NEEDS, Rules, Source, Stage
from fridaygram.corpus.text.language import LANGUAGES
from fridaygram.errors import ConfigError, UsageError, suggestion

LANGUAGE_NAMES = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch",
    "pt": "Portuguese", "sv": "Swedish",
}  # fmt: skip
RANGES: dict[str, tuple[float, float]] = {
    "delay_s": (0, 3600), "timeout_s": (0.1, 600), "threads": (1, 256), "least_share": (0, 1),
    "least_words": (0, 10_000), "least_posts_a_year": (0, 1000),
}  # fmt: skip
SOURCES, STAGES = "fridaygram.corpus.sources", "fridaygram.corpus.stages"
GenreService = Literal["listenbrainz", "lastfm", "spotify"]
FeatureService = Literal["reccobeats", "spotify"]
FactService = Literal["listenbrainz", "musicbrainz"]


class PipelineSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to acquire a corpus.

    ``source`` is hypem, feeds or urls; ``first`` and ``last`` are the days of the period (without ``last`` it
    goes on until today, and the corpus grows with every run); ``stages`` the
    judges in their order (empty: the source's own order); ``contact`` an address or page that owners of
    blogs can turn to, sent with every request. ``delay_s`` is the least pause between two requests to one
    host; ``threads`` how many hosts are asked at once. ``archive`` lets the Wayback Machine stand in for posts that
    are gone. ``genres``, ``features`` and ``facts`` name services in the order they are asked. ``feeds`` and ``urls``
    belong to the sources of those names. The rest are the rules that stages measure by.
    """

    source: str = "hypem"
    first: date
    last: date | None = None
    contact: str
    note: str = ""
    stages: tuple[str, ...] = ()
    delay_s: float = 1.5
    threads: int = 16
    timeout_s: float = 30.0
    archive: bool = True
    genres: tuple[GenreService, ...] = ()
    features: tuple[FeatureService, ...] = ()
    facts: tuple[FactService, ...] = ()
    feeds: tuple[str, ...] = ()
    urls: str = ""
    language: str = "en"
    least_share: float = 0.5
    least_words: int = 20
    least_posts_a_year: float = 1.0

    @property
    def years(self) -> float:
        """The length of the period in years."""
        return max(1.0 / 365.25, ((self.end - self.first).days + 1) / 365.25)

    @property
    def end(self) -> date:
        """The last day of the period."""
        return self.last or self.first

    def rules(self) -> Rules:
        """Return what the stages measure by."""
        return Rules(
            language=self.language,
            least_share=self.least_share,
            least_words=self.least_words,
            least_posts_a_year=self.least_posts_a_year,
        )


def read_settings(name: str, table: Mapping[str, Any], today: date) -> PipelineSettings:
    """Return checked settings; a period without an end, or with one to come, ends ``today``.

    Raises ConfigError that names the setting and says what to write.
    """
    place = f"[acquire.{name}]"
    try:
        settings = msgspec.convert(dict(table), PipelineSettings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{place}: {_told(str(error))}", file="site.toml") from None
    settings = msgspec.structs.replace(settings, last=min(settings.last or today, today))
    if settings.end < settings.first:
        raise ConfigError(f"{place}: last ({settings.end}) lies before first ({settings.first})", file="site.toml")
    if "@" not in settings.contact and "://" not in settings.contact:
        hint = "it is sent with every request, so that owners of blogs can turn to you"
        raise ConfigError(f"{place}: contact must be a mail address or a URL", file="site.toml", hint=hint)
    for key, (least, most) in RANGES.items():
        if not least <= getattr(settings, key) <= most:
            raise ConfigError(f"{place}: {key} must lie between {least:g} and {most:g}", file="site.toml")
    if settings.language not in LANGUAGES:
        hint = suggestion(settings.language, list(LANGUAGES))
        raise ConfigError(f"{place}: unknown language '{settings.language}'", file="site.toml", hint=hint)
    try:
        source_of(settings)
        stages_of(settings)
    except UsageError as error:
        raise ConfigError(f"{place}: {error.message}", file="site.toml", hint=error.hint) from None
    return settings


def source_of(settings: PipelineSettings) -> Source:
    """Return the source. Raises UsageError for an unknown name."""
    source: Source = registry.load(SOURCES, settings.source, "SOURCE", what="source")
    return source


def label_of(label: str, settings: PipelineSettings) -> str:
    """Return a label with its placeholders filled: {language}, {years}, {least_words}, {least_posts_a_year}."""
    return label.format(
        language=LANGUAGE_NAMES.get(settings.language, settings.language),
        years=f"{max(1.0, settings.years):.0f}",
        least_words=settings.least_words,
        least_posts_a_year=f"{settings.least_posts_a_year:g}",
    )


def stages_of(settings: PipelineSettings) -> tuple[tuple[str, Stage], ...]:
    """Return the stages by name, in their order.

    Raises UsageError for an unknown name, one that stands twice, a missing 'content', and an order that
    pays for a dear fact on links that a cheaper stage behind it would have dropped.
    """
    names = settings.stages or source_of(settings).stages
    found = tuple((name, registry.load(STAGES, name, "STAGE", what="stage")) for name in names)
    for place, name in enumerate(names):
        if name in names[:place]:
            raise UsageError(f"stage '{name}' stands twice")
    if "content" not in names:
        raise UsageError("stage 'content' is missing", hint="without it nothing is fetched")
    costs = [NEEDS.index(stage.needs) for _, stage in found]
    for (before, _), (after, _), cost, next_cost in zip(found, found[1:], costs, costs[1:], strict=False):
        if next_cost < cost:
            raise UsageError(f"stage '{after}' must stand before '{before}'", hint="cheap stages come first")
    return found


def _told(message: str) -> str:
    """Turn msgspec's words into ours."""
    import re

    unknown = re.search(r"unknown field `([^`]+)`", message)
    if unknown:
        known = [field.name for field in msgspec.structs.fields(PipelineSettings)]
        return f"unknown setting '{unknown[1]}' ({suggestion(unknown[1], known)})"
    missing = re.search(r"required field `([^`]+)`", message)
    if missing:
        example = {"contact": '"you@example.org"'}.get(missing[1], "2013-06-01")
        return f"setting '{missing[1]}' is missing; write {missing[1]} = {example}"
    place = re.search(r"`\$\.([a-z_]+)", message)
    return f"setting '{place[1]}': {message.split(' - at', maxsplit=1)[0]}" if place else message

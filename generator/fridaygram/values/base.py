"""What a provider of values is. A provider lives in ``values/kinds/NAME.py`` and exports ``PROVIDER``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

Params = Mapping[str, Any]
SIGNIFICANT = 6


class ValueSource(msgspec.Struct, frozen=True, kw_only=True):
    """Where values come from: a corpus or a model by name, a file by its path below the post or the blog.

    A corpus's name stands for the model of it that the post takes, a model's own name for that model and its corpus.
    """

    kind: Literal["corpus", "model", "file"]
    name: str

    @property
    def label(self) -> str:
        """The source in words, as results.json and reports name it."""
        return f"{self.kind} {self.name}"


class Extent(NamedTuple):
    """How far a source reaches: its ``texts``, and the ``day`` (YYYY-MM-DD) of the last; 0 and "" where unknown."""

    texts: int = 0
    day: str = ""


class Stores(Protocol):
    """The corpora, models and files that a provider may look at, as of the post's date."""

    as_of: date | None
    root: Path
    bundle: Path

    def at(self, day: date) -> Stores:
        """Return the same stores as of another day."""

    def corpus(self, name: str) -> Any:
        """Open a corpus. Raises CorpusError, with a near name, where it is not here."""

    def day(self, name: str) -> date | None:
        """Return the day as of which a corpus is seen: the post's, or that of the model whose name is given."""

    def reviews(self, name: str) -> list[Any]:
        """Return the reviews of a corpus as of its day."""

    def index(self, name: str) -> Any:
        """Open the index of the model that the post takes for a corpus. Raises ModelError where it is not here."""

    def training(self, name: str) -> list[Any]:
        """Return the reviews from which that model was made, held-out ones too. Raises ModelError where they moved."""

    def file(self, name: str) -> Path:
        """Find a data file beside the post, else in content/data/. Raises ContentError where there is none."""

    def results(self) -> Mapping[Path, Any]:
        """Return the frozen values of the posts (``results.Results``), by their file."""

    def digest(self, source: ValueSource) -> str | None:
        """Return the fingerprint of a source as of the post's date, None where it is not here."""

    def extent(self, source: ValueSource) -> Extent:
        """Return how far a source that is here reaches, as of the post's date."""

    def is_newer(self, source: ValueSource) -> bool:
        """Return whether a source is a model that is newer than the post: one of the post's day is not here."""


@dataclass(frozen=True)
class Provider:
    """Computes a kind of values.

    ``sources(params)`` says what they come from, ``compute(params, stores)`` makes them: plain JSON, the
    same for the same params and sources on every machine.

    ``follows`` names the kinds of source that are the author's own words rather than something measured: where
    one of them has changed, a published post's values are computed anew too. ``check`` looks whether what stands
    in such a source is still true, by this program, and says so in a word or raises; it runs in every build in
    which the sources or the program have changed.

    ``due`` gives the day as of which a value is computed, where that is not the post's: a prediction's.

    ``version`` is raised when ``compute`` gives something else for the same params and sources. Published values of an
    earlier version are stale then; a test compares what each version gives with a golden.
    """

    sources: Callable[[Params], tuple[ValueSource, ...]]
    compute: Callable[[Params, Stores], dict[str, Any]]
    follows: tuple[str, ...] = ()
    check: Callable[[Params, Stores], str] | None = None
    due: Callable[[Params], date] | None = None
    version: int = 1


def of_corpus(params: Params) -> tuple[ValueSource, ...]:
    """Return the sources of values of one corpus, which the parameter ``corpus`` names."""
    return (ValueSource(kind="corpus", name=params["corpus"]),)


def of_corpus_and_model(params: Params) -> tuple[ValueSource, ...]:
    """Return the sources of values of one corpus and the model that the post takes for it."""
    return (*of_corpus(params), ValueSource(kind="model", name=params["corpus"]))


def rounded(value: Any) -> Any:
    """Return JSON with floats at six significant digits: readable in a diff, equal on every machine."""
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT}g}")
    if isinstance(value, Mapping):
        return {str(key): rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return value

"""results.json: the frozen values of one post, beside it. Small, sorted, readable in a diff, committed.

Format 2: ``{"format": 2, "values": {KEY: entry}}``. A key says what the value is of, not where it stands: an inline
value's expression (``demo.reviews``), or a figure's kind and a digest of the parameters that decide its values
(``histogram-3fa94c1e``). So moving, naming or copying a figure leaves its numbers. Empty fields are left out.

Format 1, ``{"format": 1, "figures": {PLACE: entry}, "inline": {EXPRESSION: entry}}``, is read too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import digest_json, json_text, write_atomic

FORMAT = 2
NAME = "results.json"
INLINE_KIND = "inline"
DRIVER = "git config merge.fridaygram.driver 'fridaygram merge-results %O %A %B %P'"
_MARKS = re.compile(rb"^(?:<{7}|={7}|>{7})(?: |\r?$)", re.MULTILINE)


Excused = Literal["", "edited", "future"]


class Erratum(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What readers are told of a published value: on which ``day`` a refresh has changed it, why, from what to what.

    ``old`` and ``new`` hold the numbers that differ, by their path in the values ("bins.3.count"); ``more`` counts
    those that are not listed. With a ``state``, "edited" or "future", nothing was computed: it says for what ``reason``
    the value is published although it is in that state.
    """

    day: str
    reason: str = ""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    more: int = 0
    state: Excused = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One frozen value and where it is from.

    ``params`` decide it. ``sources`` maps labels ("corpus demo") to digests, ``dates`` to the day up to which they
    reach, ``texts`` to how many texts they have, each where it is known. ``version`` is the provider's, ``program``
    Fridaygram's own. Days are YYYY-MM-DD: ``computed``; ``published``, from which on only a refresh may change the
    values; ``retired``, since when nothing shows them. ``places`` are the ids of the figures that showed them last,
    ``stands_for`` the keys of what they asked for after their parameters were changed: they show this value until a
    refresh. ``digest`` is that of all other fields.
    """

    kind: str
    params: dict[str, Any]
    sources: dict[str, str]
    computed: str
    values: dict[str, Any]
    version: int = 1
    program: str = ""
    dates: dict[str, str] = {}
    texts: dict[str, int] = {}
    published: str = ""
    retired: str = ""
    places: tuple[str, ...] = ()
    stands_for: tuple[str, ...] = ()
    errata: tuple[Erratum, ...] = ()
    digest: str = ""

    @property
    def key(self) -> str:
        """What the value is of: its key in results.json."""
        return content_key(self.kind, self.params)

    @property
    def is_intact(self) -> bool:
        """Whether the entry is as the program wrote it."""
        return self.digest == _digest(self)

    @property
    def is_open(self) -> bool:
        """Whether it is a prediction that is not decided yet: a claim without an answer."""
        return bool(self.params) and self.values == self.params

    @property
    def excuse(self) -> str:
        """Why readers see a value that was set by hand, "" where it was computed or nothing is told."""
        last = next((one for one in reversed(self.errata) if one.state != "future"), None)
        return last.reason if last is not None and last.state == "edited" else ""

    def changed(self, **changes: Any) -> Entry:
        """Return the entry with other fields. One that was edited by hand stays known as edited."""
        changed = msgspec.structs.replace(self, **changes)
        return sealed(changed) if self.is_intact else changed


class Results(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All frozen values of one post, by key."""

    format: int = FORMAT
    values: dict[str, Entry] = {}


class _OldEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of format 1."""

    kind: str
    params: dict[str, Any]
    sources: dict[str, str]
    computed: str
    values: dict[str, Any]


class _OldResults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of format 1."""

    format: int = 1
    figures: dict[str, _OldEntry] = {}
    inline: dict[str, _OldEntry] = {}


class _Format(msgspec.Struct):
    format: int = 1


def content_key(kind: str, params: Mapping[str, Any]) -> str:
    """Return the key of a value of a kind with its deciding parameters; those that are null do not count."""
    if kind == INLINE_KIND:
        return str(params.get("name", ""))
    kind = content_kind(kind)
    given = {name: value for name, value in params.items() if value is not None}
    return f"{kind}-{digest_json([kind, given])[:8]}"


def content_kind(kind: str) -> str:
    """Return the one spelling of a kind of figure, which may be written with underscores too."""
    return kind.replace("_", "-")


def sealed(entry: Entry) -> Entry:
    """Return an entry with the digest of its content."""
    return msgspec.structs.replace(entry, digest=_digest(entry))


def _digest(entry: Entry) -> str:
    return digest_json(msgspec.structs.replace(entry, digest=""))


def read_results(path: Path) -> Results:
    """Read a results.json; a missing file holds no values.

    Raises ContentError for a damaged file: to guess would change published numbers.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Results()
    return parse_results(data, path)


def parse_results(data: bytes, path: Path) -> Results:
    """Return the results in ``data``, which is of the file ``path``. Raises ContentError as ``read_results``."""
    try:
        number = msgspec.json.decode(data, type=_Format).format
        if number == 1:
            return _migrated(msgspec.json.decode(data, type=_OldResults), path)
        if number == FORMAT:
            results = msgspec.json.decode(data, type=Results)
            _check_keys(results, path)
            return results
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if marks := _MARKS.search(data):
            line = data[: marks.start()].count(b"\n") + 1
            hint = f"tell git how to merge it ({DRIVER}), then: git checkout --merge -- {shown(path)}"
            raise ContentError("a merge left conflicts here", file=path, line=line, hint=hint) from None
        raise ContentError(f"damaged results: {error}", file=path, hint=way_back(path)) from None
    except RecursionError:
        raise ContentError("damaged results: nested too deeply", file=path, hint=way_back(path)) from None
    hint = "a newer Fridaygram wrote it: update yours"
    raise ContentError(f"results of format {number}; this version reads 1 and {FORMAT}", file=path, hint=hint)


def _check_keys(results: Results, path: Path) -> None:
    for key, entry in results.values.items():
        if entry.kind == INLINE_KIND and not isinstance(entry.values.get("value"), str | int | float):
            raise ContentError(f"damaged results: '{key}' has no value", file=path, hint=way_back(path))
        if key != entry.key:
            problem = f"damaged results: '{key}' holds the value of '{entry.key}'"
            raise ContentError(problem, file=path, hint=way_back(path))


def _migrated(old: _OldResults, path: Path) -> Results:
    """Return results of format 1 as they are in format 2."""
    values: dict[str, Entry] = {}
    for place, one in [*old.figures.items(), *old.inline.items()]:
        places = (place,) if place in old.figures else ()
        entry = sealed(Entry(**{**msgspec.structs.asdict(one), "places": places}))
        known = values.get(entry.key)
        if known is not None and known.values != entry.values:
            problem = f"the figures {known.places[0]} and {place} are the same, but their numbers differ"
            hint = f"remove the wrong one from {NAME}; where a post shows one figure twice, both now have one number"
            raise ContentError(problem, file=path, hint=hint)
        values[entry.key] = entry.changed(places=tuple(sorted({*places, *known.places}))) if known else entry
    results = Results(values=values)
    _check_keys(results, path)
    return results


def write_results(path: Path, results: Results) -> None:
    """Write a results.json whole, or remove it where there is nothing to keep."""
    if results.values:
        write_atomic(path, json_text(msgspec.to_builtins(results)))
    else:
        path.unlink(missing_ok=True)


def way_back(path: Path) -> str:
    """Return how an author gets the last good file back."""
    return f"get it back: git checkout HEAD -- {shown(path)} (git log -- {shown(path)} shows all that were committed)"


def shown(path: Path) -> str:
    """Return a path as it is typed in a command: below the current folder where it lies there."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)

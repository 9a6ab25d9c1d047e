"""Checks of what the author says: assertions, in every build; a provider's ``check``, whenever its sources or the
program have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from fridaygram.errors import ContentError, FridaygramError
from fridaygram.files import digest_json
from fridaygram.graph.runner import Runner, Task
from fridaygram.pages.document import Document
from fridaygram.values.base import Stores
from fridaygram.values.freeze import Settled


def check_values(settled: Iterable[tuple[Settled, Stores]], runner: Runner, program: str) -> dict[str, Settled]:
    """Run the checks of settled values; return those that have one by "FILE#KEY", with what the check said.

    Raises the check's error at its own line, else at the line that asked for the value.
    """
    checked = {
        f"{one.wanted.file}#{one.wanted.key}": (one, stores)
        for one, stores in settled
        if one.wanted.provider.check is not None
    }
    tasks = []
    for name, (one, stores) in checked.items():
        sources = one.wanted.provider.sources(one.wanted.params)
        here = {source.label: stores.digest(source) or "" for source in sources}
        inputs = {"parameters": digest_json(one.wanted.params), "program": program, **here}
        tasks.append(Task(f"check {name}", inputs, partial(_check, one, stores)))
    runner.run(tasks, "checking")
    return {name: replace(one, checked=runner.load(f"check {name}").decode()) for name, (one, _) in checked.items()}


def _check(settled: Settled, stores: Stores) -> bytes:
    wanted = settled.wanted
    if wanted.provider.check is None:
        return b""
    try:
        return wanted.provider.check(wanted.params, stores).encode()
    except FridaygramError as error:
        raise error.at(wanted.file, wanted.line) from None


def check_claims(document: Document, inline: Mapping[str, Settled]) -> None:
    """Raise ContentError for an assertion of a document that is not true of the numbers that it shows."""
    for value in document.values:
        if value.claim is None:
            continue
        shown = {name: inline[name].entry.values["value"] for name in value.claim.names}
        try:
            holds = value.claim.holds(shown)
        except ContentError as error:
            raise error.at(value.file, value.line) from None
        if not holds:
            now = " and ".join(f"{name} is {number}" for name, number in shown.items())
            hint = "mend what the text says, then the assertion"
            raise ContentError(f"'{value.claim}' does not hold: {now}", file=value.file, line=value.line, hint=hint)

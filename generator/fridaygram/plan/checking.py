"""Checks of what the author says: a provider's ``check``, whenever its sources or the program have changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from fridaygram.errors import FridaygramError
from fridaygram.files import digest_json
from fridaygram.graph.runner import Runner, Task
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

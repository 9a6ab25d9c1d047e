"""The engine that needs nothing: this process, with its own processes to read pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fridaygram.corpus.engines.base import ShardTask, Work
from fridaygram.corpus.pipeline.progress import RunProgress
from fridaygram.corpus.text.pool import TextPool


class LocalEngine:
    """No shards: the coordinator asks all hosts. With ``slots`` it works on shards, one after another (for tests)."""

    def __init__(self, slots: int = 0, folder: Path | None = None):
        self.slots, self.folder = slots, folder

    def check_workers(self, run_file: Path) -> None:
        """Do nothing: the only worker is this process."""

    def run(self, work: Work, tasks: list[ShardTask], tell: Callable[[int, RunProgress], None]) -> Iterator[Any]:
        """Do tasks when their results are asked for."""
        if not tasks:
            return
        with TextPool(1) as pool:
            for task in tasks:
                yield work(task, pool, lambda moment, place=task.place: tell(place, moment))  # type: ignore[misc]

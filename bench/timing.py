"""Timing whole commands in turn (A B A B ..), so that a machine whose speed drifts is fair to all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass
class Timed:
    """Wall seconds and peak memory (MB) of each run of one contestant."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    @property
    def typical(self) -> float:
        """The median of the wall seconds."""
        return median(self.seconds)

    @property
    def peak(self) -> float:
        """The largest peak memory, in MB."""
        return max(self.megabytes)


def clean_environment() -> dict[str, str]:
    """Return the environment that every contestant gets: no colours, and Python keeps its compiled modules."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_COLOR": "1"}


def run_once(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Run a command and return wall seconds and its own peak memory in MB. Raises RuntimeError where it fails."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=clean_environment()
    ) as process:
        said = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed: {said.decode(errors='replace')[-400:]}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return seconds, usage.ru_maxrss / scale


def in_turn(
    contestants: Mapping[str, tuple[Sequence[str], Path]],
    *,
    runs: int,
    before: Callable[[str], None] = lambda name: None,
) -> dict[str, Timed]:
    """Time each contestant's (command, folder) ``runs`` times, in turn; ``before(name)`` prepares each run."""
    timed = {name: Timed() for name in contestants}
    for _ in range(runs):
        for name, (command, folder) in contestants.items():
            before(name)
            seconds, megabytes = run_once(command, folder)
            timed[name].seconds.append(seconds)
            timed[name].megabytes.append(megabytes)
    return timed

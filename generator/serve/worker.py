"""Builds in a process of their own, so that a figure which takes seconds to compute never keeps a page waiting.

The process stays between builds: its libraries are loaded and what it knows of the blog is warm.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import IO

from generator.serve.hub import Problem
from generator.serve.messages import Order, Progress, Settings, receive, send

ENDING_SECONDS = 2.0


class Worker:
    """The building process as its parent sees it. It is started again where it has died."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def build(self, first: Sequence[str]) -> Iterator[Progress]:
        """Bring the preview up to date, yielding what is written; the last message has ``ended`` set."""
        try:
            orders, news = self._ready()
            send(orders, Order(tuple(first)))
            while True:
                progress = receive(news, Progress)
                yield progress
                if progress.ended:
                    return
        except (EOFError, OSError):
            self.stop()
            lost = Problem(message="the building process ended", hint="it starts again with your next change")
            yield Progress(problem=lost, ended=True)

    def stop(self) -> None:
        """End the process; a build in it is given up, which its staging makes harmless."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        try:
            process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait()

    def _ready(self) -> tuple[IO[bytes], IO[bytes]]:
        process = self._process
        if process is None or process.poll() is not None:
            self.stop()
            # Started afresh, not forked: this process has threads, and a fork would copy their locks as they are.
            command = [sys.executable, "-m", "generator.serve.builder"]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._process = process
            if process.stdin is not None:
                send(process.stdin, self.settings)
        if process.stdin is None or process.stdout is None:
            raise EOFError
        return process.stdin, process.stdout

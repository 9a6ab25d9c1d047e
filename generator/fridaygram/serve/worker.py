"""Starts the builder, sends it orders, replaces it if it dies.

Builds have a process of their own, so that no page waits while a figure is computed. The process stays between
builds: its libraries are loaded and it keeps what it knows of the blog.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO

from fridaygram.serve.messages import BuildProgress, Order, PreviewSettings, Problem, receive, send

ENDING_SECONDS = 2.0
LOST = Problem(message="the building process ended", hint="it starts again with your next change")


class Worker:
    """The building process. Calls ``on_progress`` with its messages, in a thread of its own."""

    def __init__(self, settings: PreviewSettings, on_progress: Callable[[BuildProgress], None]):
        self.settings = settings
        self.on_progress = on_progress
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._ordered = 0
        self._ended = 0

    @property
    def busy(self) -> bool:
        """Whether a build is under way or ordered."""
        return self._ended < self._ordered

    def order(self, first: Sequence[str]) -> None:
        """Ask for a build that makes the output files ``first`` before others. A build under way stops for it."""
        with self._lock:
            self._ordered += 1
            order = Order(tuple(first), self._ordered)
            try:
                send(self._orders(), order)
            except OSError:
                # It has just died. A new one takes the order.
                self._end()
                send(self._orders(), order)

    def stop(self) -> None:
        """End the process. A build under way is given up; the site of the last one stays whole."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait()

    def _orders(self) -> IO[bytes]:
        """Return the pipe for orders to a living process."""
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            # Not forked: this process has threads, and a fork would copy their locks as they are.
            # It finds what this process finds; without -P a random.py in the blog would stand in for Python's own.
            command = [sys.executable, "-P", "-m", "fridaygram.serve.builder"]
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
            threading.Thread(target=self._listen, args=(self._process,), name="building", daemon=True).start()
            if self._process.stdin is not None:
                send(self._process.stdin, self.settings)
        if self._process.stdin is None:
            raise BrokenPipeError
        return self._process.stdin

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is None:
            return
        with process.stdout as news:
            try:
                while True:
                    progress = receive(news, BuildProgress)
                    self._ended = max(self._ended, progress.order)
                    self.on_progress(progress)
            except EOFError:
                if self._process is process:
                    self._ended = self._ordered
                    self.on_progress(BuildProgress(problem=LOST, ended=True))

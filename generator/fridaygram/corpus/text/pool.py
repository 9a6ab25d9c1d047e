"""Worker processes for extraction and analysis: all cores busy, little in memory, no page that stops a run."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import msgspec

from fridaygram.corpus.text.work import (
    Answer,
    CheckWork,
    Done,
    Work,
    WorkerFault,
    given_up,
    read_message,
    write_message,
)
from fridaygram.errors import CorpusError, UsageError

PATIENCE_S = 180.0
"""A batch that takes longer is broken up, and the one piece that is to blame is given up. A batch takes a second or
two; the rest is for a busy machine."""
START_S = 900.0
"""A process that needs longer to start and to read one page hangs: its libraries are loaded meanwhile."""


class TextPool:
    """Workers that take batches and give results in no particular order. Use it as a context manager."""

    def __init__(
        self,
        workers: int | None = None,
        patience_s: float = PATIENCE_S,
        timer: Callable[[float, Callable[[], None]], Any] = threading.Timer,
    ):
        self._number = workers or os.cpu_count() or 1
        self._tasks: queue.Queue[list[Work] | None] = queue.Queue(maxsize=self._number + 1)
        self._results: queue.Queue[list[Done] | BaseException] = queue.Queue()
        self._outstanding = 0
        self._workers = [_Worker(patience_s, timer) for _ in range(self._number)]
        self._threads = [threading.Thread(target=self._serve, args=(one,), daemon=True) for one in self._workers]

    def __enter__(self) -> TextPool:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def has_room(self) -> bool:
        """Return whether a batch can be given now without waiting."""
        return not self._tasks.full()

    def give(self, batch: list[Work]) -> None:
        """Give a batch to the workers, waiting for room."""
        self._outstanding += 1
        self._tasks.put(batch)

    def outstanding(self) -> int:
        """Return how many batches have been given and not been taken back."""
        return self._outstanding

    def take(self, patience_s: float | None = None) -> list[Done]:
        """Return the results of a batch, [] where none is outstanding or comes in ``patience_s`` (None: wait on)."""
        if not self._outstanding:
            return []
        try:
            result = self._results.get(block=patience_s != 0, timeout=patience_s or None)
        except queue.Empty:
            return []
        self._outstanding -= 1
        if isinstance(result, BaseException):
            raise result
        return result

    def map(self, batches: Iterator[list[Work]]) -> Iterator[list[Done]]:
        """Yield the results of all batches."""
        for batch in batches:
            while not self.has_room():
                yield self.take()
            self.give(batch)
        while self._outstanding:
            yield self.take()

    def check(self) -> None:
        """Let a worker read a sample page.

        Raises UsageError where it cannot: a library is missing or broken.
        """
        try:
            answer = self._workers[0].exchange([CheckWork()], START_S)
        except CorpusError as error:
            problem = error.message
        else:
            if answer is not None:
                return
            problem = f"the process that reads pages ends at once, or does nothing for {START_S:.0f} seconds"
        hint = "install what is missing with: pip install 'fridaygram[acquire]'"
        raise UsageError(f"no page can be read here: {problem}", hint=hint)

    def rest(self) -> None:
        """End the processes, which hold models and libraries, until there is work again; nothing may be outstanding."""
        if self._outstanding:
            raise RuntimeError("a pool cannot rest while work is outstanding")
        for worker in self._workers:
            worker.end()

    def _serve(self, worker: _Worker) -> None:
        try:
            while (batch := self._tasks.get()) is not None:
                try:
                    self._results.put(worker.run(batch))
                except BaseException as error:  # noqa: BLE001 - raised again in take(), by the caller's thread
                    self._results.put(error)
        finally:
            worker.end()


class _Worker:
    """One process, started when it is first needed and again when it has been killed."""

    def __init__(self, patience_s: float, timer: Callable[[float, Callable[[], None]], Any]):
        self._patience_s, self._timer = patience_s, timer
        self._process: subprocess.Popen[bytes] | None = None
        self._decoder = msgspec.msgpack.Decoder(Answer)

    def run(self, batch: list[Work]) -> list[Done]:
        """Return the results of a batch; a piece that kills or stalls a process is given up.

        Raises CorpusError where the program or the machine is at fault.
        """
        answer = self.exchange(batch, self._patience_s)
        if answer is not None:
            return answer
        if len(batch) == 1:
            return [given_up(batch[0], "the parser broke down or took too long")]
        return [result for work in batch for result in self.run([work])]

    def end(self) -> None:
        """End the process by closing its input."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None and process.stdout is not None:
            process.stdin.close()
            process.wait()
            process.stdout.close()

    def exchange(self, batch: list[Work], patience_s: float) -> list[Done] | None:
        """Return what the process answers, None where it ended or was ended after ``patience_s`` seconds.

        Raises CorpusError where the program or the machine is at fault.
        """
        process = self._started()
        if process.stdin is None or process.stdout is None:
            return None
        watch = self._timer(patience_s, process.kill)
        watch.start()
        try:
            write_message(process.stdin, msgspec.msgpack.encode(batch))
            answer = read_message(process.stdout)
        except OSError:
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            process.kill()
            process.wait()
            self._process = None
            return None
        decoded: Answer = self._decoder.decode(answer)
        if isinstance(decoded, WorkerFault):
            hint = "no page was dropped for it; mend it, and the same command goes on"
            raise CorpusError(f"a process that reads pages failed: {decoded.error}", hint=hint)
        return decoded

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
                environment[name] = "1"
            self._process = subprocess.Popen(
                # Without -P a random.py in the working folder would stand in for Python's own.
                [sys.executable, "-P", "-m", "fridaygram.corpus.text.work"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        return self._process

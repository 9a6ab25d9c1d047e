"""Work done by several processes at once: this one, and forks of it, which inherit everything but results.

The numbers of chunks of work wait in a pipe that all read; what a fork made it writes to a file of its own that this
process reads as it grows. So nothing is held in memory twice, and no process stands by while others work. A record::

    4 bytes: number of the job | 1 byte: 1 after the last result | 4 bytes: length | data

A job that failed is done again here: so its error is raised as it is, and a chance failure mended.
"""

from __future__ import annotations

import gc
import os
import signal
import struct
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from fridaygram.errors import BuildError

_RECORD, _CHUNK = struct.Struct("=IBI"), struct.Struct("=I")
_LOOK_EVERY_S = 0.01
_MOST_CHUNKS = 2048
"""So many numbers go into a pipe before anybody reads: the smallest holds 16 KiB."""


class LostWorkError(BuildError):
    """A process ended before its work was done."""

    def __init__(self) -> None:
        super().__init__(
            "a process that helped was killed", hint="is there too little memory, or room for temporary files?"
        )


def run_forked(jobs: Sequence[Callable[[], bytes]], processes: int, *, largest: int) -> Iterator[tuple[int, bytes]]:
    """Yield (number, result) of all jobs as they end; at most ``largest`` jobs, in their order, are taken at a time.

    The error of a job is raised after the results of those that ended. Raises LostWorkError where a process is killed.
    """
    size = max(1, min(largest, len(jobs) // (processes * 4)), -(-len(jobs) // _MOST_CHUNKS))
    chunks = [range(start, min(start + size, len(jobs))) for start in range(0, len(jobs), size)]
    queue, end = os.pipe()
    os.write(end, b"".join(map(_CHUNK.pack, range(len(chunks)))))
    os.close(end)
    undone = dict.fromkeys(range(len(jobs)))
    for number, data in _together(jobs, chunks, queue, processes):
        del undone[number]
        yield number, data
    # Those that failed, and those that were left as one had: here they are met as in a single process.
    for number in undone:
        yield number, jobs[number]()


def run_apart(work: Callable[[], Iterator[tuple[int, bytes]]]) -> Iterator[tuple[int, bytes]]:
    """Yield what ``work`` yields in a fork of this process: what it loads and makes there goes when the fork does.

    An error there ends it early: the rest is for the caller to do. Raises LostWorkError where the fork is killed.
    """
    gc.freeze()
    try:
        fork = _Fork.start(partial(_relay, work))
    finally:
        gc.unfreeze()
    try:
        while fork.works():
            yield from fork.results()
            time.sleep(_LOOK_EVERY_S)
        yield from fork.results()
        if not fork.ended:
            raise LostWorkError
    finally:
        fork.end()


def _relay(work: Callable[[], Iterator[tuple[int, bytes]]], made: BinaryIO, parent: int) -> None:
    """Write what ``work`` yields, as long as somebody waits for it, and that it ended unless a process was killed."""
    rows = work()
    while True:
        try:
            number, data = next(rows)
        except LostWorkError:
            return
        except Exception:  # noqa: BLE001 -- its end, or what who waits for it meets again
            break
        _write(made, _RECORD.pack(number, 0, len(data)) + data)
        if os.getppid() != parent:
            return
    _write(made, _RECORD.pack(0, 1, 0))


def _together(
    jobs: Sequence[Callable[[], bytes]], chunks: Sequence[range], queue: int, processes: int
) -> Iterator[tuple[int, bytes]]:
    """Yield what this process and its forks make; once a job fails, no more are taken on."""
    # What is here already is no garbage: looking for some in it would copy its memory into every process.
    gc.freeze()
    forks: list[_Fork] = []
    try:
        for _ in range(processes - 1):
            forks.append(_Fork.start(partial(_work, jobs, chunks, queue)))  # noqa: PERF401 -- should one not start
        for chunk in _taken(queue, chunks):
            for number in chunk:
                try:
                    data = jobs[number]()
                except Exception:  # noqa: BLE001 -- it is met again
                    _drain(queue)
                    break
                yield number, data
            for fork in forks:
                yield from fork.results()
        for fork in forks:
            fork.wait()
            yield from fork.results()
            if not fork.ended:
                raise LostWorkError
    finally:
        gc.unfreeze()
        os.close(queue)
        for fork in forks:
            fork.end()


def _taken(queue: int, chunks: Sequence[range]) -> Iterator[range]:
    """Yield the chunks that this process gets hold of."""
    while head := os.read(queue, _CHUNK.size):
        yield chunks[_CHUNK.unpack(head)[0]]


def _drain(queue: int) -> None:
    """Leave nothing to be done."""
    while os.read(queue, 1 << 16):
        pass


class _Fork:
    """A forked process, and the file of what it made. ``ended`` says that it did all it took on."""

    def __init__(self, pid: int, made: BinaryIO):
        self.pid = pid
        self.made = made
        self.ended = False
        self._at = 0

    @classmethod
    def start(cls, work: Callable[[BinaryIO, int], None]) -> _Fork:
        """Fork this process and let the fork work: it is given its file, and the number of this process."""
        made = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 -- closed by end()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return cls(pid, made)
        try:
            with suppress(BaseException):
                work(made, parent)
        finally:
            # Killed rather than ended: nothing that this process has open is the fork's to close or flush.
            os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError  # for who reads types

    def results(self) -> Iterator[tuple[int, bytes]]:
        """Yield what has been made since the last call."""
        handle = self.made.fileno()
        size = os.fstat(handle).st_size
        while self._at + _RECORD.size <= size:
            number, is_end, length = _RECORD.unpack(os.pread(handle, _RECORD.size, self._at))
            if self._at + _RECORD.size + length > size:
                return
            data = os.pread(handle, length, self._at + _RECORD.size)
            self._at += _RECORD.size + length
            if is_end:
                self.ended = True
            else:
                yield number, data

    def works(self) -> bool:
        """Return whether the process has not ended yet."""
        self._wait(os.WNOHANG)
        return bool(self.pid)

    def wait(self) -> None:
        """Wait for the process to end."""
        self._wait(0)

    def _wait(self, options: int) -> None:
        try:
            if self.pid and os.waitpid(self.pid, options)[0]:
                self.pid = 0
        except ChildProcessError:  # the system waited, as it was told to when this program was started
            self.pid = 0

    def end(self) -> None:
        """End the process, should it still work, and forget its file."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.wait()
        self.made.close()


def _work(
    jobs: Sequence[Callable[[], bytes]], chunks: Sequence[range], queue: int, made: BinaryIO, parent: int
) -> None:
    """Do chunks of work as long as there are any, and somebody waits for them."""
    for chunk in _taken(queue, chunks):
        parts: list[bytes] = []
        for number in chunk:
            try:
                data = jobs[number]()
            except Exception:  # noqa: BLE001 -- who waits for it meets it again
                _drain(queue)
                break
            parts += (_RECORD.pack(number, 0, len(data)), data)
        _write(made, b"".join(parts))
        if os.getppid() != parent:
            return
    _write(made, _RECORD.pack(0, 1, 0))


def _write(made: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[made.write(rest) :]

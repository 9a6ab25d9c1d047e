"""Numeric loops with one source and two ways to run: interpreted for a phrase, compiled by numba for a corpus.

Importing and warming up a compiler costs more than a short text is worth, so numba is imported only when a kernel
has met enough work, in one call or in many. Compiled code is kept beside the source where that can be written, else
in the user's cache folder (``NUMBA_CACHE_DIR`` overrides both), and where nothing can be written it lives for the
process only. Numba itself would keep using compiled code after a change in another file, of a helper or of a number
that is compiled in: so the code is kept under the name of the kernel and a digest of these.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fridaygram.registry import missing, require

if TYPE_CHECKING:
    from numpy.typing import NDArray

Part = TypeVar("Part")
Done = TypeVar("Done")

ENOUGH_TO_COMPILE = 4000
"""Steps of a loop from which compiled code is used: about the time that importing numba costs."""

AT_ONCE = 1 << 16
"""Numbers that numpy looks up or counts at once: it copies them to 64 bits first."""

MOST_INTERPRETED = 1_000_000
"""Steps that Python takes in about a second: all that a blog without a compiler asks for at once."""


class Kernel:
    """A function over arrays and numbers that calls no function of this project but ``helpers``."""

    def __init__(self, function: Callable[..., Any], *, parallel: bool = False, helpers: tuple[Any, ...] = ()):
        self.function = function
        self.parallel = parallel
        self.helpers = helpers
        self.steps = 0
        self.__doc__ = function.__doc__

    def on(self, size: int) -> Callable[..., Any]:
        """Return the way to run this kernel for ``size`` steps of its loop; both ways give the same result.

        Raises UsageError where there is too much to do for Python, and numba (the extra ``train``) is missing.
        """
        self.steps += size
        if self.steps < ENOUGH_TO_COMPILE or (size < MOST_INTERPRETED and missing("train")):
            return self.interpreted
        return self.compiled

    def interpreted(self, *arguments: Any) -> Any:
        """Run the source as it is; 64-bit arithmetic wraps around as it does when compiled."""
        import numpy as np

        with np.errstate(over="ignore"):
            return self.function(*arguments)

    @property
    def digest(self) -> str:
        """A digest of the files of the helpers, and of the numbers that the functions name."""
        from hashlib import blake2b

        found = blake2b(digest_size=8)
        for path in sorted({helper.__code__.co_filename for helper in self.helpers}):
            found.update(Path(path).read_bytes() if Path(path).is_file() else b"")
        for function in (self.function, *self.helpers):
            named = {name: function.__globals__.get(name) for name in function.__code__.co_names}
            numbers = {name: value for name, value in named.items() if isinstance(value, int | float)}
            found.update(repr(numbers).encode())
        return found.hexdigest()

    @cached_property
    def compiled(self) -> Callable[..., Any]:
        """The compiled function; it releases the interpreter's lock."""
        require("train", "counting in a corpus")
        import numba
        from numba.extending import register_jitable

        for helper in self.helpers:
            register_jitable(helper)
        self.function.__qualname__ = f"{self.function.__name__}_{self.digest}"
        try:
            return numba.njit(cache=True, nogil=True, parallel=self.parallel)(self.function)
        except RuntimeError:  # numba found no folder to keep compiled code in
            return numba.njit(nogil=True, parallel=self.parallel)(self.function)


def kernel(*, parallel: bool = False, helpers: tuple[Any, ...] = ()) -> Callable[[Callable[..., Any]], Kernel]:
    """Make a function a Kernel (a decorator)."""

    def wrap(function: Callable[..., Any]) -> Kernel:
        return Kernel(function, parallel=parallel, helpers=helpers)

    return wrap


def lower_bound(values: Any, low: int, high: int, wanted: Any) -> int:
    """Return the first place in ``[low, high)`` whose value is not below ``wanted``, ``high`` where there is none.

    Code for kernels.
    """
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def pieces_of(size: int) -> list[slice]:
    """Return the pieces into which a loop of ``size`` steps is cut for all cores: one where it is not compiled."""
    count = 1 if size < ENOUGH_TO_COMPILE else os.cpu_count() or 1
    return [slice(size * number // count, size * (number + 1) // count) for number in range(count)]


def on_all_cores(work: Callable[[Part], Done], parts: Sequence[Part]) -> list[Done]:
    """Do ``work`` with each part, in threads where there are many; return what it returned, in the order of parts.

    Threads make it faster only where the work is that of compiled kernels, which release the interpreter's lock.
    """
    if len(parts) < 2:
        return list(map(work, parts))
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(len(parts), os.cpu_count() or 1)) as pool:
        return list(pool.map(work, parts))


def gathered(values: NDArray[Any], places: NDArray[Any], out: NDArray[Any] | None = None) -> NDArray[Any]:
    """Return the value at each place, on all cores."""
    import numpy as np

    found = np.empty(len(places), dtype=values.dtype) if out is None else out

    def gather(begin: int) -> None:
        part = slice(begin, begin + AT_ONCE)
        np.take(values, places[part], out=found[part], mode="clip")

    on_all_cores(gather, range(0, len(places), AT_ONCE))
    return found

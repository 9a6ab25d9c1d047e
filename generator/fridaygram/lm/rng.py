"""Random numbers that are the same on every machine, in every version of Python and numpy.

xoshiro256** 1.0 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2018), seeded by
SplitMix64 (G. Steele, D. Lea and C. Flood 2014), as its authors advise. Stream ``index`` of ``seed`` is so defined:

    base  = first output of SplitMix64 with state ``seed``
    state = first four outputs of SplitMix64 with state (base + index) mod 2^64

A uniform number is the upper 53 bits of an output times 2^-53, and a choice among n things is the integer part of
that number times n: exact in IEEE 754 double precision, and below n for every n up to 2^53.
"""

from __future__ import annotations

from fridaygram.errors import UsageError

_MASK = (1 << 64) - 1
_UNIT = 2.0**-53


def _splitmix64(state: int) -> tuple[int, int]:
    """Return the next state and its output."""
    state = (state + 0x9E3779B97F4A7C15) & _MASK
    mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return state, mixed ^ (mixed >> 31)


def stream_base(seed: int) -> int:
    """Return where the streams of a seed begin. Raises UsageError for a seed outside 0 .. 2^64 - 1."""
    if not 0 <= seed <= _MASK:
        raise UsageError(f"seed {seed} is not between 0 and 2^64 - 1")
    return _splitmix64(seed)[1]


def stream_state(seed: int, index: int = 0) -> tuple[int, int, int, int]:
    """Return the generator's state at the start of a stream. Raises UsageError for a seed outside 0 .. 2^64 - 1."""
    state = (stream_base(seed) + index) & _MASK
    outputs = []
    for _ in range(4):
        state, output = _splitmix64(state)
        outputs.append(output)
    return outputs[0], outputs[1], outputs[2], outputs[3]


class Random:
    """One stream of xoshiro256**."""

    def __init__(self, seed: int, index: int = 0):
        self.state = stream_state(seed, index)

    def next(self) -> int:
        """Return the next 64 bits."""
        a, b, c, d = self.state
        product = (b * 5) & _MASK
        result = ((((product << 7) | (product >> 57)) & _MASK) * 9) & _MASK
        shifted = (b << 17) & _MASK
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = ((d << 45) | (d >> 19)) & _MASK
        self.state = (a, b, c, d)
        return result

    def uniform(self) -> float:
        """Return a number in [0, 1)."""
        return (self.next() >> 11) * _UNIT

    def below(self, limit: int) -> int:
        """Return a whole number in [0, limit)."""
        return int(self.uniform() * limit)

    def shuffled(self, count: int) -> list[int]:
        """Return 0 .. count - 1 in random order (Fisher and Yates)."""
        order = list(range(count))
        for place in range(count - 1, 0, -1):
            other = self.below(place + 1)
            order[place], order[other] = order[other], order[place]
        return order

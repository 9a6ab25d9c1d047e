"""The streams of ``rng.py`` for compiled code: states as arrays, stepped in place."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fridaygram.lm.rng import stream_base

_UNIT = 2.0**-53


def stream_states(seed: int, count: int) -> NDArray[np.uint64]:
    """Return the states (count, 4) of the first ``count`` streams of a seed."""
    base = np.uint64(stream_base(seed))
    states = base + np.arange(count, dtype=np.uint64)
    out = np.empty((count, 4), dtype=np.uint64)
    for place in range(4):
        states = states + np.uint64(0x9E3779B97F4A7C15)
        mixed = (states ^ (states >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        out[:, place] = mixed ^ (mixed >> np.uint64(31))
    return out


def next_uniform(state: Any) -> float:
    """Step a state (4, uint64) in place and return a number in [0, 1), as ``Random.uniform`` does."""
    product = state[1] * np.uint64(5)
    result = ((product << np.uint64(7)) | (product >> np.uint64(57))) * np.uint64(9)
    shifted = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = (state[3] << np.uint64(45)) | (state[3] >> np.uint64(19))
    return float(result >> np.uint64(11)) * _UNIT


def next_uniforms(states: Any, count: int, out: Any) -> None:
    """Step the first ``count`` of many states (4, streams) and fill ``out`` with the number of each."""
    for stream in range(count):
        a, b, c, d = states[0, stream], states[1, stream], states[2, stream], states[3, stream]
        product = b * np.uint64(5)
        result = ((product << np.uint64(7)) | (product >> np.uint64(57))) * np.uint64(9)
        c ^= a
        d ^= b
        states[0, stream], states[1, stream] = a ^ d, b ^ c
        states[2, stream] = c ^ (b << np.uint64(17))
        states[3, stream] = (d << np.uint64(45)) | (d >> np.uint64(19))
        out[stream] = np.float64(np.int64(result >> np.uint64(11))) * _UNIT

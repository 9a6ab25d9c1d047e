"""Keys of suffixes: numbers that are spread evenly and never contradict the order of the suffixes.

A key is the arithmetic code of a suffix (J. Rissanen 1976; the order of texts is that of their codes, as in E. Gilbert
and E. Moore 1959) under a model of the corpus: after a context, symbol s has the share from ``shares[context, s]`` to
``shares[context, s + 1]`` of what is left of the unit interval, so a suffix that sorts before another never has the
greater key, whatever the model. How good the model is decides how evenly keys are spread and how much text one holds.
Codes are made from the end of the text backwards, by one multiplication a symbol, since a suffix's code is the code
of the suffix one symbol shorter, made smaller and moved. Rounding is monotone and keeps the order; it makes codes of
long common parts equal, and equal keys say nothing.

A context is the classes of the three symbols before: 0 stands for what is before the suffix, 1 for every rare symbol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.kernels import kernel, on_all_cores, pieces_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRONT = 4
"""Symbols of padding before the text: a context begins up to three symbols before a suffix."""

LARGEST_ALPHABET = 1 << 14
"""Beyond so many symbols a share, which is a multiple of 2^-16, is too coarse."""

_UNIT = 1 << 16
_MOST_PAIRED = 1 << 8
_MOST_CLASS_BITS = 5
_SAMPLE, _SAMPLED = 4096, 8  # of every 8 x 4096 symbols the first 4096 are counted
_LEAD = 256


def model_of(symbols: NDArray[Any], counts: NDArray[np.int64]) -> tuple[Any, ...]:
    """Return a model of a padded text from the count of every symbol: classes, shares, pairs, bits of a class.

    ``classes`` by symbol; ``shares`` (contexts x columns, flat) in units of 2^-16, a context's first one 0; ``pairs``:
    see ``pairs_of``.
    """
    size, limit = len(counts), len(symbols) // 4
    bits = next((bits for bits in range(_MOST_CLASS_BITS, 1, -1) if (size + 1) << (3 * bits) <= limit), 1)
    classes = np.ones(size, dtype=np.uint8)
    frequent = np.argsort(-counts, kind="stable")[: (1 << bits) - 2]
    classes[frequent] = np.arange(2, len(frequent) + 2)
    seen = np.empty((1 << (3 * bits)) * size, dtype=np.int32)  # not ``zeros``, which gets no large pages
    seen[:] = 0
    count_contexts.on(len(symbols))(symbols, classes, bits, _SAMPLE, _SAMPLED, seen)
    by_class = seen.reshape(1 << bits, 1 << bits, 1 << bits, size)
    by_class[0] = by_class.sum(axis=0)  # classes from 1 on came before; where they are unknown, all of them
    by_class[0, 0] = by_class[0].sum(axis=0)
    by_class[0, 0, 0] = by_class[0, 0].sum(axis=0)
    common = (counts + 1) / (counts + 1).sum()
    by_context, shares = seen.reshape(-1, size), np.empty((1 << (3 * bits), size + 1), dtype=np.uint16)
    fill = fill_shares.on(len(symbols))
    on_all_cores(
        lambda piece: fill(by_context[piece], common / 2, _UNIT - 1 - size, shares[piece]), pieces_of(len(shares))
    )
    return classes, shares.ravel(), pairs_of(classes, shares), bits


def pairs_of(classes: NDArray[Any], shares: NDArray[np.uint16]) -> NDArray[np.float64]:
    """Return where the share of each two first symbols of a suffix begins and its width (pairs x 2, flat).

    Both are exact in units of 2^-16, since they have 32 bits, so that the pairs keep their order. A large alphabet has
    too many pairs: none are returned.
    """
    if len(classes) > _MOST_PAIRED:
        return np.empty(0)
    first, second = shares[0].astype(np.float64), shares[classes].astype(np.float64) / _UNIT
    width = np.diff(first)[:, None]
    pairs = np.stack((first[:-1, None] + width * second[:, :-1], width * np.diff(second)), axis=-1)
    return pairs.ravel()


@kernel()
def fill_shares(seen: Any, common: Any, room: int, shares: Any) -> None:
    """Fill where each symbol's share begins, and the end: ``room`` dealt by what was seen, and 1 for every symbol."""
    for context in range(len(seen)):
        total = 0.0
        for symbol in range(len(common)):
            total += seen[context, symbol] + common[symbol]
        before, scale = 0.0, room / total
        shares[context, 0] = 0
        for symbol in range(len(common)):
            before += seen[context, symbol] + common[symbol]
            shares[context, symbol + 1] = np.int64(before * scale) + symbol + 1


@kernel()
def count_contexts(symbols: Any, classes: Any, bits: int, sample: int, every: int, seen: Any) -> None:
    """Count, in samples of the text, how often each symbol follows the classes of the three before it."""
    mask = (1 << (3 * bits)) - 1
    for begin in range(0, len(symbols), sample * every):
        context = np.int64(0)
        for place in range(begin, min(begin + sample, len(symbols))):
            symbol = np.int64(symbols[place])
            if place - begin >= 3:
                seen[context * len(classes) + symbol] += 1
            context = ((context << bits) | np.int64(classes[symbol])) & mask


def narrowed(shares: Any, cell: Any, code: Any) -> Any:
    """Return the code of a suffix from that of the suffix without its first symbol, both in [0, 2^16)."""
    begin = np.int64(shares[cell])
    width = np.int64(shares[cell + np.uint64(1)]) - begin
    return np.float64(begin) + np.float64(width) * (1.0 / 65536.0) * code


def fill_keys(symbols: Any, model: Any, span: Any, code: Any, scale: Any, keys: Any) -> Any:
    """Fill the keys of the suffixes at ``[begin, end)``, right to left; return the code at begin + 2.

    ``code`` is the one at end + 2, with three symbols of context. A suffix has no context at its first symbol, one
    symbol at its second and two at its third.
    """
    classes, shares, pairs, class_bits = model
    begin, end = span
    one, bits, size = np.uint64(1), np.uint64(class_bits), np.uint64(len(classes))
    columns, paired = size + one, len(pairs) > 0
    third, second, first = np.uint64(symbols[end + 1]), np.uint64(symbols[end]), np.uint64(symbols[end - 1])
    second_class, first_class = np.uint64(classes[second]), np.uint64(classes[first])
    for place in range(end - 1, begin - 1, -1):
        before = np.uint64(symbols[np.uint64(place) - one])
        before_class = np.uint64(classes[before])
        context = (first_class << bits) | second_class
        inner = narrowed(shares, context * columns + third, code)
        if paired:
            cell = (first * size + second) << one
            inner = pairs[cell] + pairs[cell + one] * (inner * (1.0 / 65536.0))
        else:
            inner = narrowed(shares, first, narrowed(shares, first_class * columns + second, inner))
        keys[np.uint64(place) - np.uint64(begin)] = np.int64(inner * scale)
        code = narrowed(shares, ((before_class << (bits + bits)) | context) * columns + third, code)
        third, second, first = second, first, before
        second_class, first_class = first_class, before_class
    return code


def code_after(symbols: Any, model: Any, end: Any, last: Any, keys: Any) -> Any:
    """Return the code at end + 2, of a text that ends at ``last``.

    Codes are monotone in the code that they are made from: where the least and the greatest possible code some way
    to the right lead to the same one here, that is the one.
    """
    lead = _LEAD
    while True:
        start = min(end + lead, last)
        low, high = 0.0, 0.0
        for number in range(2):
            code, top = 65536.0 * number, start
            if start == last:
                code = 0.0
            while top > end:
                begin = max(end, top - len(keys))
                code = fill_keys(symbols, model, (begin, top), code, 1.0, keys)
                top = begin
            low, high = high, code
        if low == high:
            return low
        lead *= 4

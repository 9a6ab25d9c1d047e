"""The file of a page's model: small, plain, read by a few lines of any language.

A zlib stream (RFC 1950) of: the line MAGIC; then whole numbers, each in groups of 7 bits, lowest first, the upper
bit of a byte set where another follows (LEB128): the order; how many characters there are and their code points, in
the order of their symbols 1, 2 ...; how many contexts there are; how many numbers the next part has.

First part, contexts in preorder: how many children it has, then, child by child, its symbol (0 for the start of a
text) and the child itself in the same way. Second part, in the same order: for the first context how often each
symbol (0: the end of a text) follows; for any other how often each of those follows that its parent has.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from fridaygram.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.values.playground.contexts import Contexts

MAGIC = b"fridaygram pocket model 1\n"


def pack(contexts: Contexts) -> bytes:
    """Return contexts as the bytes of a file, the same on every machine with the same zlib."""
    tree, counts = _tree(contexts), _counts(contexts)
    points = [ord(character) for character in contexts.characters]
    head = [contexts.order, len(points), *points, len(contexts.depth), len(tree)]
    payload = MAGIC + leb128(np.array(head)) + leb128(tree) + leb128(counts)
    return zlib.compress(payload, 9)


def _tree(contexts: Contexts) -> NDArray[np.int64]:
    """Return children and symbols: each context's symbol but the first's, and its number of children."""
    children = np.bincount(contexts.parent[1:], minlength=len(contexts.depth))
    return np.stack([contexts.symbol, children], axis=1).reshape(-1)[1:]


def _counts(contexts: Contexts) -> NDArray[np.int64]:
    """Return each context's counts, a place for every follower of its parent."""
    symbols = len(contexts.characters) + 1
    sizes = np.diff(contexts.begin)
    room = np.where(contexts.parent < 0, symbols, sizes[contexts.parent])
    starts = np.concatenate(([0], np.cumsum(room)))
    out = np.zeros(int(starts[-1]), dtype=np.int64)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    keys = owner * symbols + contexts.followers
    parent = contexts.parent[owner]
    found = np.searchsorted(keys, np.maximum(parent, 0) * symbols + contexts.followers)
    rank = np.where(parent < 0, contexts.followers, found - contexts.begin[np.maximum(parent, 0)])
    out[starts[owner] + rank] = contexts.counts
    return out


def leb128(numbers: NDArray[np.int64]) -> bytes:
    """Return whole numbers, none negative, in groups of 7 bits, lowest first."""
    groups = np.maximum(1, (np.ceil(np.log2(numbers + 1.0)).astype(np.int64) + 6) // 7)
    starts = np.concatenate(([0], np.cumsum(groups)))
    out = np.zeros(int(starts[-1]), dtype=np.uint8)
    for group in range(int(groups.max(initial=1))):
        here = groups > group
        more = groups[here] > group + 1
        out[starts[:-1][here] + group] = ((numbers[here] >> (7 * group)) & 0x7F) | (more << 7)
    return out.tobytes()


def unleb128(data: bytes) -> NDArray[np.int64]:
    """Return the numbers of ``leb128``. Raises ModelError where the last one is cut short or one is too large."""
    raw = np.frombuffer(data, dtype=np.uint8)
    last = np.flatnonzero(raw < 0x80)
    if len(raw) and (not len(last) or last[-1] != len(raw) - 1):
        raise ModelError("a pocket model that is cut short")
    first = np.concatenate(([0], last[:-1] + 1)) if len(last) else last
    if len(last) and int((last - first).max()) > 6:
        raise ModelError("a pocket model with a number beyond all bounds")
    place = np.arange(len(raw)) - np.repeat(first, last - first + 1)
    parts = (raw & 0x7F).astype(np.int64) << (7 * place)
    numbers: NDArray[np.int64] = np.add.reduceat(parts, first) if len(first) else parts
    return numbers

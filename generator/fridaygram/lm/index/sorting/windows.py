"""The text, 32 bytes at a time: code for kernels (see ``kernels.py``), in which each of these is a few instructions.

The first symbol of a vector is its lowest bit on little-endian processors, as all are that numba has wheels for.
"""

from __future__ import annotations

from typing import Any

from fridaygram.lm.index.lowering import lowered

WINDOW_BYTES, KEY_BYTES = 32, 8


def _symbols_at(builder: Any, symbols: Any, place: Any, size: int) -> Any:
    """Load ``size`` bytes of symbols as a vector."""
    from llvmlite import ir

    vector = ir.VectorType(ir.IntType(8 * symbols.width), size // symbols.width)
    pointer = builder.bitcast(builder.gep(symbols.data, [place]), vector.as_pointer())
    return builder.load(pointer, align=symbols.width)


def _first(builder: Any, comparison: str, one: Any, other: Any) -> Any:
    """Return the number of the first lane of two vectors that compares true, of all lanes where none does."""
    from llvmlite import ir

    lanes, number = one.type.count, ir.IntType(64)
    found = builder.icmp_unsigned(comparison, one, other)
    marks = builder.zext(builder.bitcast(found, ir.IntType(lanes)), number)
    return builder.cttz(builder.or_(marks, number(1 << lanes)), ir.IntType(1)(1))


def _lower_same(builder: Any, symbols: Any, here: Any, other: Any) -> Any:
    one = _symbols_at(builder, symbols, here, WINDOW_BYTES)
    return _first(builder, "!=", one, _symbols_at(builder, symbols, other, WINDOW_BYTES))


def _lower_start(builder: Any, symbols: Any, place: Any) -> Any:
    one = _symbols_at(builder, symbols, place, WINDOW_BYTES)
    return _first(builder, "==", one, one.type(None))


def _lower_key(builder: Any, symbols: Any, place: Any) -> Any:
    from llvmlite import ir

    number = ir.IntType(64)
    one = _symbols_at(builder, symbols, place, KEY_BYTES)
    mask = ir.Constant(ir.VectorType(ir.IntType(32), one.type.count), list(reversed(range(one.type.count))))
    found = builder.bitcast(builder.shuffle_vector(one, one, mask), number)
    return builder.xor(found, number(1 << 63))


def _lower_prefetch(builder: Any, symbols: Any, place: Any) -> Any:
    from llvmlite import ir

    pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
    shape = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
    to_read, second_cache, data = number(0), number(2), number(1)
    prefetch = builder.module.declare_intrinsic("llvm.prefetch", [pointer], shape)
    wanted = builder.bitcast(builder.gep(symbols.data, [place]), pointer)
    builder.call(prefetch, [wanted, to_read, second_cache, data])
    return ir.IntType(64)(0)


@lowered(_lower_same)
def same_at_once(symbols: Any, here: Any, other: Any) -> Any:
    """Return how many symbols two places have in common, of a window's."""
    size = WINDOW_BYTES // symbols.itemsize
    return next((at for at in range(size) if symbols[here + at] != symbols[other + at]), size)


@lowered(_lower_start)
def start_at_once(symbols: Any, place: Any) -> Any:
    """Return how many symbols there are before the first boundary of a window, its size where there is none."""
    size = WINDOW_BYTES // symbols.itemsize
    return next((at for at in range(size) if symbols[place + at] == 0), size)


@lowered(_lower_key)
def key_at(symbols: Any, place: Any) -> Any:
    """Return eight bytes of symbols as a number that sorts like them."""
    found = 0
    for at in range(KEY_BYTES // symbols.itemsize):
        found = (found << (8 * symbols.itemsize)) | int(symbols[place + at])
    return found - (1 << 63)


@lowered(_lower_prefetch)
def prefetch(symbols: Any, place: Any) -> Any:
    """Ask for the memory of a symbol, which will be needed soon; return 0."""
    return 0


def same_symbols(symbols: Any, here: Any, other: Any, length: Any, most: Any) -> Any:
    """Return how many symbols two places have in common, which are ``length`` or more; some number from ``most`` on
    where those are so many.
    """
    while length < most:
        step = same_at_once(symbols, here + length, other + length)
        length += step
        if step < WINDOW_BYTES // symbols.itemsize:
            break
    return length


def same_history(symbols: Any, here: Any, other: Any, most: Any) -> Any:
    """Return how many symbols two places have in common, or some number from ``most`` on.

    Where they agree up to and with a start, the length is negative: -1 less what came before it.
    """
    length = 0
    while length < most:
        step = same_at_once(symbols, here + length, other + length)
        start = start_at_once(symbols, here + length)
        if start < step:
            return -1 - (length + start)
        length += step
        if step < WINDOW_BYTES // symbols.itemsize:
            break
    return length

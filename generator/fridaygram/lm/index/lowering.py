"""Helpers of kernels that have compiled code of their own, written in LLVM's terms: what numba can't say in Python."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeVar

Helper = TypeVar("Helper", bound=Callable[..., Any])

_lowerings: dict[Callable[..., Any], Callable[..., Any]] = {}


class Cells(NamedTuple):
    """An array in LLVM's terms: a pointer to its first cell, and the bytes of a cell."""

    data: Any
    width: int


def lowered(lowering: Callable[..., Any]) -> Callable[[Helper], Helper]:
    """Give a helper compiled code of its own (a decorator); the function says what it does, and is what is interpreted.

    ``lowering`` gets LLVM's builder and the arguments, arrays, whose cells must lie side by side, as Cells, and numbers
    of 64 bits; it returns a number.
    """

    def wrap(helper: Helper) -> Helper:
        _lowerings[helper] = lowering
        return helper

    return wrap


@cache
def register(helper: Callable[..., Any]) -> None:
    """Let compiled kernels call a helper."""
    from inspect import signature

    from numba.core import types
    from numba.extending import lower_builtin, register_jitable, type_callable

    lowering = _lowerings.get(helper)
    if lowering is None:
        register_jitable(helper)
        return

    def typed(_context: Any) -> Callable[..., Any]:
        def typer(*_arguments: Any) -> Any:
            return types.int64

        typer.__signature__ = signature(helper)  # type: ignore[attr-defined]
        return typer

    def code(context: Any, builder: Any, call: Any, arguments: Any) -> Any:
        given = [
            Cells(context.make_array(kind)(context, builder, value).data, kind.dtype.bitwidth // 8)
            if isinstance(kind, types.Array)
            else context.cast(builder, value, kind, types.int64)
            for kind, value in zip(call.args, arguments, strict=True)
        ]
        return lowering(builder, *given)

    type_callable(helper)(typed)
    lower_builtin(helper, types.VarArg(types.Any))(code)  # type: ignore[no-untyped-call]

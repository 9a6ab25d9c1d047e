"""What an author claims of numbers: ``demo.reviews > 400``, in an assertion or a prediction."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from fridaygram.errors import ContentError

AS_IN = "write two values or numbers with <, <=, ==, !=, >= or > between them, as in demo.reviews > 400"
_NAME, _NUMBER = r"[A-Za-z_][\w-]*(?:\.[\w-]+)+", r"-?\d+(?:\.\d+)?"
_SIDE = rf"({_NAME}|{_NUMBER})"
_COMPARISON = re.compile(rf"\s*{_SIDE}\s*(<=|>=|==|!=|<|>)\s*{_SIDE}\s*")
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


class Claim(msgspec.Struct, frozen=True):
    """Two sides, each the name of a value or a number as it is written, and the sign between them."""

    left: str
    sign: str
    right: str

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"

    @property
    def names(self) -> tuple[str, ...]:
        """The values that it speaks of, each once."""
        return tuple(dict.fromkeys(side for side in (self.left, self.right) if re.fullmatch(_NAME, side)))

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Return whether it is true of ``values``, which has a value for each of ``names``.

        Raises ContentError for a value that is no number.
        """
        for name in self.names:
            if isinstance(values[name], str | bool):
                raise ContentError(f"'{name}' is '{values[name]}', which is no number", hint="compare numbers")
        sides = (values[side] if side in self.names else float(side) for side in (self.left, self.right))
        return _SIGNS[self.sign](*sides)


def parse_claim(text: str) -> Claim:
    """Return the claim that a text makes. Raises ContentError, without a place, where it is none."""
    found = _COMPARISON.fullmatch(text)
    claim = Claim(*found.groups()) if found else None
    if claim is None or not claim.names:
        raise ContentError(f"'{text.strip()}' is no claim about a value", hint=AS_IN)
    return claim

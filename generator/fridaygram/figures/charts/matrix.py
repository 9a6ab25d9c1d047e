"""Values with categories and series (what a CSV gives): checked once for all kinds that draw them."""

from __future__ import annotations

from fridaygram.errors import FigureError
from fridaygram.figures.base import Table, Values
from fridaygram.figures.style import with_unit
from fridaygram.languages import word


def checked(values: Values, *, series: int = 1) -> None:
    """Check ``{"categories": [..], "series": [{"name", "values": [number or null]}]}``.

    Raises FigureError where there are no categories, fewer than ``series`` series, or a series of another length.
    """
    if not values["categories"]:
        raise FigureError("there are no categories, so nothing to draw")
    if len(values["series"]) < series:
        raise FigureError(f"{len(values['series'])} series where this figure needs {series}")
    count = len(values["categories"])
    for item in values["series"]:
        if len(item["values"]) != count:
            raise FigureError(
                f"series '{item['name']}' has {len(item['values'])} values for {count} categories",
                hint="give one value (or null) per category",
            )


def written(value: float | None, values: Values, digits: int) -> str:
    """Return a value with its unit, as text and table write it."""
    return with_unit(value, str(values.get("unit", "")), digits)


def words(values: Values, digits: int) -> str:
    """Describe every series in words."""
    parts = []
    for item in values["series"]:
        pairs = [
            f"{category} {written(value, values, digits) if value is not None else word('no-value')}"
            for category, value in zip(values["categories"], item["values"], strict=True)
        ]
        text = word("comma").join(pairs)
        named = word("named", name=item["name"], value=text) if item.get("name") else text
        parts.append(word("sentence", text=named))
    return " ".join(parts)


def table(values: Values, digits: int, *, corner: str = "") -> Table:
    """Return categories as rows and series as columns."""
    rows = tuple(
        (str(category), *(written(item["values"][index], values, digits) for item in values["series"]))
        for index, category in enumerate(values["categories"])
    )
    return Table((corner, *(str(item["name"]) for item in values["series"])), rows)

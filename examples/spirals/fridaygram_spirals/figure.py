"""The figure ``spiral``: a line that winds as often as the data say."""

from __future__ import annotations

from math import cos, pi, sin

from fridaygram.errors import FigureError
from fridaygram.figures.base import Drawing, Figure, Params, Values

STEPS = 24  # points a turn


class SpiralParams(Params, frozen=True, kw_only=True):
    """Parameters of a spiral.

    ``data`` is a file beside the post, or in content/data: a table with ``turns``, a number from 1 to 20.
    """

    data: str = ""


def draw(values: Values, params: Params, scope: str) -> Drawing:
    """Draw the spiral as SVG. Raises FigureError where ``turns`` is no number from 1 to 20."""
    turns = values.get("turns")
    if not isinstance(turns, int) or not 1 <= turns <= 20:
        raise FigureError(f"turns is {turns!r}", hint="give a whole number from 1 to 20")
    points = []
    for step in range(turns * STEPS + 1):
        angle, radius = 2 * pi * step / STEPS, 45 * step / (turns * STEPS)
        points.append(f"{50 + radius * cos(angle):.2f},{50 + radius * sin(angle):.2f}")
    words = f"A spiral of {turns} turns."
    svg = (
        f'<svg viewBox="0 0 100 100" role="img" aria-labelledby="{scope}-title">'
        f'<title id="{scope}-title">{words}</title>'
        f'<polyline points="{" ".join(points)}" fill="none" stroke="currentColor"/></svg>'
    )
    return Drawing(svg, words)


FIGURE = Figure("Spiral: a line that winds as often as the data say.", SpiralParams, "data", draw, decides=("data",))

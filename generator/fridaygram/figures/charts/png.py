"""A sheet as a PNG of few colours, for feeds and email: drawn by matplotlib, which has the fonts and the edges."""

from __future__ import annotations

import io
import warnings
from typing import Any

from fridaygram.figures.charts.sheet import Area, Label, Sheet, Stroke
from fridaygram.figures.style import LIGHT

_ALIGN = {"start": "left", "middle": "center", "end": "right"}
_UNITS_PER_INCH = 72
_COLOURS = 64


def to_png(sheet: Sheet, scale: float = 2.0) -> bytes:
    """Return the sheet on its paper; ``scale`` is in pixels of the picture for each of the sheet."""
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox, BboxTransformFrom
    from PIL import Image

    size = sheet.width / _UNITS_PER_INCH, sheet.height / _UNITS_PER_INCH
    # Straight on the figure: axes would bring ticks and spines, which take longer to make than a chart to draw.
    figure = Figure(figsize=size, dpi=_UNITS_PER_INCH)
    pixels: Any = BboxTransformFrom(Bbox([[0.0, sheet.height], [sheet.width, 0.0]])) + figure.transFigure
    for order, drawn in enumerate(sheet.drawn()):
        artist = _artist(drawn, LIGHT.roles()[drawn.role])
        artist.set(transform=pixels, zorder=order, clip_on=False)
        figure.add_artist(artist)
    stream = io.BytesIO()
    dpi = _UNITS_PER_INCH * scale
    with warnings.catch_warnings():
        # The drawing carries one warning that names all the glyphs that are missing.
        warnings.filterwarnings("ignore", message="Glyph")
        figure.savefig(stream, format="rgba", dpi=dpi, facecolor=LIGHT.paper)
    # As matplotlib's own renderer counts pixels: whole ones, the rest cut off.
    picture = Image.frombuffer("RGBA", (int(size[0] * dpi), int(size[1] * dpi)), stream.getvalue())
    packed = io.BytesIO()
    picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(packed, format="PNG", optimize=True)
    return packed.getvalue()


def _artist(drawn: Area | Stroke | Label, colour: str) -> Any:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon
    from matplotlib.text import Text

    if isinstance(drawn, Area):
        return Polygon(drawn.points, facecolor=colour, alpha=drawn.opacity, linewidth=0)
    if isinstance(drawn, Label):
        weight = "bold" if drawn.bold else "normal"
        place: Any = {"ha": _ALIGN[drawn.anchor], "va": "baseline"}
        words = drawn.text
        return Text(
            drawn.x, drawn.y, words, color=colour, fontsize=drawn.size, weight=weight, parse_math=False, **place
        )
    xs, ys = zip(*drawn.points, strict=True)
    # matplotlib counts dashes in widths of the line.
    dash: Any = (0, tuple(length / drawn.width for length in drawn.dash)) if drawn.dash else "-"
    ends: Any = {"solid_joinstyle": "round", "solid_capstyle": drawn.cap}
    return Line2D(xs, ys, color=colour, linewidth=drawn.width, linestyle=dash, snap=drawn.snap, **ends)

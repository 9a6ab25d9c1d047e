"""A sheet of paper measured in CSS pixels, y downwards, on which charts draw with matplotlib.

Colours are roles (see style), so that the SVG made of it follows the page's scheme. Where each text stands
is kept in ``boxes``: tests see to it that none overlaps another or leaves the sheet.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from fridaygram.figures import fonts
from fridaygram.figures.charts import svg
from fridaygram.figures.style import FONT_SIZE, LIGHT, Palette

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
_ALIGN = {"start": "left", "middle": "center", "end": "right"}
_MARKERS = {"●": "o", "◆": "D", "▲": "^", "■": "s", "★": "*", "▼": "v"}
_UNITS_PER_INCH = 72


@dataclass(frozen=True)
class Box:
    """Where a text stands: left, top, right, bottom."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, slack: float = 0.5) -> bool:
        """Tell whether two boxes share more than ``slack`` pixels in both directions."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


@contextmanager
def _own_warnings() -> Iterator[None]:
    """Keep matplotlib's warnings of missing glyphs back: the drawing carries one that names them all."""
    import warnings

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        yield


class Sheet:
    """One layout of a chart. ``narrow`` says that it is for phones; ``height`` is set by what draws."""

    def __init__(self, width: float, *, narrow: bool, palette: Palette = LIGHT):
        from matplotlib.figure import Figure
        from matplotlib.transforms import Bbox, BboxTransformFrom

        self.width, self.height, self.narrow = width, 0.0, narrow
        self.boxes: list[Box] = []
        self._colours = palette.roles()
        self._paper = palette.paper
        self._figure = Figure(dpi=_UNITS_PER_INCH)
        # Straight on the figure: axes would bring ticks and spines, which take longer to make than a chart to draw.
        self._limits = Bbox.unit()
        self._place: Any = BboxTransformFrom(self._limits) + self._figure.transFigure

    def rect(self, x: float, y: float, width: float, height: float, role: str, *, opacity: float = 1.0) -> None:
        """Fill a rectangle whose top left corner is at x, y."""
        from matplotlib.patches import Rectangle

        colour = self._colours[role]
        patch = Rectangle((x, y), width, height, facecolor=colour, alpha=opacity, linewidth=0, clip_on=False)
        self._add(patch)

    def line(
        self,
        points: Sequence[Point],
        role: str = "rule",
        *,
        width: float = 1.0,
        dash: tuple[float, ...] = (),
        cap: Literal["butt", "round"] = "butt",
        snap: bool | None = None,
    ) -> None:
        """Draw a line through points; ``dash`` gives on and off lengths in pixels, ``cap`` the shape of its ends.

        ``snap`` says whether the PNG moves it to whole pixels: None where it is upright or level.
        """
        from matplotlib.lines import Line2D

        style: Any = (0, tuple(length / width for length in dash)) if dash else "-"
        xs, ys = zip(*points, strict=True)
        self._add(
            Line2D(
                xs,
                ys,
                color=self._colours[role],
                linewidth=width,
                linestyle=style,
                clip_on=False,
                solid_joinstyle="round",
                solid_capstyle=cap,
                snap=snap,
            )
        )

    def mark(self, x: float, y: float, role: str, shape: str = "●", *, size: float = 7.0) -> None:
        """Draw one of style.MARKS, ``size`` pixels across, centred at x, y."""
        if shape == "●":
            # A point with a round cap is a circle in a tenth of the bytes. Moved to whole pixels, both its ends would
            # be one, and a line without length is not drawn in a PNG.
            self.line([(x, y), (x + 0.01, y)], role, width=size, cap="round", snap=False)
            return
        from matplotlib.lines import Line2D
        from matplotlib.markers import MarkerStyle
        from matplotlib.patches import PathPatch
        from matplotlib.transforms import Affine2D

        marker = MarkerStyle(_MARKERS[shape])
        path = marker.get_path().transformed(marker.get_transform() + Affine2D().scale(size, -size).translate(x, y))
        # As high as lines are, or the rules of the grid, drawn before it, would cross it.
        look: Any = {"facecolor": self._colours[role], "linewidth": 0, "zorder": Line2D.zorder}
        self._add(PathPatch(path, clip_on=False, **look))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        role: str = "ink",
        *,
        size: float = FONT_SIZE,
        anchor: Anchor = "start",
        bold: bool = False,
    ) -> float:
        """Write a text with its baseline at y; return its width."""
        from matplotlib.text import Text

        width = fonts.width(text, size, bold=bold)
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        self.boxes.append(Box(text, left, y - 0.76 * size, left + width, y + 0.24 * size))
        self._add(
            Text(
                x,
                y,
                text,
                color=self._colours[role],
                fontsize=size,
                ha=_ALIGN[anchor],
                va="baseline",
                weight="bold" if bold else "normal",
                parse_math=False,
                clip_on=False,
            )
        )
        return width

    def _add(self, artist: Any) -> None:
        artist.set_transform(self._place)
        self._figure.add_artist(artist)

    def _finish(self) -> None:
        self._figure.set_size_inches(self.width / _UNITS_PER_INCH, self.height / _UNITS_PER_INCH)
        self._limits.set_points([[0.0, self.height], [self.width, 0.0]])

    def svg(self, scope: str, title: str, text: str, classes: str) -> str:
        """Return the sheet as inline SVG, its colours as classes that follow the page's scheme."""
        import matplotlib

        self._finish()
        stream = io.StringIO()
        settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "fridaygram", "path.simplify": False}
        with matplotlib.rc_context(settings), _own_warnings():
            self._figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
        return svg.clean(stream.getvalue(), scope=scope, title=title, text=text, classes=classes)

    def png(self, scale: float = 2.0) -> bytes:
        """Return the sheet as a PNG of few colours, for feeds and mail."""
        from PIL import Image

        self._finish()
        stream = io.BytesIO()
        dpi = _UNITS_PER_INCH * scale
        with _own_warnings():
            self._figure.savefig(stream, format="rgba", dpi=dpi, facecolor=self._paper)
        # As matplotlib's own renderer counts pixels: whole ones, the rest cut off.
        size = int(self._figure.get_figwidth() * dpi), int(self._figure.get_figheight() * dpi)
        pixels = Image.frombuffer("RGBA", size, stream.getvalue())
        reduced = pixels.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        packed = io.BytesIO()
        reduced.save(packed, format="PNG", optimize=True)
        return packed.getvalue()

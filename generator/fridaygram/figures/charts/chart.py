"""From a plotting function to a drawing: a wide and a narrow SVG, a PNG for feeds, a source line.

The values that a plot names (``Sheet.spot``) go along as data: assets/js/4-charts.js shows the one that a reader
points at.
"""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

from fridaygram.figures import fonts
from fridaygram.figures.base import Asset, Drawing, Params, Table
from fridaygram.figures.charts import notes
from fridaygram.figures.charts.notes import Note
from fridaygram.figures.charts.sheet import Area, Label, Sheet, Stroke
from fridaygram.figures.charts.svg import to_svg
from fridaygram.figures.style import LAYOUT_WIDTHS, LIGHT, NARROW
from fridaygram.languages import word

Plot = Callable[[Sheet], None]
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # how much of a label stands left of its place
_UNITS_PER_INCH = 72
_COLOURS = 64
_SCALE = 2.0
"""Pixels of a picture for each of its sheet."""


class ChartParams(Params, frozen=True, kw_only=True):
    """Parameters that every chart takes.

    ``title`` heads the picture; ``notes`` is a list of remarks written into it, each ``{at, text}`` and, where several
    series have a value there, ``series``.
    """

    title: str = ""
    notes: tuple[Note, ...] = ()


def drawing(
    plot: Plot,
    params: ChartParams,
    scope: str,
    *,
    title: str,
    text: str,
    table: Table,
    source: str = "",
    along: Literal["x", "y", ""] = "",
) -> Drawing:
    """Draw a chart twice, for a column and for a phone; CSS shows the one that fits.

    ``plot`` draws on a sheet and sets its height; ``title`` names a chart whose author does not; ``text`` describes the
    values; ``source`` is HTML. A reader who points shows the value that is nearest, on the axis ``along`` first.
    """
    described = params.alt or f"{text} {notes.words(params.notes)}".rstrip()
    sheets = sheets_of(plot, params)
    inline = "".join(
        to_svg(
            sheet,
            scope=f"{scope}-{'n' if sheet.narrow else 'w'}",
            title=params.title or title,
            text=described,
            classes=_class(sheet, len(sheets)),
        )
        for sheet in sheets
    )
    widest = sheets[0]
    picture = Asset("chart.png", partial(to_png, widest), round(_SCALE * widest.width), round(_SCALE * widest.height))
    return Drawing(
        html=f'<div class="fig-chart"{_values(sheets, along)}>{inline}</div>{source}',
        text=described,
        table=table,
        assets=(picture,),
        fallback=picture.name,
        card=Asset("card.png", partial(to_png, sheets[-1])),
        warnings=fonts.warning(fonts.missing(box.text for box in widest.boxes), fonts.IN_CHARTS),
    )


def _values(sheets: Sequence[Sheet], along: str) -> str:
    """Return the data of the script: for each value its text, and its x and y on each sheet (null: not there)."""
    rows: dict[tuple[str, str, str], list[float | None]] = {}
    for number, sheet in enumerate(sheets):
        for spot in sheet.spots:
            row = rows.setdefault((spot.text, spot.series, spot.at), [None] * (2 * len(sheets)))
            row[2 * number : 2 * number + 2] = round(round(spot.x, 6)), round(round(spot.y, 6))
    if not rows:
        return ""
    listed = json.dumps([[text, *row] for (text, _, _), row in rows.items()], ensure_ascii=False, separators=(",", ":"))
    escaped = listed.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")
    towards = f' data-along="{along}"' if along else ""
    # What a screen reader says of a chart whose values can be walked through.
    return f" data-label=\"{word('values-of-chart')}\"{towards} data-values='{escaped}'"


def sheets_of(plot: Plot, params: ChartParams) -> list[Sheet]:
    """Return the chart's sheets, widest first."""
    width = LAYOUT_WIDTHS[params.layout]
    widths = [width] if width <= NARROW else [width, NARROW]
    sheets = [Sheet(width, narrow=width <= NARROW) for width in widths]
    for sheet in sheets:
        plot(sheet)
    notes.write(sheets, params.notes)
    return sheets


def _class(sheet: Sheet, count: int) -> str:
    if count == 1:
        return "fig-only"
    return "fig-narrow" if sheet.narrow else "fig-wide"


def source_line(values: Mapping[str, Any]) -> str:
    """Return the HTML line that names the source of the values, "" if they have none."""
    source = values.get("source") or {}
    parts = []
    if text := str(source.get("text", "")):
        url = str(source.get("url", ""))
        named = html.escape(text)
        linked = f'<a href="{html.escape(url)}">{named}</a>' if url.startswith(("https://", "http://")) else named
        parts.append(word("source", source=linked))
    if date := str(values.get("date", "")):
        parts.append(html.escape(date))
    return f'<p class="fig-source">{word("comma").join(parts)}</p>' if parts else ""


def to_png(sheet: Sheet) -> bytes:
    """Return the sheet on its paper."""
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox, BboxTransformFrom
    from PIL import Image, ImageDraw

    size = sheet.width / _UNITS_PER_INCH, sheet.height / _UNITS_PER_INCH
    # Straight on the figure: the ticks and spines of axes take longer to make than the chart.
    figure = Figure(figsize=size, dpi=_UNITS_PER_INCH)
    pixels: Any = BboxTransformFrom(Bbox([[0.0, sheet.height], [sheet.width, 0.0]])) + figure.transFigure
    drawings, labels = [], []
    for drawn in sheet.drawn():
        if isinstance(drawn, Label):
            labels.append(drawn)
        else:
            drawings.append(drawn)
    for order, drawn in enumerate(drawings):
        artist = _artist(drawn, LIGHT.roles()[drawn.role])
        artist.set(transform=pixels, zorder=order, clip_on=False)
        figure.add_artist(artist)
    stream = io.BytesIO()
    dpi = _UNITS_PER_INCH * _SCALE
    figure.savefig(stream, format="rgba", dpi=dpi, facecolor=LIGHT.paper)
    # As matplotlib's own renderer counts pixels: whole ones, the rest cut off.
    picture = Image.frombuffer("RGBA", (int(size[0] * dpi), int(size[1] * dpi)), stream.getvalue()).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for label in labels:
        _write(draw, label)
    packed = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(packed, format="PNG", optimize=True)
    return packed.getvalue()


def _write(draw: Any, label: Label) -> None:
    """Write a label with Pillow: it reads woff2 and joins letters, which matplotlib does not."""
    face, size = fonts.SANS_BOLD if label.bold else fonts.SANS, label.size * _SCALE
    left = label.x * _SCALE - _BEFORE[label.anchor] * fonts.length(label.text, face, size)
    fonts.write(draw, left, label.y * _SCALE, label.text, face, size, LIGHT.roles()[label.role])


def _artist(drawn: Area | Stroke, colour: str) -> Any:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon

    if isinstance(drawn, Area):
        return Polygon(drawn.points, facecolor=colour, alpha=drawn.opacity, linewidth=0)
    xs, ys = zip(*drawn.points, strict=True)
    # matplotlib counts dashes in widths of the line.
    dash: Any = (0, tuple(length / drawn.width for length in drawn.dash)) if drawn.dash else "-"
    ends: Any = {"solid_joinstyle": "round", "solid_capstyle": drawn.cap}
    return Line2D(xs, ys, color=colour, linewidth=drawn.width, linestyle=dash, snap=drawn.snap, **ends)

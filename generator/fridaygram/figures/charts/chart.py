"""From a plotting function to a drawing: a wide and a narrow SVG, a PNG for feeds, a source line."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fridaygram.figures import fonts
from fridaygram.figures.base import Asset, Drawing, Params, Table
from fridaygram.figures.charts.png import to_png
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.charts.svg import to_svg
from fridaygram.figures.style import LAYOUT_WIDTHS, NARROW

Plot = Callable[[Sheet], None]


def drawing(
    plot: Plot, params: Params, scope: str, *, title: str, text: str, table: Table, source: str = ""
) -> Drawing:
    """Draw a chart twice, for a column and for a phone; CSS shows the one that fits.

    ``plot`` draws on a sheet and sets its height; ``text`` describes the values; ``source`` is HTML.
    """
    described = params.alt or text
    sheets = sheets_of(plot, params)
    inline = "".join(
        to_svg(
            sheet,
            scope=f"{scope}-{'n' if sheet.narrow else 'w'}",
            title=title,
            text=described,
            classes=_class(sheet, len(sheets)),
        )
        for sheet in sheets
    )
    widest = sheets[0]
    picture = Asset("chart.png", partial(to_png, widest), round(2 * widest.width), round(2 * widest.height))
    return Drawing(
        html=f'<div class="fig-chart">{inline}</div>{source}',
        text=described,
        table=table,
        assets=(picture,),
        fallback=picture.name,
        warnings=fonts.warning(fonts.missing(box.text for box in widest.boxes), fonts.IN_CHARTS),
    )


def sheets_of(plot: Plot, params: Params) -> list[Sheet]:
    """Return the chart's sheets, widest first."""
    width = LAYOUT_WIDTHS[params.layout]
    widths = [width] if width <= NARROW else [width, NARROW]
    sheets = [Sheet(width, narrow=width <= NARROW) for width in widths]
    for sheet in sheets:
        plot(sheet)
    return sheets


def _class(sheet: Sheet, count: int) -> str:
    if count == 1:
        return "fig-only"
    return "fig-narrow" if sheet.narrow else "fig-wide"


def source_line(values: Mapping[str, Any]) -> str:
    """Return the HTML line that says where figures of others come from, "" where values name no source."""
    source = values.get("source") or {}
    parts = []
    if text := str(source.get("text", "")):
        url = str(source.get("url", ""))
        named = html.escape(text)
        linked = f'<a href="{html.escape(url)}">{named}</a>' if url.startswith(("https://", "http://")) else named
        parts.append(f"Source: {linked}")
    if date := str(values.get("date", "")):
        parts.append(html.escape(date))
    return f'<p class="fig-source">{", ".join(parts)}</p>' if parts else ""

"""A drawing as it stands in a page: number, caption, where its numbers are from, and its data one click away."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import PurePosixPath
from typing import Any

import msgspec

from fridaygram.figures.base import Drawing, Params, Table
from fridaygram.files import digest
from fridaygram.languages import listed, long_day, word
from fridaygram.pages.body import CAPTION, FigureFill, site_marker
from fridaygram.pages.directives import FigureDirective
from fridaygram.pages.theme.filters import number

FOLDER = "/figures/"
_TEXT = re.compile(r"<blockquote\b.*?</blockquote>", re.DOTALL)
_REFERENCE = re.compile(r'<sup class="smp-ref">.*?</sup>')
_FOLDED = re.compile(r'<details class="smp-more">.*?</details>', re.DOTALL)
_GRADE = re.compile(r'<(mark|span) class="(?:smp-c|sur-)([123])"[^>]*>(.*?)</\1>', re.DOTALL)
_GRADES = {"1": "<u>{}</u>", "2": "<u><b>{}</b></u>", "3": "<mark><u><b>{}</b></u></mark>"}
_ASSET = re.compile(r"asset:([\w.-]+)")
_SHOWN_DIGITS = 8
_SHOWN_CHANGES = 5
_STATES = {"edited": "set-by-hand", "future": "from-newer-texts"}


class FilledFigure(msgspec.Struct, frozen=True):
    """A figure for its page, the files it brings along by site path, and its picture for a social card."""

    fill: FigureFill
    files: dict[str, bytes]
    card: bytes = b""


def fill_figure(
    directive: FigureDirective,
    drawing: Drawing,
    values: Mapping[str, Any],
    params: Params,
) -> FilledFigure:
    """Return a drawing as HTML for the page, for feeds and for email, with its files.

    Feeds get the raster fallback, else the description and the data where the drawing is an SVG, which their readers
    strip.
    """
    paths = {asset.name: _path(directive.key, asset.name, asset.data) for asset in drawing.assets}
    files = {paths[asset.name]: asset.data for asset in drawing.assets}
    corrected = "".join(f' <span class="figure-erratum">{erratum(one)}</span>' for one in values.get("errata", ()))
    label = word("figure-label", number=directive.number)
    numbered = f'<span class="figure-number">{label}</span>' if directive.number else ""
    caption = f"{numbered}{CAPTION}{corrected}"
    computed = provenance(values)
    origin = f'<p class="figure-origin">{computed}</p>' if computed else ""
    data = ""
    if drawing.table is not None:
        rows = _csv(drawing.table)
        path = _path(directive.key, "data.csv", rows)
        files[path] = rows
        data = _data_html(directive, drawing.table, path)
    layout = "" if params.layout == "normal" else f" {params.layout}"
    below = f'<p class="figure-caption">{caption}</p>' if numbered or params.caption or corrected else ""
    html = (
        f'<figure class="figure figure-{directive.kind}{layout}" id="{directive.key}">'
        f'<div class="figure-body">{_with_assets(drawing.html, paths)}</div>'
        f"<figcaption>{below}{data}{origin}</figcaption></figure>"
    )
    feed = f"<figure>{_for_feed(drawing, paths)}<figcaption>{caption}</figcaption></figure>"
    fill = FigureFill(html, feed, _for_mail(directive, drawing, paths, caption))
    return FilledFigure(fill, files, drawing.card.data if drawing.card else _raster(drawing))


def _raster(drawing: Drawing) -> bytes:
    name = drawing.poster or drawing.fallback
    return next((asset.data for asset in drawing.assets if asset.name == name), b"")


def provenance(values: Mapping[str, Any]) -> str:
    """Return, as HTML, what the values were computed from; "" where they do not say."""
    parts = []
    for source in values.get("sources", ()):
        details = []
        if count := source.get("reviews"):
            details.append(word("reviews", count=count))
        if as_of := source.get("as_of"):
            details.append(word("as-of", day=long_day(as_of)))
        if known := source.get("digest"):
            details.append(word("digest", digest=f"<code>{escape(known[:_SHOWN_DIGITS])}</code>"))
        inside = f" ({word('comma').join(details)})" if details else ""
        parts.append(word(f"from-{source['kind']}", name=f"<b>{escape(source['name'])}</b>") + inside)
    return word("computed-from", sources=listed(parts)) if parts else ""


def erratum(found: Mapping[str, Any]) -> str:
    """Return, as HTML, how a published value was corrected: when, what it was, what it is, why.

    Of a value that was set by hand, or is from a source newer than its post, that and why.
    """
    reason = escape(found.get("reason", ""), quote=False)
    if found.get("state"):
        return word(_STATES[found["state"]], day=long_day(found["day"]), reason=reason)
    old, new = found.get("old", {}), found.get("new", {})
    paths = list(dict.fromkeys([*old, *new]))
    named = [path for path in paths if path != "value"]
    rows = [
        # A value in a sentence is one number, and its name stands before this.
        (f"{escape(path.replace('.', ' '))} " if named else "")
        + word("was-now", old=_said(old, path), new=_said(new, path))
        for path in paths[:_SHOWN_CHANGES]
    ]
    if rest := found.get("more", 0) + len(paths) - len(rows):
        rows.append(word("and-more", count=rest))
    corrected = word("corrected", day=long_day(found["day"]), changes="; ".join(rows))
    return f"{corrected}{reason and ' '}{reason}"


def corrections(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return, as HTML, the corrections of a text's inline values by their expressions, "" for none."""
    rows = [f"<li><code>{escape(name)}</code>: {erratum(one)}</li>" for name, errata in found.items() for one in errata]
    if not rows:
        return ""
    title = word("corrections")
    return f'<section class="corrections" aria-label="{title}"><h2>{title}</h2><ul>{"".join(rows)}</ul></section>'


def _said(values: Mapping[str, Any], path: str) -> str:
    value = values.get(path, word("nothing"))
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else escape(str(value), quote=False)


def table_html(table: Table) -> str:
    """Return a figure's data as an HTML table; columns of numbers are marked as such, empty headers are cells."""
    numeric = [_is_numeric([row[column] for row in table.rows]) for column in range(len(table.header))]
    classes = [' class="number"' if is_number else "" for is_number in numeric]
    cells = zip(table.header, classes, strict=True)
    # An empty header cell is a corner: as a header it would be read out for every row below it.
    header = "".join(
        f'<th scope="col"{kind}>{escape(cell, quote=False)}</th>' if cell else "<td></td>" for cell, kind in cells
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{escape(cell, quote=False)}</td>" for cell, kind in zip(row, classes, strict=True))
        + "</tr>"
        for row in table.rows
    )
    return f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"


def _is_numeric(cells: list[str]) -> bool:
    return any(cells) and all(
        re.fullmatch(r"\u200e?[-\u2212+]?[\d,.\s\u2019]*\d\s?%?|\u2013|-|", cell) for cell in cells
    )


def _data_html(directive: FigureDirective, table: Table, path: str) -> str:
    title = word("data-of-figure", number=directive.number)
    return (
        f'<details class="figure-data"><summary>{title}</summary>'
        f'<div class="scroll" tabindex="0" role="group" aria-label="{title}">{table_html(table)}</div>'
        f'<p><a href="{site_marker(path)}" download>{word("download-csv")}</a></p></details>'
    )


def _for_mail(directive: FigureDirective, drawing: Drawing, paths: Mapping[str, str], caption: str) -> str:
    """Return a figure that is a picture as a still one that leads to the page's, "" for any other."""
    still = drawing.poster or drawing.still
    shown = still or drawing.fallback
    if shown not in paths:
        return ""
    seen = f'<a href="#{directive.key}">{_img(drawing, shown, paths)}</a>'
    more = f' <a href="#{directive.key}">{word("see-it-move")}</a>' if still else ""
    return f"<figure>{seen}<figcaption>{caption}{more}</figcaption></figure>"


def _img(drawing: Drawing, name: str, paths: Mapping[str, str]) -> str:
    asset = next(asset for asset in drawing.assets if asset.name == name)
    size = f' width="{asset.width}" height="{asset.height}"' if asset.width else ""
    return f'<img src="{site_marker(paths[name])}" alt="{escape(drawing.text)}"{size}>'


def _for_feed(drawing: Drawing, paths: Mapping[str, str]) -> str:
    if drawing.fallback:
        return _img(drawing, drawing.fallback, paths)
    if drawing.feed:
        return unstyled(_with_assets(drawing.feed, paths))
    if "<svg" not in drawing.html:
        return unstyled(_with_assets(drawing.html, paths))
    data = table_html(drawing.table) if drawing.table else ""
    return f"<p>{escape(drawing.text, quote=False)}</p>{data}"


def unstyled(html: str) -> str:
    """Return a figure's HTML so that it says the same where no style sheet is: in feeds and emails.

    The lines of a text are broken by ``<br>``. What the page underlines more and more heavily is underlined, bold, and
    marked. What the page unfolds stays there, and a last line says so.
    """
    html = _TEXT.sub(lambda found: found[0].replace("\n", "<br>"), _REFERENCE.sub("", html))
    html = _GRADE.sub(lambda found: _GRADES[found[2]].format(found[3]), html)
    html, folded = _FOLDED.subn("", html)
    return f"{html}<p>{word('texts-on-the-page')}</p>" if folded else html


def _with_assets(html: str, paths: Mapping[str, str]) -> str:
    return _ASSET.sub(lambda found: site_marker(paths[found[1]]) if found[1] in paths else found[0], html)


def _path(key: str, name: str, data: bytes) -> str:
    file = PurePosixPath(name)
    stem = key if file.stem in ("data", key) else f"{key}-{file.stem}"
    return f"{FOLDER}{stem}-{digest(data)[:10]}{file.suffix}"


def _csv(table: Table) -> bytes:
    import csv  # late: few builds draw

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows(table.rows)
    return text.getvalue().encode()

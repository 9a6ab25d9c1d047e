"""The gallery: one page that shows every kind of figure, how a post asks for it, and what its parameters mean.

It is made of the docstrings of the kinds: what stands there is what is drawn.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from fridaygram.figures.base import Drawing, Values
from fridaygram.figures.draw import KindEntry, catalogue, render
from fridaygram.schemas import Parameter

Computed = Callable[[str, Mapping[str, Any]], Values]
_TYPES = {
    "png": "image/png",
    "gif": "image/gif",
    "svg": "image/svg+xml",
    "js": "text/javascript",
    "bin": "application/octet-stream",
}
_STYLE = """body{margin:0 auto;max-width:52rem;padding:1rem;font:1rem/1.6 system-ui,sans-serif;color:var(--fig-ink);
background:var(--fig-paper)}figure{margin:1rem 0}pre{overflow:auto;border:1px solid var(--fig-rule);padding:.6rem}
code,pre{font:.875rem/1.5 ui-monospace,monospace}table{border-collapse:collapse;font-size:.875rem}
td,th{padding:.25rem .6rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--fig-rule)}
.unseen{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
a{color:inherit}h2{margin-top:3rem}.scroll{overflow:auto}:root{color-scheme:light dark}"""


def gallery_page(css: str, computed: Computed) -> str:
    """Return the page as HTML that needs no other file.

    ``css`` is the style sheet of figures; ``computed(kind, params)`` gives the values of a kind whose docstring
    shows a directive, but no values.
    """
    entries = catalogue()
    contents = " · ".join(f'<a href="#{entry.kind}">{entry.kind}</a>' for entry in entries)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Figures</title><style>{css}{_STYLE}</style><h1>Figures</h1><p>{contents}</p>"
        f"{''.join(_section(entry, computed) for entry in entries)}</html>\n"
    )


def example(entry: KindEntry, computed: Computed) -> Drawing | None:
    """Draw the example in a kind's docstring; None if it has no directive."""
    import yaml

    if not entry.asked:
        return None
    # The directive's lines between its fences, as a post has them.
    params: dict[str, Any] = yaml.safe_load("\n".join(entry.asked.splitlines()[1:-1])) or {}
    values: Values = yaml.safe_load(entry.example) if entry.example else computed(entry.kind, params)
    return render(entry.kind, values, params, f"gallery-{entry.kind}")


def _section(entry: KindEntry, computed: Computed) -> str:
    drawing = example(entry, computed)
    shown = "<p>It is drawn from a corpus or a model: see it in a post.</p>"
    if drawing is not None:
        shown = f'<figure class="figure"><div class="figure-body">{_inlined(drawing)}</div></figure>'
        shown += f"<pre>{html.escape(entry.asked)}</pre>"
    if entry.example:
        shown += f"<p>from values such as</p><pre>{html.escape(entry.example)}</pre>"
    rows = "".join(map(_row, entry.parameters))
    head = '<tr><th scope="col">Parameter<th scope="col">Type<th scope="col">Default<th scope="col">Meaning'
    return (
        f'<section><h2 id="{entry.kind}">{html.escape(entry.kind)}</h2><p>{_code(entry.summary)}</p>{shown}'
        f'<div class="scroll" tabindex="0" role="group" aria-label="Parameters of {entry.kind}">'
        f"<table>{head}{rows}</table></div></section>"
    )


def _row(parameter: Parameter) -> str:
    plain = f"<td>{html.escape(parameter.type)}<td>{html.escape(parameter.default)}"
    return f"<tr><td><code>{parameter.name}</code>{plain}<td>{_code(parameter.meaning)}"


def _code(text: str) -> str:
    return re.sub(r"``(.+?)``", r"<code>\1</code>", html.escape(text, quote=False))


def _inlined(drawing: Drawing) -> str:
    """Return a drawing's HTML with its files inside, as data URLs."""
    urls = {}
    for asset in drawing.assets:
        data = base64.b64encode(asset.data).decode()
        urls[asset.name] = f"data:{_TYPES[asset.name.rpartition('.')[2]]};base64,{data}"
    return re.sub(r"asset:([\w.-]+)", lambda found: urls.get(found[1], found[0]), drawing.html)

"""The explorer: readers type a sentence, watch a model count it, and flip its coins.

In a post::

    ```figure explore-ngrams
    phrase: This is the remix.
    order: 2
    ```

The page's script counts, draws and writes. Without it the page shows the animation of the same phrase, as feeds do.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Annotated

import msgspec

from fridaygram.figures.base import Asset, Drawing, Figure, Params, Seed, Values
from fridaygram.figures.kinds import generation_path
from fridaygram.figures.scripts import script

MOST_ORDER, MOST_CHARACTERS = 6, 100


class ExploreParams(Params, frozen=True, kw_only=True):
    """Parameters of an explorer.

    ``phrase`` is the sentence that it begins with; ``corpus`` names a corpus with a stated licence, of which readers
    may take some short sentences instead (the first is the phrase where none is written); ``order`` is the length of
    its history at first; ``seed`` is where chance begins: that of the coins, and of the choice of sentences.
    """

    phrase: Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)] = ""
    corpus: str = ""
    order: Annotated[int, msgspec.Meta(ge=1, le=MOST_ORDER)] = 2
    seed: Seed = 1


def draw(values: Values, params: ExploreParams, scope: str) -> Drawing:
    """Draw ``{"sentences": [text, ...]}``, which readers may take, and all values of the phrase's generation path."""
    phrase, order = str(values["phrase"]), int(values["order"])
    animation = generation_path.GenerationPathParams(phrase=phrase, order=order, alt=params.alt)
    plain = generation_path.draw(values, animation, scope)
    # Beside a model that forgets, one that remembers nearly all.
    other = MOST_ORDER if order < MOST_ORDER else 2
    panels = _panel(order, scope, "first") + _panel(other, f"{scope}2-", "second")
    key = escape(scope.rstrip("-"))
    # Reading views leave out what is named "extra", and keep the animation, which only the style sheet hides.
    html = (
        f'<div class="xp extra" data-key="{key}" data-seed="{params.seed}" hidden>'
        f"{_form([phrase, *values.get('sentences', ())], scope)}"
        f'<div class="xp-panels">{panels}</div>'
        f'<p class="xp-link"><a href="#{key}">Link to what you see</a></p></div>'
        f'<div class="xp-plain">{plain.html}</div>'
        '<script type="module" src="asset:explore.js"></script>'
    )
    asset = Asset("explore.js", lambda: script("explore/explore.js"))
    return replace(plain, html=html, assets=(*plain.assets, asset))


def _form(sentences: list[str], scope: str) -> str:
    """Return what both panels share: the sentence, some to take instead, and whether two orders are shown."""
    options = "".join(f"<option>{escape(one)}</option>" for one in sentences)
    label = f'<label for="{scope}take">or take one</label>'
    take = (
        f'<div>{label}<select id="{scope}take" name="take">{options}</select></div>'
        if len(sentences) > 1
        else '<input type="hidden" name="take">'
    )
    return (
        f'<div class="xp-form"><div class="xp-phrase"><label for="{scope}phrase">A sentence to learn from</label>'
        f'<input id="{scope}phrase" name="phrase" type="text" maxlength="{MOST_CHARACTERS}" '
        f'value="{escape(sentences[0])}" dir="auto" autocomplete="off" spellcheck="false"></div>{take}'
        f'<label class="xp-two"><input type="checkbox" name="two"> Two orders side by side</label></div>'
    )


def _panel(order: int, scope: str, which: str) -> str:
    """Return one model's part: its order, what it reads, its dictionary as table and graph, and what it writes."""
    hidden = "" if which == "first" else " hidden"
    buttons = "".join(
        f'<button type="button" data-do="{does}">{label}</button>'
        for does, label in (
            ("flip", '<i data-part="coin"></i><span>Go on</span>'),
            ("run", "Let it run"),
            ("back", "One back"),
            ("anew", "Begin again"),
        )
    )
    return (
        f'<div class="xp-panel" role="group" aria-label="The {which} model"{hidden}>'
        f'<div class="xp-order"><label for="{scope}order">Order: it remembers</label>'
        f'<output data-part="size" for="{scope}order">{order}</output>'
        f'<input id="{scope}order" type="range" min="1" max="{MOST_ORDER}" value="{order}" data-part="order"></div>'
        '<p class="xp-step">It reads</p><p class="xp-tape" data-part="tape" dir="auto"></p>'
        '<div class="xp-do"><button type="button" data-do="watch">Watch it read</button>'
        f'<input type="range" min="0" data-part="reel" aria-label="Windows that are counted"></div>'
        '<p class="xp-note" data-part="counted"></p>'
        '<p class="xp-step">It remembers</p><div class="xp-memory">'
        '<div class="xp-list" data-part="scroll" tabindex="0" role="group" aria-label="The dictionary">'
        '<table><thead><tr><th scope="col">After</th><th scope="col">comes, how often</th></tr></thead>'
        '<tbody data-part="rows"></tbody></table></div><div class="xp-map" data-part="map"></div></div>'
        '<p class="xp-step">It writes</p>'
        '<p class="xp-text" data-part="text" dir="auto" role="group" aria-label="What it wrote"></p>'
        '<p class="xp-note">Probability so far: <data data-part="chance" value="1"></data>. '
        '<span data-part="status" role="status"></span></p>'
        f'<p class="xp-after" data-part="after"></p>'
        '<div class="xp-faces" data-part="faces" role="group" aria-label="What can come next"></div>'
        f'<div class="xp-do">{buttons}</div></div>'
    )


FIGURE = Figure(
    "Explorer of n-grams", ExploreParams, "explore_ngrams", draw, decides=("phrase", "corpus", "order", "seed")
)

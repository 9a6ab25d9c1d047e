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
from fridaygram.languages import spoken, word

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
    panels = _panel(order, scope, word("explore-first")) + _panel(
        other, f"{scope}2-", word("explore-second"), " hidden"
    )
    key = escape(scope.rstrip("-"))
    # Reading views leave out what is named "extra", and keep the animation, which only the style sheet hides.
    html = (
        f'<div class="xp extra" data-key="{key}" data-seed="{params.seed}" '
        f"data-words='{spoken().for_script('explore-script-')}' hidden>"
        f"{_form([phrase, *values.get('sentences', ())], scope)}"
        f'<div class="xp-panels">{panels}</div>'
        f'<p class="xp-link"><a href="#{key}">{word("explore-link")}</a></p></div>'
        f'<div class="xp-plain">{plain.html}</div>'
        '<script type="module" src="asset:explore.js"></script>'
    )
    asset = Asset("explore.js", lambda: script("explore/explore.js"))
    return replace(plain, html=html, assets=(*plain.assets, asset))


def _form(sentences: list[str], scope: str) -> str:
    """Return what both panels share: the sentence, some to take instead, and whether two orders are shown."""
    options = "".join(f"<option>{escape(one)}</option>" for one in sentences)
    label = f'<label for="{scope}take">{word("explore-take")}</label>'
    take = (
        f'<div>{label}<select id="{scope}take" name="take">{options}</select></div>'
        if len(sentences) > 1
        else '<input type="hidden" name="take">'
    )
    return (
        f'<div class="xp-form"><div class="xp-phrase"><label for="{scope}phrase">{word("explore-phrase")}</label>'
        f'<input id="{scope}phrase" name="phrase" type="text" maxlength="{MOST_CHARACTERS}" '
        f'value="{escape(sentences[0])}" dir="auto" autocomplete="off" spellcheck="false"></div>{take}'
        f'<label class="xp-two"><input type="checkbox" name="two"> {word("explore-two")}</label></div>'
    )


def _panel(order: int, scope: str, name: str, hidden: str = "") -> str:
    """Return one model's part: its order, what it reads, its dictionary as table and graph, and what it writes."""
    buttons = "".join(
        f'<button type="button" data-do="{does}">{label}</button>'
        for does, label in (
            ("flip", f'<i data-part="coin"></i><span>{word("explore-script-go")}</span>'),
            ("run", word("explore-script-run")),
            ("back", word("explore-back")),
            ("anew", word("explore-anew")),
        )
    )
    heads = f'<th scope="col">{word("explore-after")}</th><th scope="col">{word("explore-comes")}</th>'
    chance = '<data data-part="chance" value="1"></data>'
    return (
        f'<div class="xp-panel" role="group" aria-label="{name}"{hidden}>'
        f'<div class="xp-order"><label for="{scope}order">{word("explore-order")}</label>'
        f'<output data-part="size" for="{scope}order">{order}</output>'
        f'<input id="{scope}order" type="range" min="1" max="{MOST_ORDER}" value="{order}" data-part="order"></div>'
        f'<p class="xp-step">{word("explore-reads")}</p><p class="xp-tape" data-part="tape" dir="auto"></p>'
        f'<div class="xp-do"><button type="button" data-do="watch">{word("explore-script-watch")}</button>'
        f'<input type="range" min="0" data-part="reel" aria-label="{word("explore-windows")}"></div>'
        '<p class="xp-note" data-part="counted"></p>'
        f'<p class="xp-step">{word("explore-remembers")}</p><div class="xp-memory">'
        f'<div class="xp-list" data-part="scroll" tabindex="0" role="group" aria-label="{word("explore-dictionary")}">'
        f"<table><thead><tr>{heads}</tr></thead>"
        '<tbody data-part="rows"></tbody></table></div><div class="xp-map" data-part="map"></div></div>'
        f'<p class="xp-step">{word("explore-writes")}</p>'
        f'<p class="xp-text" data-part="text" dir="auto" role="group" aria-label="{word("explore-wrote")}"></p>'
        f'<p class="xp-note">{word("explore-chance", chance=chance)} '
        '<span data-part="status" role="status"></span></p>'
        f'<p class="xp-after" data-part="after"></p>'
        f'<div class="xp-faces" data-part="faces" role="group" aria-label="{word("explore-next")}"></div>'
        f'<div class="xp-do">{buttons}</div></div>'
    )


FIGURE = Figure(
    "Explorer of n-grams", ExploreParams, "explore_ngrams", draw, decides=("phrase", "corpus", "order", "seed")
)

"""The generation path: a model's dictionary and the lines it may write, growing character by character.

In a post::

    ```figure generation-path
    phrase: This is the remix.
    order: 2
    ```
"""

from __future__ import annotations

import html
from typing import Annotated, Any, Literal

import msgspec

from fridaygram.errors import FigureError
from fridaygram.figures import fonts
from fridaygram.figures.base import Asset, Drawing, Figure, Params, Side, Table, Values
from fridaygram.figures.path import layout, motion, raster, words
from fridaygram.figures.path.scene import Scene, missing
from fridaygram.languages import english, speaking, word

_DARK, _PHONE, _NO_MOTION = "(prefers-color-scheme: dark)", "(max-width: 44rem)", "(prefers-reduced-motion: reduce)"


class GenerationPathParams(Params, frozen=True, kw_only=True):
    """Parameters of a generation path.

    ``phrase`` is the text the model begins from; ``order`` the length of its history; ``corpus`` and ``model``
    name a trained model to ask instead of the phrase alone; ``paths`` chooses, orders and names the paths, as in
    [{loop: stuck}, happy, branch 2]; ``format`` is "gif" or "svg"; ``seconds`` is how long a step stays; ``width``
    and ``height`` are the picture's size in CSS pixels (0: as it needs), ``scale`` the device pixels in each.
    """

    phrase: str = ""
    order: Annotated[int, msgspec.Meta(ge=0, le=400)] = 2
    corpus: str = ""
    model: str = "mle"
    paths: list[str | dict[str, str]] | None = None
    format: Literal["gif", "svg"] = "gif"
    seconds: Annotated[float, msgspec.Meta(ge=0.02, le=60)] = 0.75
    width: Side = 0
    height: Side = 0
    scale: Literal[1, 2] = 2


def draw(values: Values, params: GenerationPathParams, scope: str) -> Drawing:
    """Draw ``{"phrase", "order", "pad", "corpus", "histories": [...], "paths": [...]}``.

    A history is ``{"history", "next": [[character, probability], ...]}``; a path is ``{"name", "text",
    "probability", "steps": [{"history", "char", "p", "choices"}], "forks_from": null or {"path", "step"},
    "loops_to": null or step}``; a step whose character is "" ends the text.
    """
    if 0 < params.width < layout.NARROW:
        hint = f"leave it out, or choose {layout.NARROW} or more"
        raise FigureError(f"width: {params.width} pixels are too few for a path", hint=hint)
    transcript = words.transcript(values)
    told = " ".join(transcript.splitlines())
    title = words.introduction(values)
    described = params.alt or f"{title} {told}"
    wide, narrow = _scenes(values, params)
    assets, warnings = _pictures(wide, narrow, values, params)
    if params.format == "svg":
        body = motion.inline(wide, narrow, scope=scope, title=title, text=params.alt or told)
    else:
        body = _animated(assets, scope, described)
    return Drawing(
        html=f'<div class="fig-anim" id="{scope}-anim">{body}</div>{_transcript(transcript)}',
        text=described,
        table=_table(values),
        assets=assets,
        fallback="path.gif",
        still="path.png",
        poster="narrow.png",
        warnings=warnings,
    )


def _scenes(values: Values, params: GenerationPathParams) -> tuple[Scene, Scene]:
    wide = layout.scene(values, width=params.width or layout.WIDE, height=params.height, seconds=params.seconds)
    return wide, layout.scene(values, width=layout.NARROW, seconds=params.seconds)


def _pictures(
    wide: Scene, narrow: Scene, values: Values, params: GenerationPathParams
) -> tuple[tuple[Asset, ...], tuple[str, ...]]:
    """Return the files of both scenes, and warnings. Their words are English where no font has those of the language.

    A picture of codes in boxes would say nothing; an SVG is written with the fonts of its reader.
    """
    texts = {*values["phrase"], *(one for path in values["paths"] for one in path["text"])}
    lacking = [one for one in missing(wide) if one not in texts]
    if not lacking:
        return raster.assets(wide, narrow, scale=params.scale)
    with speaking(english()):
        assets, warnings = raster.assets(*_scenes(values, params), scale=params.scale)
    shown = "the words in the GIF and PNG of this animation are English, those of format: svg are not"
    return assets, (*warnings, *fonts.warning(lacking, shown))


def _animated(assets: tuple[Asset, ...], scope: str, described: str) -> str:
    """Return pictures for both schemes and widths, and a checkbox that puts the last frame in their place.

    Without script, as WCAG 2.2.2 asks for; where motion is unwanted, the last frame is all there is.
    """
    sizes = {asset.name: f'width="{asset.width}" height="{asset.height}"' for asset in assets}

    def sources(suffix: str, *conditions: str) -> str:
        rows = []
        for name, queries in (
            ("narrow-dark", (_DARK, _PHONE)),
            ("path-dark", (_DARK,)),
            ("narrow", (_PHONE,)),
            ("path", ()),
        ):
            # Paper has the wide picture, whatever its width.
            screen = ("screen",) if _PHONE in queries else ()
            if media := " and ".join((*screen, *conditions, *queries)):
                rows.append(f'<source media="{media}" srcset="asset:{name}{suffix}" {sizes[name + suffix]}>')
        return "".join(rows)

    moving, still = sources(".png", _NO_MOTION) + sources(".gif"), sources(".png")
    alt = html.escape(described)
    return (
        f'<input type="checkbox" class="fig-stop" id="{scope}-stop">'
        f'<picture class="fig-moving">{moving}{_img("path.gif", sizes, alt)}</picture>'
        f'<picture class="fig-still" hidden>{still}{_img("path.png", sizes, alt)}</picture>'
        f'<label for="{scope}-stop"><span class="fig-icon"></span>{word("stop-animation")}</label>'
    )


def _img(name: str, sizes: dict[str, str], alt: str) -> str:
    return f'<img src="asset:{name}" {sizes[name]} alt="{alt}" loading="lazy">'


def _transcript(text: str) -> str:
    lines = "".join(f"<li>{html.escape(line)}</li>" for line in text.splitlines())
    return f'<details class="fig-transcript"><summary>{word("animation-in-words")}</summary><ol>{lines}</ol></details>'


def _table(values: Values) -> Table:
    rows = tuple((words.shown(str(row["history"])), _following(row["next"])) for row in values["histories"])
    return Table((word("animation-history"), word("animation-next")), rows)


def _following(listed: list[list[Any]]) -> str:
    return ", ".join(f"{words.shown(str(character))} {words.probability(value)}" for character, value in listed)


FIGURE = Figure(
    "Generation path",
    GenerationPathParams,
    "generation_path",
    draw,
    decides=("phrase", "order", "corpus", "model", "paths"),
)

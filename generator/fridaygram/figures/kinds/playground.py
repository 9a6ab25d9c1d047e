"""A model to play with in the page: order, temperature, seed and a start; a letter at a time or all at once.

The page's script runs a pruned model of the corpus in a worker. Without it the page shows a text by each order.

In a post::

    ```figure playground
    corpus: demo
    order: 2
    least: 1
    ```

Values::

    model:
      - eNp1UO1OwzAMvLOT9WPdV/cCfQIE78J/VGiBaSudCgjx9qQJElFbrFixz76zk+fh1NTfL0PdVdf+6dx+VF3ftJfqLpeyurmvH5v29XS+
      - dG/98P75dftwBKgJcuwhkmADJWDEooQlsXKeSIoCqRCKzOU511jToJAtDtgww5Ypdlxhb4xTKpzWgTuUrlczVUOxlv4WKwpg9JlR4Eb8
      - mrrMgyPiZBYYUfMfGPf52PMDysm8qZ53lekcDaVIPaSiS3qEzGDhwoKKWCwE4XD2M9M1Y1pUEJg5keNGxH8Sk0foD5i0E2E=
    digest: b2497ecf
    bytes: 227
    order: 2
    least: 1
    contexts: {all: 48, shared: 37, kept: 48}
    bits: {training: {all: 0.18, kept: 0.18}}
    examples:
      - {order: 1, text: The., ended: true, seed: 1}
      - {order: 2, text: The drums home., ended: true, seed: 1}
    replays: []
    beyond: 0
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Sequence
from html import escape
from typing import Annotated, Any

import msgspec

from fridaygram.figures.base import Asset, Drawing, Figure, Params, Table, Values
from fridaygram.figures.sample_html import CUT, disclosure, text_key
from fridaygram.figures.scripts import script
from fridaygram.figures.style import integer, number
from fridaygram.languages import spoken, word

MOST_CHARACTERS = 2000


class PlaygroundParams(Params, frozen=True, kw_only=True):
    """Parameters of a playground.

    ``corpus`` names the trained corpus; ``order`` is the highest order that readers may choose; ``least`` is in
    how many texts a history must occur to be in the page at all (1: any); ``kilobytes`` is the most that the model's
    file may have, compressed; ``data`` is the file beside the post that ``fridaygram curate`` writes, whose texts can
    then be replayed in the page ("": none); ``limit`` cuts the texts that readers have written, in characters.
    """

    corpus: str
    order: int = 6
    least: int = 3
    kilobytes: int = 100
    data: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 600


def draw(values: Values, params: PlaygroundParams, scope: str) -> Drawing:
    """Draw ``{"model": [base64], "digest", "bytes", "order", "least", "contexts", "bits", "examples", "replays"}``.

    Besides ``samples`` [base64] where there are replays, and how many samples are ``beyond`` the page.
    """
    key = scope.rstrip("-")
    model = b64decode("".join(values["model"]))
    scripts = [Asset(f"{name}.js", script(f"playground/{name}.js")) for name in ("page", "worker")]
    assets = [Asset("model.bin", model), *scripts]
    kept, keys, size = "", [], len(model)
    if values["replays"]:
        samples = b64decode("".join(values["samples"]))
        keys = _keys(samples)
        assets.append(Asset("samples.bin", samples))
        kept = ' data-kept="asset:samples.bin"'
        size += len(samples)
    about = _about(values)
    plain = _plain(values)
    limit = min(params.limit, MOST_CHARACTERS)
    html = (
        f'<div class="play" data-play="{escape(key)}" data-model="asset:model.bin" data-worker="asset:worker.js"{kept} '
        f'data-digest="{values["digest"]}" data-limit="{limit}" '
        f"data-words='{spoken().for_script('playground-script-')}'>{_form(values, scope, keys, size)}{_paper(scope)}"
        f'<div data-part="plain">{plain}</div>{about}</div><script type="module" src="asset:page.js"></script>'
    )
    text = params.alt or f"{word('playground-about', order=values['order'])} {_first(values)}"
    return Drawing(html=html, text=text, table=_table(values), assets=tuple(assets), feed=plain + about)


def _keys(samples: bytes) -> list[str]:
    """Return what the page knows each text of a file of replays by. Raises ValueError for another file."""
    try:
        return [text_key(replay["text"]) for replay in json.loads(zlib.decompress(samples))]
    except zlib.error as error:
        raise ValueError(f"samples: {error}") from None


def _form(values: Values, scope: str, keys: Sequence[str], size: int) -> str:
    labelled = "".join(
        f'<div class="play-{name}"><label for="{scope}{name}">{label}</label>{field}</div>'
        for name, label, field in _fields(values, scope, keys)
    )
    buttons = "".join(
        f'<button type="button" data-do="{does}">{label}</button>'
        for does, label in (
            ("slowly", word("playground-slowly")),
            ("step", word("playground-step")),
            ("back", word("playground-back")),
        )
    )
    return (
        f'<form hidden>{labelled}<div class="play-do"><button type="submit">{word("playground-write")}</button>'
        f"{buttons}</div>"
        '<p class="smp-line play-status"><span data-part="status" role="status"></span> '
        f'<progress data-part="progress" max="{size}" value="0" '
        f'aria-label="{word("playground-progress")}" hidden></progress></p></form>'
    )


def _fields(values: Values, scope: str, keys: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the fields of the form: name, label, HTML."""
    # The first text is that of the examples: their seed was chosen for it.
    seed = values["examples"][-1]["seed"] if values["examples"] else 1
    orders = "".join(
        f"<option{' selected' if order == values['order'] else ''}>{order}</option>"
        for order in range(1, values["order"] + 1)
    )
    fields = [
        ("order", word("playground-order"), f'<select id="{scope}order" name="order" required>{orders}</select>'),
        (
            "temperature",
            word("playground-temperature"),
            f'<input id="{scope}temperature" name="temperature" type="number" min="0.1" max="3" step="0.1" value="1" '
            "required>",
        ),
        (
            "seed",
            word("playground-seed"),
            f'<input id="{scope}seed" name="seed" type="text" inputmode="numeric" pattern="[0-9]{{1,19}}" '
            f'value="{seed}" required autocomplete="off" title="{word("playground-whole-number")}">',
        ),
        (
            "start",
            word("playground-start"),
            f'<input id="{scope}start" name="start" type="text" maxlength="200" '
            f'placeholder="{word("playground-as-it-likes")}" autocomplete="off">',
        ),
    ]
    if values["replays"]:
        options = "".join(
            f'<option value="{place}" data-key="{key}">{escape(disclosure(sample))}</option>'
            for place, (sample, key) in enumerate(zip(values["replays"], keys, strict=True))
        )
        chooser = (
            f'<select id="{scope}sample" name="sample"><option value="">{word("playground-no-sample")}</option>'
            f"{options}</select>"
        )
        fields.append(("sample", word("playground-sample"), chooser))
    return fields


def _paper(scope: str) -> str:
    return (
        '<p class="play-problem" data-part="problem" role="alert"></p>'
        '<div class="play-paper" data-part="paper" hidden>'
        f'<p class="smp-text" data-part="text" tabindex="0" role="group" aria-label="{word("playground-text")}"></p>'
        '<p class="smp-line" data-part="link"></p>'
        f'<p class="play-after" id="{scope}after" data-part="heading"></p>'
        f'<div role="group" aria-labelledby="{scope}after">'
        '<ol class="play-options" data-part="options"></ol></div></div>'
    )


def _plain(values: Values) -> str:
    items = "".join(
        f'<li><blockquote class="smp-text">{escape(one["text"])}'
        f"{'' if one['ended'] else CUT}</blockquote>"
        f'<p class="smp-line">{word("playground-line", order=one["order"], seed=one["seed"])}</p></li>'
        for one in values["examples"]
    )
    return f'<p class="play-intro">{word("playground-by-each-order")}</p><ol class="smp-list">{items}</ol>'


def _first(values: Values) -> str:
    contexts = values["contexts"]
    return word(
        "playground-small",
        kilobytes=integer(values["bytes"] / 1000),
        kept=integer(contexts["kept"]),
        order=values["order"],
        all=integer(contexts["all"]),
    )


def _about(values: Values) -> str:
    """Say what was pruned, what that cost, and what is not in the file."""
    parts = [_first(values)]
    if values["least"] > 1:
        parts.append(word("playground-shared", least=values["least"]))
    else:
        parts.append(word("playground-single"))
    training, held_out = values["bits"]["training"], values["bits"].get("held_out")
    parts.append(word("playground-costs", **_costs(training)))
    if held_out:
        dearer = held_out["kept"] > held_out["all"]
        costs = _costs(held_out)
        parts.append(word("playground-unseen-costs", **costs) if dearer else word("playground-unseen-saves", **costs))
    if values["replays"]:
        parts.append(word("playground-replays", count=len(values["replays"])))
    if values["beyond"]:
        parts.append(word("playground-beyond", samples=values["beyond"]))
    return f'<p class="fig-source">{" ".join(parts)}</p>'


def _costs(bits: dict[str, float]) -> dict[str, str]:
    """Return the bits a character with all histories and with the kept ones, and how far they are apart."""
    rows = {"change": abs(bits["kept"] - bits["all"]), "all": bits["all"], "kept": bits["kept"]}
    return {name: word("playground-bits", bits=number(value, 2)) for name, value in rows.items()}


def _table(values: Values) -> Table:
    rows: list[tuple[str, str]] = [
        (word("playground-highest"), str(values["order"])),
        (word("playground-least"), str(values["least"])),
        (word("playground-histories"), integer(values["contexts"]["all"])),
        (word("playground-of-shared"), integer(values["contexts"]["shared"])),
        (word("playground-of-kept"), integer(values["contexts"]["kept"])),
        (word("playground-bytes"), integer(values["bytes"])),
        (word("digest-row"), str(values["digest"])),
    ]
    bits: dict[str, Any] = values["bits"]
    for side, everything, kept in (
        ("training", word("playground-training-all"), word("playground-training-kept")),
        ("held_out", word("playground-unseen-all"), word("playground-unseen-kept")),
    ):
        if measured := bits.get(side):
            rows += [(everything, number(measured["all"], 3)), (kept, number(measured["kept"], 3))]
    return Table((word("playground-of-model"), word("playground-value")), tuple(rows))


FIGURE = Figure(
    "Playground", PlaygroundParams, "playground", draw, decides=("corpus", "order", "least", "kilobytes", "data")
)

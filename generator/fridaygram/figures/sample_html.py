"""A sample as HTML: its receipt in words, the rest of its batch, and what it copies.

Copies need no colour: they are underlined, the longer the heavier, and numbered.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fridaygram.figures.style import integer, long_day, number, percent
from fridaygram.files import digest

Sample = Mapping[str, Any]
SHOWN_DIGITS = 8
Copies = Mapping[str, Any]
STEPS = ((20, "smp-c1", "20 to 39"), (40, "smp-c2", "40 to 79"), (80, "smp-c3", "80 or more"))
"""From how many characters of a match on a character is shaded how, and that in words."""
EXCERPT = 60
WORD_JOINER = "\N{WORD JOINER}"
"""No line ends before it, not even after a space: a copy's number stays with its text (UAX 14, LB11)."""


def text_key(text: str) -> str:
    """Return what a page knows a text by: eight hexadecimal digits of its digest."""
    return digest(text)[:SHOWN_DIGITS]


def ordinal(place: int) -> str:
    """Return 1 -> "1st", 2 -> "2nd", 11 -> "11th"."""
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def disclosure(sample: Sample) -> str:
    """Return what a reader must know of the choice: "3rd of 20, order 8"."""
    order = "no bound of order" if sample.get("order") is None else f"order {sample['order']}"
    return f"{ordinal(sample['index'] + 1)} of {sample['batch']}, {order}"


def command(sample: Sample) -> str:
    """Return the command that writes a sample's batch again."""
    card = sample.get("card")
    song = " - ".join(card["slots"][slot][0] for slot in ("artist", "title")) if card else ""
    if card and sample.get("choices"):
        words = ["fridaygram", "review", sample["corpus"], song]
        words += ["--genres", ",".join(card["tags"])] if card["tags"] else []
        return shlex.join([*words, "--seed", str(sample["seed"]), "--count", str(sample["batch"])])
    words = ["fridaygram", "sample", sample["corpus"]]
    if sample.get("order") is not None:
        words += ["--order", str(sample["order"])]
    words += [
        "--model",
        sample["model"],
        *(["--song", song] if song else []),
        "--seed",
        str(sample["seed"]),
        "--count",
        str(sample["batch"]),
    ]
    words += ["--length", str(sample["limit"])]
    for name, value, usual in settings(sample):
        if value != usual:
            words += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return shlex.join(words)


def settings(sample: Sample) -> list[tuple[str, Any, Any]]:
    """Return how a sample was drawn: options of ``fridaygram sample``, their values, and those without the option.

    A text that the model ended is the same wherever it would have been cut.
    """
    until = "word" if sample.get("ended") else sample.get("until", "character")
    return [
        ("temperature", sample["temperature"], 1),
        ("top-k", sample.get("top_k", 0), 0),
        ("top-p", sample.get("top_p", 1), 1),
        ("until", until, "word"),
        ("first-sentence", sample.get("first_sentence", False), False),
        ("prompt", sample["prompt"], ""),
    ]


def summary_html(sample: Sample, anchor: str = "") -> str:
    """Return the line below a sample: its place in the batch, each setting that is not the default, what it copies.

    It ends with a link to ``anchor``, the sample's own id in the page, where it has one.
    """
    parts = [f"<b>{disclosure(sample)}</b>", escape(sample["model"]), f"seed {sample['seed']}"]
    for name, value, usual in settings(sample)[:3]:
        if value != usual:
            parts.append(f"{name} {number(value, 2)}")
    if copies := sample.get("copies"):
        parts.append(f"{percent(copies['novel'], 1)} novel, longest copy {characters(copies['longest'])}")
    if anchor:
        parts.append(f'<a href="#{anchor}" aria-label="Link to this sample, {disclosure(sample)}">Link</a>')
    return f'<p class="smp-line">{"<span> · </span>".join(parts)}</p>'


def receipt_html(sample: Sample, more: str = "") -> str:
    """Return the whole receipt, one click away, and ``more`` HTML below it."""
    if sample["state"] == "replayed":
        state = (
            "Replayed: the model wrote this text again, byte for byte, when the values of this figure were computed."
        )
    else:
        state = (
            "Recorded: the model was not at hand when the values of this figure were computed; nothing was replayed."
        )
    until = sample.get("until", "character")
    opening = "the first sentence of a training text" if sample.get("first_sentence") else sample["prompt"]
    cut = "" if until == "character" else f", cut after a {until}"
    rows = {
        "Model": f"{sample['model']} of corpus {sample['corpus']}, digest {sample['model_digest'][:SHOWN_DIGITS]}",
        "Corpus": f"digest {sample['corpus_digest'][:SHOWN_DIGITS]}",
        "Order": "no bound" if sample.get("order") is None else str(sample["order"]),
        "Temperature": number(sample["temperature"], 2),
        **{name.capitalize(): number(value, 2) for name, value, usual in settings(sample)[1:3] if value != usual},
        "Seed": str(sample["seed"]),
        "Place in batch": f"{sample['index'] + 1} of {sample['batch']}",
        "Digest of the batch": sample["batch_digest"][:SHOWN_DIGITS],
        "Prompt": opening or "none",
        "Length": f"{sample['limit']:,} characters at most{cut}",
        **({"Sentences": f"{len(sample['choices'])}, of texts of that length"} if sample.get("choices") else {}),
        "Written by": f"Fridaygram {sample['version']}",
    }
    items = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    again = f"the {ordinal(sample['index'] + 1)} text of <code>{escape(command(sample))}</code>"
    return (
        f'<details class="smp-more"><summary>Receipt</summary><dl class="smp-receipt">{items}</dl>'
        f"<p>{state} To have it written again: {again}.</p>{more}</details>"
    )


def batch_html(sample: Sample, texts: list[str]) -> str:
    """Return the texts of a batch that were not chosen, one click away; "" where they are not known."""
    others = [(place, text) for place, text in enumerate(texts) if place != sample["index"]]
    if not others:
        return ""
    items = "".join(f'<li value="{place + 1}"><blockquote>{escape(text)}</blockquote></li>' for place, text in others)
    return (
        f'<details class="smp-more"><summary>The other {len(others)} of this batch</summary>'
        f'<ol class="smp-batch">{items}</ol></details>'
    )


def text_html(text: str, prompt: str, copies: Copies | None, anchor: str = "") -> str:
    """Return a sample's text: its prompt bold, its copies underlined, the number of each after its end.

    With ``anchor``, the sample's id in the page, a number leads to the copy in the list of ``pieces_html``.
    """
    begun = len(prompt) if text.startswith(prompt) else 0
    if copies is None:
        return _piece(text[:begun], "smp-prompt", "b") + escape(text[begun:])
    numbers = {_end(text, piece): place for place, piece in enumerate(copies["pieces"], 1)}
    parts = []
    for start, end, shade in _segments(len(text), begun, copies["covers"], numbers):
        # After a copy's number, the copy's last space would be a line of its own.
        trails = start in numbers and text[start:end].isspace()
        inside = _piece(text[start:end], "" if trails else shade, "mark")
        parts.append(_piece_of_prompt(inside) if end <= begun else inside)
        if end in numbers:
            count = numbers[end]
            link = f'<a href="#{anchor}-{count}" aria-label="end of copy {count}">{count}</a>' if anchor else str(count)
            parts.append(f'<sup class="smp-ref">{WORD_JOINER}{link}</sup>')
    return "".join(parts)


def _end(text: str, piece: Mapping[str, Any]) -> int:
    """Return where a copy's number stands: at its last character that is no space, whose line it never leaves."""
    start: int = piece["start"]
    end: int = start + piece["length"]
    return start + len(text[start:end].rstrip()) if text[start:end].strip() else end


def _segments(
    length: int, begun: int, covers: list[list[int]], numbers: Mapping[int, int]
) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, class) of stretches that look alike; "" is the class of what is no copy."""
    cuts = {begun, length, *numbers}
    shades: dict[int, str] = {}
    place = 0
    for run, cover in covers:
        shades[place] = next((name for least, name, _ in reversed(STEPS) if cover >= least), "")
        cuts.add(place)
        place += run
    shade, start = "", 0
    for cut in sorted(cuts):
        if cut > start:
            yield start, cut, shade
            start = cut
        shade = shades.get(cut, shade)


def _piece(text: str, name: str, tag: str) -> str:
    if not text:
        return ""
    return f'<{tag} class="{name}">{escape(text)}</{tag}>' if name else escape(text)


def _piece_of_prompt(html: str) -> str:
    return f'<b class="smp-prompt">{html}</b>'


def copies_html(text: str, copies: Copies, anchor: str = "") -> str:
    """Return how much of a text is copied, and whose the copies are, one click away.

    Each copy names its place and length, by which the page's script finds those at a character.
    """
    pieces, overlaps = copies["pieces"], copies.get("overlaps", ())
    ids = [f' id="{anchor}-{count}"' if anchor else "" for count in range(1, len(pieces) + 1)]
    listed = "".join(_piece_html(text, piece, name) for name, piece in zip(ids, pieces, strict=True))
    across = "".join(_piece_html(text, piece) for piece in overlaps)
    made, count = copies["count"], len(pieces)
    named = {0: "What it copies", 1: "Its copy, and whose"}.get(count, f"Its {count} copies, and whose")
    return (
        f'<details class="smp-more"><summary>{named}</summary><p>Longest copy: {characters(copies["longest"])}. Novel: '
        f"{percent(copies['novel'], 1)}. Stitched of {integer(made)} piece{'' if made == 1 else 's'}, "
        f"{number(len(text) / max(1, made))} characters each on average.</p>"
        + (f'<ol class="smp-pieces">{listed}</ol>' if listed else "")
        + (f'<p>Underlined too, across the ends of pieces:</p><ul class="smp-pieces">{across}</ul>' if across else "")
        + "</details>"
    )


def _piece_html(text: str, piece: Mapping[str, Any], name: str = "") -> str:
    words = text[piece["start"] : piece["start"] + piece["length"]]
    shown = words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…"
    # A text imported without an address has its place in the file for one, which leads nowhere.
    named = [source for source in piece["sources"] if source["url"].startswith(("https://", "http://"))]
    more = piece["texts"] - len(named)
    if not named:
        whose = f"in {integer(piece['texts'])} review{'' if piece['texts'] == 1 else 's'}"
    else:
        whose = f"from {', '.join(map(_source_html, named))}" + (f" and {integer(more)} more" if more else "")
    place = f'data-from="{piece["start"]}" data-length="{piece["length"]}"'
    return f"<li{name} {place}><q>{escape(' '.join(shown.split()))}</q>, {characters(piece['length'])}, {whose}</li>"


def _source_html(source: Mapping[str, Any]) -> str:
    """Return a text by its title where that is known, with its blog and its day."""
    title, day, blog = source.get("title"), source.get("day"), source["domain"]
    link = f'<a href="{escape(source["url"])}">{escape(title or blog or source["url"])}</a>'
    around = ", ".join(filter(None, (escape(blog) if title else "", long_day(day) if day else "")))
    return f"{link} ({around})" if around else link


def legend_html(baseline: Mapping[str, Any] | None) -> str:
    """Return what the underlines mean, and the same measures of texts that people wrote."""
    marks = ", ".join(f'<mark class="{name}">{words}</mark>' for _, name, words in STEPS)
    said = f"Underlined is what stands letter for letter in the training reviews, in a run of {marks} characters."
    if baseline:
        said += (
            f" Short runs are to be expected. In {integer(baseline['texts'])} reviews by people that the model never "
            f"saw, cut at {characters(baseline['limit'])}, the longest copy has {number(baseline['longest'])} in the "
            f"median and {integer(baseline['most'])} at most; {percent(baseline['novel'], 1)} is novel, and a piece "
            f"has {number(baseline['characters_a_piece'])} characters on average."
        )
    return f'<p class="fig-source">{said} Novel is what lies in no run of {STEPS[0][0]} or more.</p>'


def characters(count: int) -> str:
    """Return "1 character", "20 characters"."""
    return f"{integer(count)} character{'' if count == 1 else 's'}"

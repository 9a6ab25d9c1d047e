"""A sample as HTML: its receipt in words, the rest of its batch, and what it copies.

Copies need no colour: they are underlined, the longer the heavier, and numbered.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise
from typing import Any

from fridaygram.figures.style import integer, number, percent
from fridaygram.files import digest
from fridaygram.languages import capital, long_day, ordinal, word

Sample = Mapping[str, Any]
SHOWN_DIGITS = 8
Copies = Mapping[str, Any]
STEPS = ((20, "smp-c1"), (40, "smp-c2"), (80, "smp-c3"))
"""From how many characters of a match on a character is shaded how."""
_LIMITS = {"character": "sample-limit", "word": "sample-limit-word", "sentence": "sample-limit-sentence"}
EXCERPT = 60
CUT = '<span class="smp-cut"> […]</span>'
"""What stands behind a text that was cut at its greatest length."""
WORD_JOINER = "\N{WORD JOINER}"
"""No line ends before it, not even after a space: a copy's number stays with its text (UAX 14, LB11)."""


def text_key(text: str) -> str:
    """Return what a page knows a text by: eight hexadecimal digits of its digest."""
    return digest(text)[:SHOWN_DIGITS]


def disclosure(sample: Sample) -> str:
    """Return what a reader must know of the choice: "3rd of 20, order 8"."""
    place, order = ordinal(sample["index"] + 1), sample.get("order")
    if order is None:
        return word("sample-chosen-unbound", place=place, batch=sample["batch"])
    return word("sample-chosen", place=place, batch=sample["batch"], order=order)


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
    words += ["--model", sample["model"], *(["--song", song] if song else [])]
    words += ["--seed", str(sample["seed"]), "--count", str(sample["batch"]), "--length", str(sample["limit"])]
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
    chosen = disclosure(sample)
    parts = [f"<b>{chosen}</b>", escape(sample["model"]), word("sample-seed", seed=sample["seed"])]
    for name, value, usual in settings(sample)[:3]:
        if value != usual:
            shown = number(value, 2)
            parts.append(word("sample-temperature", value=shown) if name == "temperature" else f"{name} {shown}")
    if copies := sample.get("copies"):
        parts.append(word("sample-measured", novel=percent(copies["novel"], 1), longest=characters(copies["longest"])))
    if anchor:
        label = word("sample-link-to", chosen=chosen)
        parts.append(f'<a href="#{anchor}" aria-label="{label}">{word("sample-link")}</a>')
    return f'<p class="smp-line">{"<span> · </span>".join(parts)}</p>'


def receipt_html(sample: Sample, more: str = "") -> str:
    """Return the whole receipt, one click away, and ``more`` HTML below it."""
    state = word("sample-replayed") if sample["state"] == "replayed" else word("sample-recorded")
    items = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in _receipt(sample))
    called = f"<code>{escape(command(sample))}</code>"
    again = word("sample-again", place=ordinal(sample["index"] + 1), command=called)
    return (
        f'<details class="smp-more"><summary>{word("sample-receipt")}</summary><dl class="smp-receipt">{items}</dl>'
        f"<p>{state} {again}</p>{more}</details>"
    )


def _receipt(sample: Sample) -> Iterator[tuple[str, str]]:
    """Yield the rows of a receipt: names and texts."""
    digests = {name: sample[name][:SHOWN_DIGITS] for name in ("model_digest", "corpus_digest", "batch_digest")}
    names = {"model": sample["model"], "corpus": sample["corpus"]}
    yield word("sample-model"), word("sample-model-of", **names, digest=digests["model_digest"])
    yield word("corpus"), word("digest", digest=digests["corpus_digest"])
    order = sample.get("order")
    yield word("playground-order"), word("sample-unbound") if order is None else str(order)
    yield word("playground-temperature"), number(sample["temperature"], 2)
    for name, value, usual in settings(sample)[1:3]:
        if value != usual:
            yield capital(name), number(value, 2)
    yield word("playground-seed"), str(sample["seed"])
    yield word("sample-place"), word("sample-place-of", place=sample["index"] + 1, batch=sample["batch"])
    yield word("sample-batch-digest"), digests["batch_digest"]
    opening = word("sample-opening") if sample.get("first_sentence") else sample["prompt"]
    yield word("sample-prompt"), opening or word("none")
    yield word("sample-length"), word(_LIMITS[sample.get("until", "character")], limit=integer(sample["limit"]))
    if choices := sample.get("choices"):
        yield word("sample-sentences"), word("sample-sentences-of", sentences=len(choices))
    yield word("sample-written-by"), f"Fridaygram {sample['version']}"


def batch_html(sample: Sample, texts: list[str]) -> str:
    """Return the texts of a batch that were not chosen, one click away; "" where they are not known."""
    others = [(place, text) for place, text in enumerate(texts) if place != sample["index"]]
    if not others:
        return ""
    items = "".join(f'<li value="{place + 1}"><blockquote>{escape(text)}</blockquote></li>' for place, text in others)
    return (
        f'<details class="smp-more"><summary>{word("sample-others", others=len(others))}</summary>'
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
        parts.append(f'<b class="smp-prompt">{inside}</b>' if end <= begun else inside)
        if end in numbers:
            count = numbers[end]
            named = word("sample-end-of-copy", number=count)
            link = f'<a href="#{anchor}-{count}" aria-label="{named}">{count}</a>' if anchor else str(count)
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
        shades[place] = next((name for least, name in reversed(STEPS) if cover >= least), "")
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


def copies_html(text: str, copies: Copies, anchor: str = "") -> str:
    """Return how much of a text is copied, and whose the copies are, one click away.

    Each copy names its place and length, by which the page's script finds those at a character.
    """
    pieces, overlaps = copies["pieces"], copies.get("overlaps", ())
    ids = [f' id="{anchor}-{count}"' if anchor else "" for count in range(1, len(pieces) + 1)]
    listed = "".join(_piece_html(text, piece, name) for name, piece in zip(ids, pieces, strict=True))
    across = "".join(_piece_html(text, piece) for piece in overlaps)
    made = copies["count"]
    named = word("sample-copies", count=len(pieces)) if pieces else word("sample-no-copies")
    told = word(
        "sample-stitched",
        longest=characters(copies["longest"]),
        novel=percent(copies["novel"], 1),
        pieces=word("some-pieces", count=made),
        average=number(len(text) / max(1, made)),
    )
    return (
        f'<details class="smp-more"><summary>{named}</summary><p>{told}</p>'
        + (f'<ol class="smp-pieces">{listed}</ol>' if listed else "")
        + (f'<p>{word("sample-across")}</p><ul class="smp-pieces">{across}</ul>' if across else "")
        + "</details>"
    )


def _piece_html(text: str, piece: Mapping[str, Any], name: str = "") -> str:
    copied = text[piece["start"] : piece["start"] + piece["length"]]
    shown = copied if len(copied) <= EXCERPT else copied[: EXCERPT - 1].rstrip() + "…"
    # A text imported without an address has its place in the file for one, which leads nowhere.
    named = [source for source in piece["sources"] if source["url"].startswith(("https://", "http://"))]
    more, comma = piece["texts"] - len(named), word("comma")
    sources = comma.join(map(_source_html, named))
    if not named:
        whose = word("sample-in-reviews", count=piece["texts"])
    elif more:
        whose = word("sample-from-more", sources=sources, more=integer(more))
    else:
        whose = word("sample-from-sources", sources=sources)
    place = f'data-from="{piece["start"]}" data-length="{piece["length"]}"'
    quote = f"<q>{escape(' '.join(shown.split()))}</q>"
    return f"<li{name} {place}>{comma.join((quote, characters(piece['length']), whose))}</li>"


def _source_html(source: Mapping[str, Any]) -> str:
    """Return a text by its title where that is known, with its blog and its day."""
    title, day, blog = source.get("title"), source.get("day"), source["domain"]
    link = f'<a href="{escape(source["url"])}">{escape(title or blog or source["url"])}</a>'
    around = word("comma").join(filter(None, (escape(blog) if title else "", long_day(day) if day else "")))
    return f"{link} ({around})" if around else link


def legend_html(baseline: Mapping[str, Any] | None) -> str:
    """Return what the underlines mean, and the same measures of texts that people wrote."""
    spans = [word("span", first=least, last=after - 1) for (least, _), (after, _) in pairwise(STEPS)]
    spans.append(word("or-more", least=STEPS[-1][0]))
    marks = [f'<mark class="{name}">{span}</mark>' for (_, name), span in zip(STEPS, spans, strict=True)]
    said = [word("sample-legend", marks=word("comma").join(marks))]
    if baseline:
        said.append(
            word(
                "sample-people",
                texts=integer(baseline["texts"]),
                limit=characters(baseline["limit"]),
                longest=number(baseline["longest"]),
                most=integer(baseline["most"]),
                novel=percent(baseline["novel"], 1),
                average=number(baseline["characters_a_piece"]),
            )
        )
    said.append(word("sample-what-novel", least=STEPS[0][0]))
    return f'<p class="fig-source">{" ".join(said)}</p>'


def characters(count: int) -> str:
    """Return "1 character", "20 characters"."""
    return word("some-characters", count=count)

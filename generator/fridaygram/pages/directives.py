"""Directives: figures in fenced blocks and values inside sentences, which a build computes.

    ```figure funnel
    corpus: demo
    caption: From songs to reviews.
    ```

    ```prediction
    claim: demo.reviews > 500
    by: 2018-06-22
    ```

    The corpus has {{ demo.reviews }} reviews, {{ demo.mean_words | 1 }} words each. {{ assert demo.reviews > 400 }}

Both are left alone in code; ``\\{{`` writes two braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.config import line_of
from fridaygram.errors import ContentError, UsageError
from fridaygram.languages import long_day, marks, percent, word
from fridaygram.pages import frontmatter
from fridaygram.pages.claims import Claim, parse_claim
from fridaygram.pages.markup.lines import code_blocks, code_in, content
from fridaygram.pages.markup.marks import captioned_lines

if TYPE_CHECKING:
    from fridaygram.figures.base import Figure

Scalar = int | float | str | bool

PREDICTION = "prediction"
"""The kind of figure that has a fence of its own, and no number."""
FORMATS = "raw, round, percent or a number of decimals (0 to 9)"
_VALUE = re.compile(r"(\\?)\{\{(.*?)\}\}")
_ASSERTION = re.compile(r"\s*assert\s+(.*)")
_UNCLOSED = re.compile(r"(?<!\\)\{\{\s*(?:assert\s+)?[A-Za-z_][\w-]*\.[\w.-]+")
# A name in the text, written as a value, but for its end; in formulas no space follows the braces.
_OPEN_NAME = re.compile(
    r"(?<!\\)\{\{(?:[ \t]+|(?=[\w-]+(?:[ \t]|$)))([A-Za-z_][\w-]+)([ \t]*\|[ \t]*(?:raw|round|percent|[0-9])\b)?",
    re.MULTILINE,
)
_FIRST_WORD = re.compile(r"[{.]?([A-Za-z]+)(?=[\s}:]|$)[\s}:]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEAR = 0.8  # of 1 in difflib's measure
_EXPRESSION = re.compile(r"\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*(?:\|\s*(raw|round|percent|[0-9])\s*)?")
_LITERAL = re.compile(
    # Alternatives that begin with a literal sign are found fastest, so the look back stands behind the sign.
    r"<!--.*?-->|<(pre|code|script|style|textarea)\b.*?</\1>|"
    r"`(?<![\\`]`)(`*)(?!`)(?:(?!\n[ ]*\n).)+?(?<!`)`\2(?!`)",
    re.DOTALL | re.IGNORECASE,
)


class FigureDirective(msgspec.Struct, frozen=True):
    """A figure that a text asks for.

    ``key`` names it in results.json and is its id in the page: the parameter ``id``, else the kind, numbered
    from the second of a kind on. ``line`` is the fence's line in ``file``; ``first`` and ``last`` are its
    0-based lines in the body; ``places`` maps parameters to their lines. ``number`` counts the figures of the
    body from 1, pictures with a caption among them; 0 is that of a prediction.
    """

    kind: str
    key: str
    params: dict[str, Any]
    file: str
    line: int
    first: int
    last: int
    prefix: str = ""
    places: dict[str, int] = {}
    number: int = 0

    def line_of(self, param: str) -> int:
        """Return the line of a parameter, the fence's where it is not given."""
        return self.places.get(param, self.line)


class InlineValue(msgspec.Struct, frozen=True):
    """A value inside a sentence: its dotted ``name``, its ``format``, and where it stands in the body.

    An assertion has a ``claim`` that must hold, and shows nothing.
    """

    name: str
    format: str
    file: str
    line: int
    start: int
    end: int
    claim: Claim | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The values that it needs."""
        return self.claim.names if self.claim else (self.name,)


def scan(body: str, file: str, body_line: int) -> tuple[tuple[FigureDirective, ...], tuple[InlineValue, ...]]:
    """Find the figures and inline values of a body whose first line is ``body_line`` of ``file``.

    Raises ContentError for a directive that cannot be read, and for two figures with one id.
    """
    has_values, has_fences = "{{" in body, "figure" in body or PREDICTION in body
    if not has_values and not has_fences:
        return (), ()
    figures = tuple(_numbered(body, list(_figures(body, file, body_line)))) if has_fences else ()
    values = tuple(_values(body, file, body_line)) if has_values else ()
    return figures, values


def near_misses(body: str, file: str, body_line: int) -> tuple[str, ...]:
    """Return a remark on each fence that is nearly a figure, and on each value without its end.

    Both are shown as they are written. Other code and other braces get no remark.
    """
    remarks = []
    for block in code_in(body) if "```" in body or "~~~" in body else ():
        meant = _meant(block.info) if block.kind == "fenced" else ""
        if meant:
            shown = f"'```{block.info}' is shown as code; did you mean '```{meant}'?"
            remarks.append(f"{file}:{body_line + block.first}: {shown}")
    if "{{" in body:
        prose = _VALUE.sub(lambda value: " " * len(value[0]), prose_of(body))
        for found in _OPEN_NAME.finditer(prose):
            form = f" | {found[2].strip(' |')}" if found[2] else ""
            hint = f"write '{{{{ {found[1]}{form} }}}}', or '\\{{{{' for two braces"
            line = body_line + prose.count("\n", 0, found.start())
            remarks.append(f"{file}:{line}: '{found[0]}' has no end and is shown as text; {hint}")
    return tuple(remarks)


def _meant(info: str) -> str:
    """Return the info of the block that a fence's info nearly is, "" where it is one or means something else."""
    found = _FIRST_WORD.match(info)
    if found is None or info.partition(" ")[0] in ("figure", PREDICTION):
        return ""
    word = found[1].lower()
    for meant in ("figure", PREDICTION):
        if len(set(word) & set(meant)) >= 4:
            import difflib

            if difflib.SequenceMatcher(None, word, meant).ratio() > _NEAR:
                return meant if meant == PREDICTION else f"figure {info[found.end() :].strip() or 'KIND'}"
    return ""


def load_figure(directive: FigureDirective) -> Figure:
    """Return the kind of figure that a directive names.

    Raises ContentError, with the nearest kind, where there is none of that name.
    """
    from fridaygram.figures.draw import load

    try:
        return load(directive.kind)
    except UsageError as error:
        raise ContentError(error.message, file=directive.file, line=directive.line, hint=error.hint) from None


def figure_params(directive: FigureDirective, schema: type[Any]) -> Any:
    """Return a directive's parameters as the kind's ``schema`` struct.

    Raises ContentError at the parameter's own line, with the nearest known name for an unknown one.
    """
    what = f"figure {directive.kind}"
    try:
        return frontmatter.check(directive.params, schema, "", directive.file, directive.line, what=what)
    except ContentError as error:
        for name, line in directive.places.items():
            if f"'{name}'" in error.message or f": {name}: " in error.message:
                error.line = line
        raise


def format_value(value: Scalar, style: str = "") -> str:
    """Return a value as text for a sentence.

    Without a style, whole numbers get thousands separators, others three significant digits. ``round`` and
    a digit give that many decimals, ``percent`` turns a share (0.25) into "25%", ``raw`` changes nothing. A day in
    ISO 8601 (2018-06-08) is written as in a sentence: 8 June 2018.
    """
    if isinstance(value, bool):
        return word("yes" if value else "no")
    if style == "raw" or isinstance(value, str):
        with suppress(ValueError):  # what only looks like a day stays as it is
            return long_day(str(value)) if not style and _DAY.fullmatch(str(value)) else str(value)
        return str(value)
    if style == "round":
        return marks(f"{value:,.0f}")
    if style.isdigit():
        return marks(f"{value:,.{int(style)}f}")
    if style == "percent":
        return percent(marks(f"{100 * value:,.1f}".removesuffix(".0")))
    if isinstance(value, int):
        return marks(f"{value:,}")
    size = abs(value)
    return marks(f"{value:,.{2 if size < 10 else 1 if size < 100 else 0}f}")


def _figures(body: str, file: str, body_line: int) -> Iterator[FigureDirective]:
    lines = body.split("\n")
    keys: dict[str, int] = {}
    for block in code_blocks(lines):
        word, _, kind = block.info.partition(" ")
        if block.kind != "fenced" or word not in ("figure", PREDICTION):
            continue
        line = body_line + block.first
        kind = kind.strip() or word.removeprefix("figure")
        if not re.fullmatch(r"[a-z][a-z0-9-]*", kind):
            problem = f"'figure {kind}' names no kind of figure"
            raise ContentError(problem, file=file, line=line, hint="as in 'figure funnel'")
        if not block.closed:
            raise ContentError(f"figure {kind} has no end", file=file, line=line, hint="close it with ```")
        text = "\n".join(content(lines, block))
        syntax = "toml" if re.match(r"\s*(?:#.*\n\s*)*[\w-]+\s*=", text) else "yaml"
        params = frontmatter.load_mapping(text, syntax, file, line + 1, what=f"figure {kind}")
        frontmatter.refuse_unreadable(params, text, file, line + 1, what=f"figure {kind}")
        places = {name: line + (line_of(text, name) or 0) for name in params}
        for name in ("caption", "alt"):
            if any(not value[1] for value in _VALUE.finditer(prose_of(str(params.get(name, ""))))):
                problem = f"figure {kind}: no value can stand in {name}"
                raise ContentError(problem, file=file, line=places[name], hint="write it in the text around the figure")
        key = _key(kind, params, keys, file, places.get("id", line))
        keys[key] = line
        yield FigureDirective(kind, key, params, file, line, block.first, block.last, block.prefix, places)


def _numbered(body: str, figures: list[FigureDirective]) -> Iterator[FigureDirective]:
    captioned = captioned_lines(prose_of(body)) if figures and "![" in body else []
    place = 0
    for figure in figures:
        before = sum(line < figure.first for line in captioned)
        counts = figure.kind != PREDICTION
        place += counts
        yield msgspec.structs.replace(figure, number=place + before if counts else 0)


def _key(kind: str, params: dict[str, Any], keys: dict[str, int], file: str, line: int) -> str:
    given = params.get("id")
    if given is None:
        number = 1
        while (key := kind if number == 1 else f"{kind}-{number}") in keys:
            number += 1
        return key
    if not isinstance(given, str) or not re.fullmatch(r"[a-z][a-z0-9-]*", given):
        hint = "lower-case letters, digits and hyphens, starting with a letter"
        raise ContentError(f"figure {kind}: the id '{given}' cannot be used", file=file, line=line, hint=hint)
    if given in keys:
        hint = f"the other is on line {keys[given]}"
        raise ContentError(f"two figures with the id '{given}'", file=file, line=line, hint=hint)
    return given


def _values(body: str, file: str, body_line: int) -> Iterator[InlineValue]:
    prose = prose_of(body)
    if unclosed := _UNCLOSED.search(_VALUE.sub(lambda value: " " * len(value[0]), prose)):
        line = body_line + body.count("\n", 0, unclosed.start())
        raise ContentError(
            f"the value '{unclosed[0]}' has no end",
            file=file,
            line=line,
            hint="close it with }}; \\{{ shows two braces",
        )
    for match in _VALUE.finditer(prose):
        if match[1]:
            continue
        line = body_line + body.count("\n", 0, match.start())
        if assertion := _ASSERTION.fullmatch(match[2]):
            try:
                claim = parse_claim(assertion[1])
            except ContentError as error:
                raise error.at(file, line) from None
            yield InlineValue(str(claim), "", file, line, match.start(), match.end(), claim)
            continue
        expression = _EXPRESSION.fullmatch(match[2])
        if expression is None:
            hint = f"write {{{{ name }}}} or {{{{ name | format }}}} with {FORMATS}; \\{{{{ shows two braces"
            raise ContentError(f"cannot read the value '{match[0]}'", file=file, line=line, hint=hint)
        yield InlineValue(expression[1], expression[2] or "", file, line, match.start(), match.end())


def prose_of(body: str) -> str:
    """Return a body with all its code blanked out, so that positions and lines stay."""
    kept = body.split("\n")
    for block in code_in(body):
        for number in range(block.first, block.last + 1):
            kept[number] = " " * len(kept[number])
    text = "\n".join(kept)
    if "<" not in text and "`" not in text:
        return text
    return _LITERAL.sub(lambda match: "\n".join(" " * len(line) for line in match[0].split("\n")), text)

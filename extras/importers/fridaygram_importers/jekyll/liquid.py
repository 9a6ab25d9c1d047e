"""Evaluates the Liquid in a post with python-liquid. What only Jekyll knows is reported with its line.

Each piece of text goes into the output behind a mark with the line that it came from. At the end the marks become the
lines of the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TextIO, cast

from liquid import BoundTemplate, Environment, Mode, RenderContext, Token, TokenStream
from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode, Literal
from liquid.builtin.expressions import FilteredExpression, tokenize
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.capture_tag import CaptureNode, CaptureTag
from liquid.builtin.tags.comment_tag import CommentNode, CommentTag
from liquid.builtin.tags.for_tag import ForNode, ForTag
from liquid.exceptions import LiquidError
from liquid.parser import get_parser
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_ILLEGAL, TOKEN_TAG
from liquid.undefined import Undefined

from fridaygram_importers.jekyll.filters import FILTERS, UNKNOWN, Unknown, text_of
from fridaygram_importers.report import BlogReport, Kind
from fridaygram_importers.text.traced import Traced

_MARK = re.compile("\0(\\d+)\0")
_LEADING = re.compile("(?:\0(\\d+)\0)+")
_UNREAD = "\ue000"
"""Stands for the opening brace of Liquid that cannot be read, so that it is text."""
_PIECE = re.compile(
    r"\{%-?\s*(?:raw\s*-?%\}.*?\{%-?\s*endraw|comment\b.*?-?%\}.*?\{%-?\s*endcomment|(?P<name>\w+)(?P<rest>.*?))\s*-?%\}",
    re.DOTALL,
)
_NAMED = re.compile(r"([\w-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+)")
_BLOCKS = frozenset(("if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "highlight"))
_BRANCHES = frozenset(("else", "elsif", "when"))
_DEEPEST_INCLUDE = 12
_MOST_REPAIRS = 100
_FAILURES = (LiquidError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


@dataclass
class TagUse:
    """A use of a tag that Liquid itself does not have: ``text`` stands behind its name, ``source`` is all of it.

    ``block`` is what it encloses, None for a tag without an end. ``buffer`` is the output so far.
    """

    liquid: Liquid
    context: RenderContext
    buffer: TextIO
    name: str
    text: str
    line: int
    source: str
    block: BlockNode | None

    def inner(self, template: str, **names: Any) -> str:
        """Return a template within this one, such as an include, evaluated; all of it counts as on this line."""
        with self.context.extend(names):
            return self.liquid.inner(template, self)

    def content(self) -> str:
        """Return what the tag encloses, evaluated."""
        inside = self.context.get_buffer()
        if self.block is not None:
            self.block.render(self.context, inside)
        return _unmarked(inside.getvalue())

    def by_line(self, rows: Iterable[str]) -> str:
        """Return rows as text that goes on line by line from the tag's own."""
        return "\n".join(f"\0{number}\0{row}" for number, row in enumerate(rows, self.line))

    def before(self) -> str:
        """Return what stands in front of the tag on its line."""
        return _unmarked(getattr(self.buffer, "getvalue", str)()).rpartition("\n")[2]

    def named(self, text: str) -> dict[str, Any]:
        """Return the ``name=value`` pairs in a text."""
        return {found[1]: self._value(found[2]) for found in _NAMED.finditer(text)}

    def _value(self, word: str) -> Any:
        token = Token(TOKEN_EXPRESSION, word, 0, word)
        try:
            return FilteredExpression.parse(self.liquid, TokenStream(tokenize(word, token))).evaluate(self.context)
        except LiquidError:
            return None

    def note(self, kind: Kind, message: str, text: str | None = None) -> None:
        """Put something about this tag into the report."""
        self.liquid.report.note(kind, self.liquid.file, self.line, message, self.source if text is None else text)


TagFunction = Callable[[TagUse], "str | None"]


class _Context(RenderContext):
    """Lets values through filters that are not known, and reports it."""

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        if name not in self.env.filters:
            liquid = _of(self.env)
            problem = f"the Liquid filter '{name}' is not known here"
            liquid.report.note("changed", liquid.file, liquid.line(token), problem, liquid.source(token))
            return lambda value, *args, **named: value
        return super().filter(name, token)


class _Template(BoundTemplate):
    context_class = _Context


class Liquid(Environment):
    """The evaluation of one file's Liquid. ``tags`` are those that Liquid itself does not have."""

    template_class = _Template
    context_depth_limit = 100
    loop_iteration_limit = 10_000
    output_stream_limit = 10_000_000
    local_namespace_limit = 10_000_000

    def __init__(
        self, scope: Mapping[str, Any], tags: Mapping[str, TagFunction], file: str, report: BlogReport
    ) -> None:
        super().__init__(globals=scope)
        self.file = file
        self.report = report
        self.uses = tags
        self.texts: list[_TextNode] = []
        self._first = 1
        self._depth, self._around = 0, 1
        for tag in (_TextTag, _OutputTag, _CommentTag, _CaptureTag, _ForTag):
            self.add_tag(tag)
        for name in (*tags, TOKEN_ILLEGAL):
            self.tags[name] = _UseTag(self)
        for name, function in FILTERS.items():
            self.add_filter(name, function)

    def add_filter(self, name: str, func: Callable[..., Any]) -> None:
        """Add a filter that keeps what is not known so, and fails on nothing."""
        super().add_filter(name, _guarded(name, func))

    def run(self, body: Traced) -> Traced:
        """Return a body with its Liquid evaluated."""
        if "{%" not in body.text and "{{" not in body.text:
            return body
        self._first = body.lines[0]
        text = self._parsed(body.text.replace("\0", "")).render().replace(_UNREAD, "{")
        for node in self.texts:
            if not node.shown and node.line and node.text.strip():
                self.report.note("told", self.file, node.line, "left out, as its condition does not hold", node.text)
        return _traced(text, body.lines[0], body.lines[-1])

    def inner(self, template: str, use: TagUse) -> str:
        """Return a template evaluated with what is known at a tag."""
        if self._depth >= _DEEPEST_INCLUDE:
            use.note("lost", "includes within includes without end", template[:200])
            return ""
        outer, self._around = self._around, use.line
        self._depth += 1
        try:
            made = use.context.get_buffer()
            self._parsed(template).render_with_context(use.context, made, partial=True)
            return _unmarked(made.getvalue())
        finally:
            self._depth -= 1
            self._around = outer

    def line(self, token: Token | None) -> int:
        """Return the source line of a token; all of an include is on the line of its tag."""
        if self._depth or token is None or token.start_index < 0:
            return self._around if self._depth else self._first
        return self._first + token.source.count("\n", 0, token.start_index)

    def source(self, token: Token | None) -> str:
        """Return the whole tag or output that a token stands in, as it was written."""
        if token is None or token.start_index < 0:
            return ""
        first = _opening(token.source, token.start_index)
        mark = "%}" if token.source.startswith("{%", first) else "}}"
        last = token.source.find(mark, first)
        return token.source[max(first, 0) : last + 2 if last >= 0 else None]

    def error(self, exc: Any, msg: str | None = None, token: Token | None = None) -> None:
        """Raise an error of syntax; report an error of evaluation."""
        if self.mode == Mode.STRICT:
            super().error(exc, msg, token)
        elif isinstance(exc, LiquidError):
            told = f"Liquid that cannot be evaluated ({exc.message}); left out"
            self.report.note("lost", self.file, self.line(token or exc.token), told, self.source(token or exc.token))

    def _parsed(self, source: str) -> BoundTemplate:
        """Parse a template. What cannot be read becomes text, and is reported."""
        known = len(self.texts)
        for _ in range(_MOST_REPAIRS):
            del self.texts[known:]
            source, ends = self._balanced(source)
            self.mode = Mode.STRICT
            try:
                return self.from_string(source + ends)
            except LiquidError as error:
                token = error.token
                place = _opening(source, token.start_index) if token and token.start_index >= 0 else -1
                if token is None or not 0 <= place < len(source):
                    break
                told = f"Liquid that cannot be read ({error.message}): shown as text"
                self.report.note("changed", self.file, self.line(token), told, self.source(token))
                source = f"{source[:place]}{_UNREAD}{source[place + 1 :]}"
            finally:
                self.mode = Mode.LAX
        self.report.note(
            "changed", self.file, self._around if self._depth else self._first, "Liquid that cannot be read"
        )
        del self.texts[known:]
        return self.from_string(source.replace("{{", f"{_UNREAD}{{").replace("{%", f"{_UNREAD}%"))

    def _balanced(self, source: str) -> tuple[str, str]:
        """Return a template without ends that have no beginning, and the ends that it lacks."""
        blocks = _BLOCKS | {found["name"][3:] for found in _PIECE.finditer(source) if _is_end(found["name"])}
        opened: list[str] = []
        pieces, done = [], 0
        for found in _PIECE.finditer(source):
            name = found["name"] or ""
            if name in blocks:
                opened.append(name)
            elif _is_end(name) and opened[-1:] == [name[3:]]:
                opened.pop()
            elif _is_end(name):
                line = self._around if self._depth else self._first + source.count("\n", 0, found.start())
                self.report.note("changed", self.file, line, f"a Liquid '{name}' without a beginning", found[0])
                pieces += [source[done : found.start()], "\n" * found[0].count("\n")]
                done = found.end()
        return "".join([*pieces, source[done:]]), "".join(f"{{% end{name} %}}" for name in reversed(opened))


def _of(environment: Environment) -> Liquid:
    return cast("Liquid", environment)


def _is_end(name: str | None) -> bool:
    return bool(name) and str(name).startswith("end") and len(str(name)) > 3


def _opening(source: str, position: int) -> int:
    return max(source.rfind("{%", 0, position + 2), source.rfind("{{", 0, position + 2))


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def guarded(value: Any, *args: Any, **named: Any) -> Any:
        if name != "default" and any(isinstance(one, Unknown) for one in (value, *args)):
            return UNKNOWN
        try:
            return function(value, *args, **named)
        except _FAILURES:
            return UNKNOWN

    return guarded


def _unmarked(text: str) -> str:
    return _MARK.sub("", text)


def _traced(marked: str, first: int, last: int) -> Traced:
    """Return a text with marks as one with lines. A line without a mark at its start goes on with the last mark."""
    lines, current = [], first
    for row in marked.split("\n"):
        # Empty pieces leave marks, too: the last mark at the start of a line belongs to what is shown.
        leading = _LEADING.match(row)
        lines.append(min(int(leading[1]) if leading else current, last))
        numbers = _MARK.findall(row)
        current = int(numbers[-1]) if numbers else current
    return Traced(_unmarked(marked), lines)


class _TextNode(ContentNode):
    """Text that knows its line, 0 within an include, and whether it was shown."""

    __slots__ = ("line", "shown")

    def __init__(self, token: Token, text: str, line: int = 0) -> None:
        super().__init__(token, text)
        self.line = line
        self.shown = False

    def render_to_output(self, _: RenderContext, buffer: TextIO) -> int:
        self.shown = True
        if not self.line:
            return buffer.write(self.text)
        rows = enumerate(self.text.split("\n"), self.line)
        return buffer.write("\n".join(f"\0{number}\0{row}" for number, row in rows))


class _TextTag(Literal):
    def parse(self, stream: TokenStream) -> ContentNode:
        token, liquid = stream.current, _of(self.env)
        plain = super().parse(stream)
        # The token begins before white space that is stripped, and before a tag `raw`.
        start = max(token.source.find(plain.text, token.start_index), 0)
        place = Token(token.kind, token.value, start, token.source)
        node = _TextNode(token, plain.text, 0 if liquid._depth else liquid.line(place))
        liquid.texts.append(node)
        return node


class _OutputNode(OutputNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        liquid, written = _of(context.env), self.token.value.strip("{}-").strip()
        try:
            value = self.expression.evaluate(context)
        except _FAILURES:
            value = UNKNOWN
        line = liquid.line(self.token)
        # Includes often use parameters that are not given.
        missing = value is None or (isinstance(value, Undefined) and not isinstance(value, Unknown))
        if isinstance(value, Unknown) or (missing and not written.startswith("include.")):
            liquid.report.note("lost", liquid.file, line, f"'{written}' has no value here; left out", self.token.value)
        return buffer.write(f"\0{line}\0{text_of(value)}")


class _OutputTag(Output):
    node_class = _OutputNode


class _CommentNode(CommentNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        liquid = _of(context.env)
        liquid.report.note("told", liquid.file, liquid.line(self.token), "a Liquid comment left out", self.text or "")
        return 0


class _CommentTag(CommentTag):
    node_class = _CommentNode


class _CaptureNode(CaptureNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        inside = context.get_buffer()
        self.block.render(context, inside)
        context.assign(self.name, _unmarked(inside.getvalue()))
        return 0


class _CaptureTag(CaptureTag):
    node_class = _CaptureNode


class _ForNode(ForNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if not isinstance(self.expression.iterable.evaluate(context), Unknown):
            return super().render_to_output(context, buffer)
        liquid = _of(context.env)
        told = "a list that a template made; it is left out"
        liquid.report.note("lost", liquid.file, liquid.line(self.token), told, _unmarked(str(self)))
        _count_as_shown(self, context)
        return 0


class _ForTag(ForTag):
    node_class = _ForNode


def _count_as_shown(node: Node, context: RenderContext) -> None:
    for child in node.children(context):
        if isinstance(child, _TextNode):
            child.shown = True
        _count_as_shown(child, context)


class _UseNode(Node):
    """A use of one of Jekyll's own tags, or of one that is not known."""

    __slots__ = ("block", "text")

    def __init__(self, token: Token, text: str, block: BlockNode | None) -> None:
        super().__init__(token)
        self.text, self.block, self.blank = text, block, False

    def __str__(self) -> str:
        name = self.token.value
        return f"{{% {name} {self.text} %}}" + (f"{self.block}{{% end{name} %}}" if self.block else "")

    def children(self, static_context: RenderContext, *, include_partials: bool = True) -> list[Node]:
        return [] if self.block is None else [self.block]

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        liquid, name = _of(context.env), self.token.value
        source = liquid.source(self.token)
        use = TagUse(liquid, context, buffer, name, self.text, liquid.line(self.token), source, self.block)
        if name in _BRANCHES:
            use.note("changed", f"a Liquid '{name}' without a beginning")
            return 0
        function = liquid.uses.get(name)
        made = function(use) if function else None
        if made is not None:
            return buffer.write(f"\0{use.line}\0{made}") if made else 0
        use.note("lost", f"the Liquid tag '{name}' is not known here", str(self))
        comment = re.sub(r"--+", "-", source).replace(">", "&gt;")
        buffer.write(f"\0{use.line}\0<!-- {comment} -->")
        return self.block.render(context, buffer) if self.block else 0


class _UseTag(Tag):
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token = stream.expect(TOKEN_TAG)
        text = ""
        if stream.peek.kind == TOKEN_EXPRESSION:
            text = stream.next() and stream.current.value
        end = f"end{token.value}"
        if not any(other.kind == TOKEN_TAG and other.value == end for other in stream.tokens[stream.pos :]):
            return _UseNode(token, text, None)
        stream.next()
        return _UseNode(token, text, get_parser(self.env).parse_block(stream, (end,)))

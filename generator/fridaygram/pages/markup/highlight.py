"""Code with coloured syntax: Pygments finds the tokens, style sheets colour their short class names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from html import escape
from typing import Any

import msgspec

_OPTION = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s}]+))""")


class CodeOptions(msgspec.Struct, frozen=True):
    """What stands behind a fence: language, title, the marked lines, and the first line's number (0: none)."""

    language: str = ""
    title: str = ""
    marked: frozenset[int] = frozenset()
    first_number: int = 0


def code_options(info: str) -> CodeOptions:
    """Read a fence's info: ``python title="app.py" hl_lines="2 4-5" linenums="1"``, in braces or not."""
    options = {match[1]: match[2] or match[3] or match[4] or "" for match in _OPTION.finditer(info)}
    words = _OPTION.sub(" ", info).strip("{} ").split()
    language = words[0].lstrip(".").lower() if words and not words[0].startswith("#") else ""
    number = options.get("linenums", "")
    return CodeOptions(
        language=language,
        title=options.get("title", ""),
        marked=frozenset(_numbers(options.get("hl_lines", ""))),
        first_number=int(number) if number.isdigit() else 0,
    )


@lru_cache(maxsize=1024)  # a preview converts a post over and over, and its code seldom changes
def code_html(code: str, options: CodeOptions) -> str:
    """Return a code block as HTML; it can be focused, so that a keyboard can scroll it."""
    lines = _token_lines(code, options.language)
    if options.marked or options.first_number:
        body = "".join(_line_html(line, number in options.marked) for number, line in enumerate(lines, 1))
    else:
        body = "\n".join(lines) + "\n" if code else ""
    language = f' class="language-{escape(options.language)}"' if options.language else ""
    numbered = f' style="--first-line: {options.first_number - 1}"' if options.first_number else ""
    classes = "code numbered" if options.first_number else "code"
    title = f'<p class="code-title">{escape(options.title)}</p>' if options.title else ""
    return f'<div class="{classes}"{numbered}>{title}<pre tabindex="0"><code{language}>{body}</code></pre></div>'


def _line_html(line: str, marked: bool) -> str:
    return f'<span class="{"line marked" if marked else "line"}">{line}\n</span>'


def _numbers(text: str) -> Iterator[int]:
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", text):
        yield from range(int(first), int(last or first) + 1)


def _token_lines(code: str, language: str) -> list[str]:
    lexer = _lexer(language) if language else None
    if lexer is None:
        return escape(code, quote=False).split("\n")
    return _spans(lexer.get_tokens(code)).removesuffix("\n").split("\n")


def _spans(tokens: Iterable[tuple[Any, str]]) -> str:
    """Merge neighbours of one class; a span never crosses a line, so that lines can be marked."""
    spans = []
    current, text = "", ""
    for kind, value in tokens:
        name = _class_of(kind)
        if name == current:
            text += value
        else:
            spans.append(_span(current, text))
            current, text = name, value
    return "".join([*spans, _span(current, text)])


def _span(name: str, text: str) -> str:
    plain = escape(text, quote=False)
    if not name or not text.strip():
        return plain
    return "\n".join(f'<span class="{name}">{part}</span>' if part else "" for part in plain.split("\n"))


@cache
def _class_of(kind: Any) -> str:
    """The short class of a token; of a name or text without a look of its own, none."""
    from pygments.token import STANDARD_TYPES

    while kind not in STANDARD_TYPES:
        kind = kind.parent
    name = STANDARD_TYPES[kind]
    return "" if name in {"n", "w", "p", "x", "esc"} else name


@cache
def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None

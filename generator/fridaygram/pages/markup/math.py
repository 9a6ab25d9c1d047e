"""Mathematics: LaTeX between dollar signs becomes MathML when the page is made, so that no script is needed.

``$x$`` and ``$$x$$`` stand in a line, ``$$ .. $$`` by itself is a block. As in Pandoc, a dollar sign before a
space or after one, or touching a letter or digit from outside, is money.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from fridaygram.errors import ContentError
from fridaygram.languages import word
from fridaygram.pages.directives import prose_of

_INLINE = re.compile(r"(?<![\\\w$])(\$\$?)(?=[^\s$])((?:\\[^\n]|[^\\$\n]|\n(?! *\n))+?)(?<=\S)\1(?![\w$])")
_BLOCK = re.compile(r"^( *)\$\$(?!\$)((?:(?!\$\$)[^\n]|\n(?! *\n))+)\$\$ *$", re.MULTILINE)

# A long formula scrolls, and so a keyboard must be able to reach it.
_FRAME = '<div class="formula" tabindex="0" role="group" aria-label="{}">{}</div>'
# Most formulas in a line fit, so this is no tab stop. Browsers make it one where it scrolls.
_IN_LINE = '<span class="formula-in-line">{}</span>'
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|split|gathered)\}")
_ARGUMENTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "mover": 2, "munder": 2, "msubsup": 3, "munderover": 3}

Fail = Callable[[str, str], ContentError]


@lru_cache(maxsize=1024)
def mathml(latex: str, *, block: bool) -> str:
    """Return LaTeX as a MathML element; the LaTeX stays as its alternative text.

    Raises ValueError where the LaTeX cannot be read.
    """
    from latex2mathml.converter import convert

    source = " ".join(latex.split())
    known = _ALIGNED.sub(r"\\\1{align*}", source)
    try:
        element = convert(known, display="block" if block else "inline")
        _check(ElementTree.fromstring(element))
    except ElementTree.ParseError:
        raise ValueError("'&' outside of an alignment") from None
    except ValueError:
        raise
    except Exception as error:
        # latex2mathml has a dozen exceptions of its own without a common base, and lets IndexError through.
        raise ValueError(re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()) from error
    return element.replace("<math ", f'<math alttext="{escape(source)}" ', 1)


def _check(root: ElementTree.Element) -> None:
    """Find what latex2mathml lets through: commands that it does not know, arguments that are missing."""
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name in _ARGUMENTS and len(element) != _ARGUMENTS[name]:
            raise ValueError("an argument is missing")
        if (element.text or "").startswith("\\") and len(element.text or "") > 1:
            raise ValueError(f"unknown command {element.text}")


class MathBefore(Preprocessor):
    """Takes mathematics out before its signs can look like emphasis, links or lists.

    ``fail(latex, problem)`` makes the error for what cannot be read.
    """

    def __init__(self, markdown: Markdown, fail: Fail) -> None:
        super().__init__(markdown)
        self._fail = fail

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with a place for each formula outside of code."""
        text = "\n".join(lines)
        if "$" not in text:
            return lines
        text = self._replaced(text, _BLOCK, block=True)
        return self._replaced(text, _INLINE, block=False).split("\n")

    def _replaced(self, text: str, formula: re.Pattern[str], *, block: bool) -> str:
        pieces, position = [], 0
        for found in formula.finditer(prose_of(text)):
            try:
                html = mathml(found[2], block=block)
            except ValueError as error:
                raise self._fail(found[2], str(error)) from None
            place = self.md.htmlStash.store(_FRAME.format(word("formula"), html) if block else _IN_LINE.format(html))
            pieces += [text[position : found.start()], f"\n{found[1]}{place}\n" if block else place]
            position = found.end()
        return "".join([*pieces, text[position:]])

"""How much of CommonMark and of GitHub's extensions is read alike, where their texts lie beside this file.

They are under a licence of their own (CC BY-SA), so this project does not carry them. ``commonmark.txt`` is spec.txt
of CommonMark 0.31.2 (npm's package commonmark-spec has it), ``gfm.txt`` is test/spec.txt of github/cmark-gfm.
"""

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from fridaygram.errors import ContentError
from fridaygram.pages.markup.parser import parser_for

BESIDE = Path(__file__).parent
EXAMPLE = re.compile(r"^`{20,} example ?([a-z ]*)\n(.*?)^\.\n(.*?)^`{20,}$", re.MULTILINE | re.DOTALL)
BLOCKS = frozenset(
    """blockquote body dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr iframe li ol p pre
    script section style table tbody td textarea tfoot th thead tr ul""".split()  # noqa: SIM905
)
TYPOGRAPHY = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"}) | {
    0x2013: "--",
    0x2014: "---",
    0x2026: "...",
}


class Normal(HTMLParser):
    """HTML as CommonMark's own tests compare it, without what we add on purpose: ids, permalinks, colours, quotes."""

    def __init__(self, markup: str, *, ours: bool) -> None:
        super().__init__()
        self.ours, self.out, self.last = ours, [""], ""
        self.preformatted = self.left_out = self.frames = self.colours = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if self.ours and (self.left_out or values.get("class") == "permalink"):
            self.left_out += tag not in ("br", "img", "hr", "input")
            self.out[-1] = self.out[-1].rstrip(" ") if self.left_out == 1 else self.out[-1]
            return
        if self.ours and tag == "div" and values.get("class") == "code":
            self.frames += 1
            return
        if self.ours and tag == "span" and self.preformatted:
            self.colours += 1
            return
        if self.ours:
            unwanted = (
                {"id"} if re.fullmatch("h[1-6]", tag) else {"pre": {"tabindex"}, "ul": {"class"}, "li": {"class"}}
            )
            for name in unwanted if isinstance(unwanted, set) else unwanted.get(tag, ()):
                values.pop(name, None)
            if aligned := re.fullmatch(r"text-align: (\w+);", values.pop("style", "")):
                values["align"] = aligned[1]
        self.preformatted += tag == "pre"
        for name in {"href", "src"} & set(values):
            values[name] = quote(unquote(values[name]), safe="/:?=&#+@;,!()*'$~")
        self._tag(tag, "".join(f' {name}="{escape(value)}"' for name, value in sorted(values.items())))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if self.left_out:
            self.left_out -= 1
        elif self.colours and tag == "span":
            self.colours -= 1
        elif self.frames and tag == "div":
            self.frames -= 1
        else:
            self.preformatted -= tag == "pre"
            self._tag(f"/{tag}", "")

    def _tag(self, tag, attributes):
        if tag.strip("/") in BLOCKS:
            self.out[-1] = self.out[-1].rstrip(" \n")
        self.out.append(f"<{tag}{attributes}>")
        self.last = tag.strip("/")

    def handle_data(self, data):
        if self.left_out:
            return
        if not self.preformatted:
            data = re.sub(r"[ \t\n\r\f]+", " ", data).translate(TYPOGRAPHY)
            data = data.lstrip(" ") if self.last in BLOCKS or self.last == "br" else data
        self.last = self.last if not data else ""
        self.out.append(escape(data, quote=False))

    def handle_comment(self, data):
        self.out.append(f"<!--{data}-->")

    def handle_pi(self, data):
        self.out.append(f"<?{data}>")

    def handle_decl(self, decl):
        self.out.append(f"<!{decl}>")

    def unknown_decl(self, data):
        self.out.append(f"<![{data}]>")


def compared(file: str, *, extensions: bool) -> Iterator[bool]:
    """Yield whether each example is read alike; of GitHub's text, those of its extensions only."""
    path = BESIDE / file
    if not path.is_file():
        pytest.skip(f"{file} does not lie beside this test")
    for name, text, expected in EXAMPLE.findall(path.read_text("utf-8").replace("\u2192", "\t")):
        if extensions and not name:
            continue
        wanted = expected
        if "<h1" in expected:  # level 1 is the page's title
            wanted = re.sub(r"<(/?)h([1-6])", lambda tag: f"<{tag[1]}h{min(6, int(tag[2]) + 1)}", expected)
        try:
            found = parser_for(text).run(text)
        except ContentError as error:
            found = str(error)
        yield "".join(Normal(found, ours=True).out).strip() == "".join(Normal(wanted, ours=False).out).strip()


def test_commonmark() -> None:
    alike = list(compared("commonmark.txt", extensions=False))
    assert len(alike) == 652
    assert sum(alike) >= 575


def test_extensions_of_github() -> None:
    alike = list(compared("gfm.txt", extensions=True))
    assert len(alike) == 24
    assert sum(alike) >= 23

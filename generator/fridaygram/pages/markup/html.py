"""The last step over finished HTML: internal links become markers, pictures are checked, ids are collected.

It sees Markdown's and the author's own tags alike.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

from fridaygram.errors import ContentError
from fridaygram.languages import word
from fridaygram.pages.body import TOP, Link, marker, picture_markers
from fridaygram.pages.markup.notebook import PICTURES
from fridaygram.pages.pictures.responsive import is_raster, is_sized

_TAG = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<(?!span class=\"\w*\">)"  # code is full of these
    r"([a-zA-Z][a-zA-Z0-9-]*+)(\s(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:][-\w:.]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
# Attributes as Python-Markdown and most authors write them.
_PLAIN = re.compile(r'(?:\s+[a-z][a-z-]*="[^"]*")+')
_PAIR = re.compile(r'([a-z][a-z-]*)="([^"]*)"')
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>-]*)>")
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_HTML = """a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas
    caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label
    legend li link main map mark menu meta meter nav noscript object ol optgroup option output p param picture pre
    progress q rp rt ruby s samp script search section select slot small source span strike strong style sub summary
    sup table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr"""
_SVG = """animate animatetransform circle clippath defs desc ellipse filter foreignobject g image line lineargradient
    marker mask metadata path pattern polygon polyline radialgradient rect set stop svg switch symbol text textpath
    tspan use view"""
_MATHML = """annotation math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics"""
_KNOWN = frozenset(f"{_HTML} {_SVG} {_MATHML}".split())
_FRAME = '<div class="scroll" tabindex="0" role="group" aria-label="{}">'
_TASK = '<input type="checkbox" disabled'
_TABLE = re.compile(r"<table\b[^>]*>")
_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_EMPTY_HEADER = re.compile(r"<th\b([^>]*)>\s*</th>")
_URLS = {"href", "src", "poster"}
_SIDES = {"width", "height"}
_OUTPUT = re.compile(rf"{PICTURES}[0-9a-f]{{16}}\.\w+")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class LinkPass:
    """Goes through the HTML of one document.

    ``line_of`` finds the line where the author wrote a target. Afterwards ``links`` and ``ids`` list what it found.
    """

    def __init__(self, source: str, line_of: Callable[[str], int]) -> None:
        self.links: list[Link] = []
        self.ids: list[str] = []
        self._pictures = 0
        self._has_own_sources = False
        self._here: list[str] = []
        self._source = source
        self._line_of = line_of

    def run(self, text: str, *, has_raw: bool = True) -> str:
        """Return ``text`` with markers for internal targets, frames around tables and code that can be focused.

        Unknown tags are looked for only in a text that ``has_raw`` HTML.
        Raises ContentError for a picture without alternative text.
        """
        self._has_own_sources = "<picture" in text
        names = {name.lower() for name in set(_TAG_NAME.findall(text))} if has_raw else frozenset()
        known = text if names <= _KNOWN else _ANY_TAG.sub(_escaped_if_unknown, text)
        if _TASK in known:
            known = known.replace(f"{_TASK}/>", f'{_TASK} aria-label="{word("to-do")}">')
            known = known.replace(f"{_TASK} checked/>", f'{_TASK} checked aria-label="{word("done")}">')
        if "<table" in known:
            frame = _FRAME.format(word("table"))
            known = _TABLE.sub(lambda table: frame + table[0], known).replace("</table>", "</table></div>")
            # An empty header is a corner: as a header it would be read out for every cell below it.
            known = _HEAD.sub(_with_corner, known)
        # Indented code is as wide as fenced code, which has this already.
        known = known.replace("<pre><code>", '<pre tabindex="0"><code>')
        return _TAG.sub(self._tag, known)

    def check_places(self, known: set[str]) -> None:
        """Check that links within the document lead to an id of it or to one of ``known``.

        Raises ContentError with the link's line.
        """
        present = known.union(self.ids)
        for written in self._here:
            name = unquote(written.partition("#")[2])
            if name and name not in present and name.lower() != TOP:
                raise ContentError(
                    f"link to '#{name}', which is not on this page", file=self._source, line=self._line_of(written)
                )

    def _tag(self, found: re.Match[str]) -> str:
        name, inside = found[2], found[3]
        if name is None or ("=" not in inside and name != "img"):
            return found[0]
        plain, values = _values(inside)
        if "id" in values:
            self.ids.append(html.unescape(values["id"]))
        if name.lower() == "img":
            self._check_picture(values)
        if _URLS.isdisjoint(values):
            return found[0]
        if name.lower() == "img":
            return self._picture(inside, values)
        if plain and values.get("href", "").startswith("#") and _URLS.isdisjoint(values.keys() - {"href"}):
            self._here.append(html.unescape(values["href"]).strip())
            return found[0]
        return f"<{name}{_ATTRIBUTE.sub(self._attribute, inside)}>"

    def _picture(self, inside: str, values: dict[str, str]) -> str:
        """Return an ``<img>`` with room for its size and the copies that will be made; all but the first load late."""
        late = "" if "loading" in values or not self._pictures else ' loading="lazy"'
        self._pictures += 1
        source = html.unescape(values.get("src", "")).strip()
        known = is_sized(source) and not _SCHEME.match(source) and not source.startswith("/") and "srcset" not in values
        if not known or self._has_own_sources:
            return f"<img{_ATTRIBUTE.sub(self._attribute, inside)}{late}>"
        place = "wide" if "wide" in values.get("class", "").split() else "text"
        link = internal_link(self._source, unquote(source), "", "", self._line_of(source))
        self.links.append(Link("picture", link.path, link.path, place, link.line))
        sources, size = picture_markers(link.path, place)
        shown = _ATTRIBUTE.sub(lambda m: f'src="{marker(link.path)}"' if m[1].lower() == "src" else m[0], inside)
        image = f"<img{shown}{size if values.keys().isdisjoint(_SIDES) else ''}{late}>"
        return f"<picture>{sources}{image}</picture>" if is_raster(source) else image

    def _check_picture(self, values: dict[str, str]) -> None:
        decorative = values.get("role") in {"presentation", "none"}
        if not values.get("alt", "").strip() and not decorative:
            target = values.get("src", "")
            raise ContentError(
                f"picture '{target}' has no alternative text",
                file=self._source,
                line=self._line_of(html.unescape(target)),
                hint="write ![what it shows](picture); a decorative one gets {: role=presentation }",
            )

    def _attribute(self, found: re.Match[str]) -> str:
        if found[1].lower() not in _URLS:
            return found[0]
        written = html.unescape(found[2] or found[3] or found[4] or "").strip()
        if not written or _SCHEME.match(written):
            return found[0]
        target = self._target(written)
        return found[0] if target is None else f'{found[1]}="{marker(target)}"'

    def _target(self, written: str) -> str | None:
        address, _, fragment = written.partition("#")
        address, query_mark, query = address.partition("?")
        if _OUTPUT.fullmatch(address):
            return f"={address}"
        if not address:
            self._here.append(written)
            return None
        line = self._line_of(written)
        link = internal_link(self._source, unquote(address), unquote(fragment), query_mark + query, line)
        self.links.append(link)
        return link.target


@lru_cache(maxsize=512)  # most tags of a site repeat
def _values(inside: str) -> tuple[bool, dict[str, str]]:
    """Return a tag's attributes by name, as HTML lets them be written, and whether they were written plainly."""
    if _PLAIN.fullmatch(inside):
        return True, dict(_PAIR.findall(inside))
    return False, {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(inside)}


def _escaped_if_unknown(tag: re.Match[str]) -> str:
    """Escape a tag that is not HTML, SVG or MathML, such as ``<your name>``: it is text."""
    return tag[0] if tag[2].lower() in _KNOWN else f"&lt;{tag[1]}{tag[2]}{tag[3]}&gt;"


def internal_link(source: str, address: str, fragment: str, query: str, line: int) -> Link:
    """Return what an internal address in the document ``source`` leads to.

    An address that starts with "/" is a site path. Others are relative to the source's folder: a Markdown
    file or a folder is a page, all else a file.
    """
    if address.startswith("/"):
        path = address
    else:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), address))
    target = path + query + (f"#{fragment}" if fragment else "")
    if address.startswith("/"):
        return Link("site", target, path, fragment, line)
    is_page = address.endswith((".md", "/")) or "." not in posixpath.basename(path)
    return Link("page" if is_page else "file", target, path, fragment, line)


def _with_corner(head: re.Match[str]) -> str:
    """Return the head of a table with its empty headers as cells, and the others as headers of columns."""
    text, corners = _EMPTY_HEADER.subn(r"<td\1></td>", head[0])
    return re.sub(r"<th\b(?![^>]*\bscope=)", '<th scope="col"', text) if corners else text

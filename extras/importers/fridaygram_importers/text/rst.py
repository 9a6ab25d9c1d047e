"""reStructuredText as HTML, by docutils, for the importers whose programs read it: no file of it is opened."""

from __future__ import annotations

import io
from html import escape
from typing import Any, NamedTuple

import docutils.io
from docutils import core, nodes
from docutils.parsers.rst import Directive, directives, roles

from fridaygram_importers.report import BlogReport
from fridaygram_importers.text import markup

_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "embed_stylesheet": False,
    "exit_status_level": 5,
    "halt_level": 5,
    "report_level": 2,
    "initial_header_level": 2,
    "input_encoding": "unicode",
    "math_output": "LaTeX",
    "output_encoding": "unicode",
    "sectsubtitle_xform": False,
    "strip_comments": True,
    "syntax_highlight": "none",
    "toc_backlinks": False,
    "line_length_limit": 1_000_000,
}


class RstText(NamedTuple):
    """A text as HTML, its title, and the fields above it by name in small letters; ``toc`` where it asks for one."""

    html: str
    title: str
    fields: dict[str, str]
    toc: bool


def read_rst(text: str, file: str, line: int, report: BlogReport, *, titled: bool) -> RstText:
    """Read a text that began at ``line`` of ``file``; with ``titled`` a lone first heading is its title.

    What docutils does not understand goes into the report. Raises RecursionError for a text that is nested too deeply.
    """
    settings: dict[str, Any] = {**_SETTINGS, "doctitle_xform": titled, "warning_stream": io.StringIO()}
    tree = core.publish_doctree(text, settings_overrides=settings)
    inside = list(tree.findall(nodes.system_message))
    for message in [*inside, *tree.transform_messages]:
        _note(message, file, line, report)
    for message in inside:
        message.parent.remove(message)
    tree.transform_messages.clear()
    for wrong in list(tree.findall(nodes.problematic)):
        wrong.parent.replace(wrong, nodes.Text(wrong.astext()))
    for section in list(tree.findall(nodes.section)):
        if "system-messages" in section["classes"] or not section.children:
            section.parent.remove(section)
    fields = {}
    for info in list(tree.findall(nodes.docinfo)):
        fields = {name: value for one in info.children for name, value in _field(one)}
        info.parent.remove(info)
    contents = [one for one in tree.findall(nodes.topic) if "contents" in one["classes"]]
    for one in contents:
        one.parent.remove(one)
    title = next((one.astext() for one in tree.children if isinstance(one, nodes.title)), "")
    parts = core.publish_parts(
        tree, reader="doctree", source_class=docutils.io.DocTreeInput, writer="html5", settings_overrides=settings
    )
    return RstText(parts["body"], title, fields, bool(contents))


def _note(message: nodes.system_message, file: str, line: int, report: BlogReport) -> None:
    said = " ".join(message.children[0].astext().split()) if message.children else ""
    if said.startswith(("No directive entry", "No role entry")):
        return  # the message that follows says it, too
    source = "\n".join(one.astext() for one in message.findall(nodes.literal_block))
    place = line + int(message.get("line", 1)) - 1
    report.note("lost" if source else "changed", file, place, f"reStructuredText: {said}", source)


def _field(one: nodes.Node) -> list[tuple[str, str]]:
    if isinstance(one, nodes.field):
        return [(one.children[0].astext().strip().lower(), one.children[1].astext().strip())]
    if isinstance(one, nodes.authors):
        return [("authors", "; ".join(child.astext() for child in one.children))]
    return [(str(getattr(one, "tagname", "")), one.astext().strip())]


class _Options(dict[str, Any]):
    """Options of any name: programs have more than docutils knows, and none is worth losing a block for."""

    def __missing__(self, name: str) -> Any:
        return directives.unchanged


class _Free(Directive):
    """A directive that takes what comes."""

    optional_arguments = 40
    final_argument_whitespace = False
    has_content = True
    option_spec = _Options(name=directives.unchanged)

    def literal(self, text: str) -> list[nodes.Node]:
        """Return Markdown as a paragraph of its own."""
        return [nodes.raw("", f'<x-md text="{escape(text)}" block="1"></x-md>', format="html")]

    def lost(self) -> list[nodes.Node]:
        """Report the directive, and show nothing."""
        message = f'"{self.name}" is not imported'
        literal = nodes.literal_block(self.block_text, self.block_text)
        return [self.state_machine.reporter.error(message, literal, line=self.lineno)]


class _Code(_Free):
    """A block of code, whatever its options."""

    def run(self) -> list[nodes.Node]:
        code = "\n".join(self.content)
        language = self.arguments[0] if self.arguments else ""
        return [nodes.literal_block(code, code, classes=["code", *([language] if language else [])])]


class _Film(_Free):
    """A film or a gist."""

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0] if self.arguments else " ".join(self.content)
        made = {"youtube": markup.youtube, "vimeo": markup.vimeo}.get(self.name)
        return self.literal(made(name) if made is not None else markup.gist([name, *self.arguments[1:]]))


class _Raw(_Free):
    """HTML that stands in the text itself. What would come from a file or an address is never read."""

    def run(self) -> list[nodes.Node]:
        if not self.content:
            return self.lost()
        if "html" not in self.arguments:
            return []
        return [nodes.raw("", "\n".join(self.content), format="html")]


class _Thumbnail(_Free):
    """Nikola's picture that leads to its larger self."""

    def run(self) -> list[nodes.Node]:
        if not self.arguments:
            return self.lost()
        alt = self.options.get("alt", "")
        return self.literal(markup.picture(self.arguments[0], alt, " ".join(self.content)))


class _Lost(_Free):
    """What only the program itself can fill."""

    def run(self) -> list[nodes.Node]:
        return self.lost()


def _doc(_name: str, raw: str, text: str, *_: Any) -> tuple[list[nodes.reference], list[nodes.reference]]:
    """Return Nikola's link to a post by its slug, ``:doc:`words <slug>```."""
    words, mark, slug = text.rpartition("<")
    slug = slug.rstrip(">").strip() if mark else text
    return [nodes.reference(raw, words.strip() or slug, refuri=f"link://slug/{slug}")], []


for _names, _directive in (
    (("code", "code-block", "sourcecode", "highlight"), _Code),
    (("youtube", "vimeo", "gist"), _Film),
    (("raw",), _Raw),
    (("thumbnail",), _Thumbnail),
    (("include", "listing", "slides", "gallery", "post-list", "chart", "media", "soundcloud"), _Lost),
):
    for _known in _names:
        directives.register_directive(_known, _directive)
roles.register_local_role("doc", _doc)

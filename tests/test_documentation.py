"""The documentation is a blog that the program itself builds: nothing to mend in it, and no figure out of date."""

import re
import runpy
import shutil
from pathlib import Path

import fridaygram
from fridaygram.check.checking import check_site
from fridaygram.figures import catalogue
from fridaygram.figures.charts.chart import ChartParams
from fridaygram.plan.blog import Blog, Options

DOCS = Path(__file__).parents[1] / "docs"
ADDRESSES = {  # that stood in a released documentation: links to them lead somewhere for ever
    *("checking", "corpus", "decisions", "extending", "figures", "freezing", "importing", "judges", "language-models"),
    *("library", "newsletter", "preview", "publishing", "samples", "speed", "theme", "writing"),
}


def test_the_documentation_has_nothing_to_mend(tmp_path):
    root = tmp_path / "docs"
    shutil.copytree(DOCS, root, ignore=shutil.ignore_patterns("site", ".fridaygram"))
    report = check_site(Blog(root), Options(workers=1))
    assert [str(finding) for finding in report.findings] == []
    assert report.built is not None
    assert set(report.values) == {"fresh"}
    site = report.built.output
    assert {slug for slug in ADDRESSES if not (site / slug / "index.html").is_file()} == set()
    page = (site / "speed" / "index.html").read_text("utf-8")
    assert re.findall(r'<a href="[^"]*/(\S+)/" aria-current="page">', page) == ["speed"], (
        "the sidebar says where one is"
    )


def test_the_reference_pages_are_what_the_code_says(update_goldens):
    pages = runpy.run_path(str(DOCS / "reference.py"))["pages"]()
    for name, text in pages.items() if update_goldens else ():
        (DOCS / "content/pages" / name).write_text(text, "utf-8")
    committed = {path.name: path.read_text("utf-8") for path in (DOCS / "content/pages").glob("reference-*.md")}
    assert committed == pages


def test_every_setting_and_key_of_the_reference_has_a_meaning():
    for name in ("site", "front-matter"):
        text = (DOCS / f"content/pages/reference-{name}.md").read_text("utf-8")
        assert "|  |" not in re.sub(r"\|  (?=\| [^|]+\|$)", "| - ", text, flags=re.MULTILINE)


REFERENCE_HEAD = """\
---
title: Kinds of figure
description: 'Every kind of figure: how to ask for it, its parameters, and the values that it draws.'
---

This page is made from the code. `fridaygram figures` prints the same list in a terminal, `fridaygram figures KIND`
the parameters of one kind. `fridaygram figures --gallery gallery.html` draws an example of each.

Every figure takes the parameters `caption`, `alt`, `id` and `layout` (`normal`, `wide`, `margin`): see
[figures in a post](writing.md#figures-tables-values). Every chart also takes `title` and `notes`: see
[charts](figures/index.md#charts).
"""


def reference():
    """Return the page that lists the kinds of figure, as the code describes them."""
    common = set(ChartParams.__struct_fields__)
    return REFERENCE_HEAD + "".join(section(entry, common) for entry in catalogue())


def section(entry, common):
    own = [one for one in entry.parameters if one.name not in common]
    rows = "".join(f"| `{one.name}` | {cell(one.type)} | {cell(one.default)} | {plain(one.meaning)} |\n" for one in own)
    asked = entry.asked or f"```figure {entry.kind}\n```"
    parts = [f"\n## {entry.kind}", plain(entry.summary), f"````markdown\n{asked}\n````"]
    parts += [f"| parameter | type | default | meaning |\n| --- | --- | --- | --- |\n{rows}".strip()] if own else []
    parts += [f"Values, as in:\n\n```yaml\n{entry.example.strip()}\n```"] if entry.example else []
    return "\n\n".join(parts) + "\n"


def cell(text):
    return f"`{text}`".replace("|", "\\|") if text else ""


def plain(text):
    return text.replace("``", "`").replace("|", "\\|")


def test_the_reference_of_figures_is_that_of_the_code(update_goldens):
    page = DOCS / "content" / "pages" / "figure-kinds.md"
    if update_goldens:
        page.write_text(reference(), "utf-8")
    assert page.read_text("utf-8") == reference()


def test_the_sidebar_leads_to_every_page():
    sidebar = (DOCS / "templates" / "parts" / "pages.html").read_text("utf-8")
    pages = DOCS / "content" / "pages"
    slugs = {path.stem for path in pages.glob("*.md")} | {path.parent.name for path in pages.glob("*/index.md")}
    listed = re.findall(r'\("([a-z-]+)", "', sidebar)
    assert sorted(listed) == sorted(slugs)


def test_the_documentation_is_that_of_this_version():
    sidebar = (DOCS / "templates" / "parts" / "pages.html").read_text("utf-8")
    assert f'{{% set version = "{fridaygram.__version__}" %}}' in sidebar

"""The documentation is a blog that the program itself builds: nothing to mend in it, and no figure out of date."""

import re
import runpy
import shutil
from pathlib import Path

import fridaygram
from fridaygram.check.checking import check_site
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


def test_the_reference_pages_are_what_the_code_says():
    """Where this fails: python docs/reference.py."""
    pages = runpy.run_path(str(DOCS / "reference.py"))["pages"]()
    committed = {path.name: path.read_text("utf-8") for path in (DOCS / "content/pages").glob("reference-*.md")}
    assert committed == pages


def test_every_setting_and_key_of_the_reference_has_a_meaning():
    for name in ("site", "front-matter"):
        text = (DOCS / f"content/pages/reference-{name}.md").read_text("utf-8")
        assert "|  |" not in re.sub(r"\|  (?=\| [^|]+\|$)", "| - ", text, flags=re.MULTILINE)


def test_the_sidebar_leads_to_every_page():
    sidebar = (DOCS / "templates" / "parts" / "pages.html").read_text("utf-8")
    pages = DOCS / "content" / "pages"
    slugs = {path.stem for path in pages.glob("*.md")} | {path.parent.name for path in pages.glob("*/index.md")}
    listed = re.findall(r'\("([a-z-]+)", "', sidebar)
    assert sorted(listed) == sorted(slugs)


def test_the_documentation_is_that_of_this_version():
    sidebar = (DOCS / "templates" / "parts" / "pages.html").read_text("utf-8")
    assert f'{{% set version = "{fridaygram.__version__}" %}}' in sidebar

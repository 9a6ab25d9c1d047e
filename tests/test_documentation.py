"""The documentation is a blog that the program itself builds: nothing to mend in it, and no figure out of date."""

import re
import runpy
import shutil
from pathlib import Path

from fridaygram.check.checking import check_site
from fridaygram.plan.blog import Blog, Options

DOCS = Path(__file__).parents[1] / "docs"


def test_the_documentation_has_nothing_to_mend(tmp_path):
    root = tmp_path / "docs"
    shutil.copytree(DOCS, root, ignore=shutil.ignore_patterns("site", ".fridaygram"))
    report = check_site(Blog(root), Options(workers=1))
    assert [str(finding) for finding in report.findings] == []
    assert report.built is not None
    assert report.built.pages >= 13
    assert set(report.values) == {"fresh"}


def test_the_reference_pages_are_what_the_code_says():
    """Where this fails: python docs/reference.py."""
    pages = runpy.run_path(str(DOCS / "reference.py"))["pages"]()
    committed = {path.name: path.read_text("utf-8") for path in (DOCS / "content/pages").glob("reference-*.md")}
    assert committed == pages


def test_every_setting_and_key_of_the_reference_has_a_meaning():
    for name in ("site", "front-matter"):
        text = (DOCS / f"content/pages/reference-{name}.md").read_text("utf-8")
        assert "|  |" not in re.sub(r"\|  (?=\| [^|]+\|$)", "| - ", text, flags=re.MULTILINE)


def test_its_front_page_leads_to_every_page():
    home = (DOCS / "templates/home.html").read_text("utf-8")
    pages = DOCS / "content/pages"
    slugs = {path.stem for path in pages.glob("*.md")} | {path.parent.name for path in pages.glob("*/index.md")}
    assert {slug for slug in slugs if f'("{slug}", ' not in home} == set()

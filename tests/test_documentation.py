"""The documentation is a blog that the program itself builds: nothing to mend in it, and no figure out of date."""

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


def test_its_front_page_leads_to_every_page():
    home = (DOCS / "templates/home.html").read_text("utf-8")
    pages = DOCS / "content/pages"
    slugs = {path.stem for path in pages.glob("*.md")} | {path.parent.name for path in pages.glob("*/index.md")}
    assert {slug for slug in slugs if f'("{slug}", ' not in home} == set()

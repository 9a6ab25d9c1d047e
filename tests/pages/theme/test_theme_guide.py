"""The page on looks is true: it names every style sheet, template, filter and setting that there is, and no other."""

import re
from pathlib import Path

from fridaygram.config import Site
from fridaygram.pages.entries import Loaded, site_data
from fridaygram.pages.theme.roots import template_roots, theme_root
from fridaygram.pages.theme.templating import make_environment, render_template

GUIDE = (Path(__file__).parents[3] / "docs/content/pages/theme.md").read_text("utf-8")
SITE = Site(title="A", author="B", base_url="https://example.org/")


def table(first: str) -> str:
    """The rows of the table whose header begins with some words."""
    return GUIDE.split(f"| {first}", 1)[1].split("\n\n")[0].partition("\n")[2]


def told(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_every_style_sheet_is_told() -> None:
    assert told(table("file |")) == {path.name for path in (theme_root() / "assets/css").glob("*.css")}


def test_every_template_is_told() -> None:
    root = theme_root() / "templates"
    there = {path.relative_to(root).as_posix().removeprefix("feeds/") for path in root.rglob("*.*")}
    first = {
        name for row in table("template |").splitlines() if "feeds/" not in row for name in told(row.split("|")[1])
    }
    feeds = told(next(row for row in table("template |").splitlines() if "feeds/" in row).split("|")[2])
    assert first | feeds == there


def test_what_templates_see_is_told() -> None:
    assert told(table("`site.`")) == set(site_data(SITE, Loaded("")))


def test_every_filter_is_told(tmp_path: Path) -> None:
    from jinja2.defaults import DEFAULT_FILTERS

    own = set(make_environment(template_roots(tmp_path), SITE, Loaded("")).filters) - set(DEFAULT_FILTERS)
    assert own == told(GUIDE.split("Filters:")[1].split("\n\n")[0])


def test_the_examples_do_what_they_say(tmp_path: Path) -> None:
    css, template = re.findall(r"```(?:css|jinja)\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "templates/parts").mkdir(parents=True)
    (tmp_path / "templates/parts/footer.html").write_text(template)
    environment = make_environment(template_roots(tmp_path), SITE, Loaded(""))
    assert "A, every Friday." in render_template(environment, "parts/footer.html", {})
    assert set(re.findall(r"--[a-z-]+", css)) <= set(
        re.findall(r"--[a-z-]+", (theme_root() / "assets/css/1-tokens.css").read_text())
    )

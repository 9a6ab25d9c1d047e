"""Home, the margin and the end of a post, as readers meet them: what is shown where, what is asked of whom."""

import gzip
import re
import shutil

import pytest

from fridaygram.config import load_site
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.conftest import GOLDEN, LAST_FRIDAY
from tests.browser.hosting import hosted
from tests.browser.needed import both

pytestmark = pytest.mark.browser
POST = "2018/06/noted/index.html"
WIDE, NARROW = 1440, 900
MOST_HOME = 60 << 10
TEXT = """---
title: Noted
date: 2018-06-16
---
A mark[^1], which is one.

[^1]: A note that wombats wrote, with [a link](https://example.org/).
"""
SETTINGS = """
[comments]
provider = "utterances"
repository = "ida/blog"
"""
MENTION = """[[mention]]
show = true
kind = "reply"
source = "https://r.example/"
author = "R"
text = "<i>Well</i> said."
"""


@pytest.fixture(scope="module")
def around(tmp_path_factory):
    """Host a small blog with comments, and a post that has a note and a mention."""
    root = tmp_path_factory.mktemp("around") / "blog"
    shutil.copytree(GOLDEN / "small" / "blog", root)
    with (root / "site.toml").open("a") as stream:
        stream.write(SETTINGS)
    folder = root / "content/posts/2018-06-16-noted"
    folder.mkdir()
    (folder / "index.md").write_text(TEXT)
    (folder / "webmentions.toml").write_text(MENTION)
    build(Blog(root), Options(date=LAST_FRIDAY))
    with hosted(root / "site", load_site(root).base_path) as served:
        yield served


def weight(path):
    """The bytes of a file as a host sends it: fonts and pictures are compressed already."""
    data = path.read_bytes()
    return len(gzip.compress(data)) if path.suffix in (".html", ".css", ".js") else len(data)


@pytest.mark.parametrize("width", [WIDE, NARROW, 320])
def test_a_note_is_shown_and_read_out_once(around, look, width):
    page = look(around, width=width).open(POST)
    said = page.locator("main").aria_snapshot()
    assert said.count("wombats") == 1
    assert page.locator(".sidenote").is_visible() == (width == WIDE)
    assert page.locator(".footnotes").is_visible() == (width != WIDE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@both
def test_a_link_to_a_note_finds_it_in_a_wide_window_too(around, look):
    page = look(around, width=WIDE).open(POST)
    page.locator(".footnote-ref").click()
    assert page.locator(".footnotes li:target").is_visible()


@both
def test_a_note_stands_beside_its_mark(around, look):
    page = look(around, width=WIDE).open(POST)
    note, text = (page.locator(one).bounding_box() for one in (".sidenote", ".prose > p"))
    assert note["x"] > text["x"] + text["width"]
    assert abs(note["y"] - text["y"]) < text["height"] + 20


@both
def test_comments_are_asked_for_by_a_click_alone(around, look):
    page = look(around).open(POST)
    asked = []
    page.route(re.compile("^https://"), lambda route: (asked.append(route.request.url), route.fulfill(body="")))
    page.reload()
    link = page.locator("a.comments-open")
    assert link.get_attribute("href") == "https://github.com/ida/blog/issues"
    assert link.bounding_box()["height"] >= 24
    assert asked == []
    link.focus()
    page.keyboard.press("Enter")
    script = page.locator(".comments script")
    script.wait_for(state="attached")
    assert script.get_attribute("repo") == "ida/blog"
    assert script.get_attribute("issue-term") == "pathname"
    page.wait_for_function("document.activeElement.className === 'comments'")
    assert set(asked) == {"https://utteranc.es/client.js"}
    assert link.count() == 0


@both
def test_what_a_stranger_wrote_is_text(around, look):
    page = look(around).open(POST)
    assert page.locator(".mentions .p-content").inner_text() == "<i>Well</i> said."


@both
def test_home_shows_a_figure_and_a_sample_and_is_light(demo, look):
    window = look(demo, width=360)
    page = window.open("index.html", wait_until="networkidle")
    loaded = [demo.folder / (url.removeprefix(demo.home) or "index.html") for url in window.requested]
    sizes = {path.name: weight(path) for path in loaded if path.suffix not in (".svg", ".ico")}
    assert sum(sizes.values()) <= MOST_HOME, sizes
    assert page.locator(".home > .figure svg:visible").count() == 1
    assert page.locator(".subscribe a").count() >= 1
    page.locator(".front-sample a").click()
    page.wait_for_function("document.querySelector(':target')?.dataset.sample")
    assert window.complaints == []

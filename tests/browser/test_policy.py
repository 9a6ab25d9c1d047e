"""The Content-Security-Policy of pages: nothing of the site breaks it, and what is injected does not run."""

import shutil

import pytest

from fridaygram.config import load_site
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.conftest import DEMO, DOCS, GOLDEN, LAST_FRIDAY
from tests.browser.hosting import hosted
from tests.browser.needed import both

pytestmark = pytest.mark.browser

LISTEN = """window.broken = [];
document.addEventListener('securitypolicyviolation', event => window.broken.push(
  `${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""
INJECTED = """() => {
  const script = document.createElement('script');
  script.textContent = 'window.ran = "a script";';
  document.body.append(script);
  const button = document.createElement('button');
  button.setAttribute('onclick', 'window.ran = "a handler";');
  document.body.append(button);
  button.click();
  return window.ran ?? 'nothing';
}"""
OWN = """---
title: Own
aliases: [/old/own/]
---
<p id="said"></p>

<script>document.getElementById("said").textContent = "Mine & <b>run</b>";</script>
"""


@pytest.mark.parametrize(
    ("host", "engine"),
    [(DEMO, "chromium"), (DEMO, "firefox"), ("small", "chromium"), (DOCS, "chromium")],
    indirect=True,
)
def test_no_page_breaks_its_policy(host, look):
    window = look(host)
    window.page.add_init_script(LISTEN)
    broken = []
    for path in host.kinds():
        page = window.open(path)
        assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1, path
        broken += [f"{path}: {what}" for what in page.evaluate("window.broken")]
    assert broken == []
    assert window.complaints == []


@both
def test_an_injected_script_does_not_run(demo, look):
    page = look(demo).open("2018/06/week-1/index.html")
    assert page.evaluate(INJECTED) == "nothing"


@pytest.fixture
def own(tmp_path):
    """Host a blog with a page that has a script of its author's, and an old address."""
    root = shutil.copytree(GOLDEN / "small" / "blog", tmp_path / "blog")
    (root / "content/pages/own.md").write_text(OWN)
    build(Blog(root), Options(date=LAST_FRIDAY))
    with hosted(root / "site", load_site(root).base_path) as served:
        yield served


@both
def test_an_authors_own_script_runs_and_no_other(own, look):
    page = look(own).open("own/index.html")
    assert page.locator("#said").text_content() == "Mine & <b>run</b>"
    assert page.evaluate(INJECTED) == "nothing"


@both
def test_an_old_address_keeps_what_follows_it(own, look):
    page = look(own).page
    page.goto(own.url("old/own/index.html") + "?a=1#said")
    page.wait_for_url("**/own/?a=1#said")
    assert page.url == own.url("own/index.html") + "?a=1#said"

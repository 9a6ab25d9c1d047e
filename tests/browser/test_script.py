"""What the theme's script adds: code to copy, notes beside their marks, films after a click, search. And without it."""

import shutil

import pytest

from fridaygram.config import load_site
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.conftest import GOLDEN, LAST_FRIDAY
from tests.browser.hosting import hosted
from tests.browser.needed import both

pytestmark = pytest.mark.browser
PAGE = "scripted/index.html"
TEXT = """---
title: Scripted
---
A mark[^1] and a second[^two].

```console
$ fridaygram build
site/ is ready
$ ls
```

```python
print("hello")
```

![A talk about n-grams](https://www.youtube.com/watch?v=dQw4w9WgXcQ)

[^1]: A note that wombats wrote.
[^two]: Another.
"""


@pytest.fixture(scope="module")
def scripted(tmp_path_factory):
    """Host a small blog with search and a page that has all of it."""
    root = tmp_path_factory.mktemp("scripted") / "blog"
    shutil.copytree(GOLDEN / "small" / "blog", root)
    settings = root / "site.toml"
    settings.write_text("search = true\n" + settings.read_text())
    (root / "content/pages/scripted.md").write_text(TEXT)
    build(Blog(root), Options(date=LAST_FRIDAY))
    with hosted(root / "site", load_site(root).base_path) as served:
        yield served


def test_code_is_copied_without_prompts_and_answers(scripted, look):
    window = look(scripted, permissions=["clipboard-read", "clipboard-write"])
    page = window.open(PAGE)
    buttons = page.locator("button.copy")
    assert buttons.count() == 2
    buttons.nth(0).click()
    page.wait_for_function("document.querySelector('button.copy').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == "fridaygram build\nls"
    assert window.complaints == []


@both
def test_a_note_is_shown_beside_its_mark_and_goes_with_escape(scripted, look):
    page = look(scripted).open(PAGE)
    preview = page.locator(".note-preview")
    assert preview.is_hidden()
    page.locator(".footnote-ref").first.hover()
    assert preview.inner_text().strip() == "A note that wombats wrote."
    page.keyboard.press("Escape")
    assert preview.is_hidden()
    page.locator(".footnote-ref").nth(1).focus()
    assert preview.inner_text().strip() == "Another."
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))


@both
def test_a_film_is_asked_for_only_after_a_click(scripted, look):
    window = look(scripted)
    page = window.open(PAGE, wait_until="networkidle")
    assert window.off_site() == []
    page.route("**/*youtube*/**", lambda route: route.fulfill(body="<p>film</p>", content_type="text/html"))
    page.locator("a.facade").click()
    assert page.locator("iframe").get_attribute("src").startswith("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ")
    assert page.locator("iframe").get_attribute("title") == "A talk about n-grams"


@both
def test_search_finds_with_the_keyboard_alone(scripted, look):
    window = look(scripted)
    page = window.open("search/index.html")
    page.keyboard.type("wombats")
    page.wait_for_selector("#search-results a")
    assert page.locator("#search-state").inner_text() == "1 page found"
    assert page.url.endswith("?q=wombats")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/scripted/**")
    assert (window.complaints, window.off_site()) == ([], [])


@both
def test_search_answers_an_address_with_words_in_it(scripted, look):
    page = look(scripted).open("search/index.html")
    page.goto(scripted.url("search/index.html") + "?q=xylophone")
    page.wait_for_function("document.getElementById('search-state').textContent.startsWith('Nothing found')")


@both
def test_without_script_everything_is_still_there(scripted, look):
    page = look(scripted, java_script_enabled=False).open(PAGE)
    assert page.locator("button.copy").count() == 0
    assert page.locator("a.facade").get_attribute("href") == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    page = look(scripted, java_script_enabled=False).open("search/index.html")
    assert page.get_by_text("the archive", exact=True).is_visible()
    assert page.locator("#search").is_hidden()

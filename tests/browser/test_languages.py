"""Blogs in Arabic, Japanese and German: direction, width, words, and what axe says; narrow ones in Firefox, too."""

import pytest

from fridaygram.languages import Languages
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.hosting import hosted
from tests.browser.needed import judge
from tests.browser.test_axe import RUN

pytestmark = pytest.mark.browser

TEXTS = {
    "ar": (
        "ما الذي تعلّمه عبارة واحدة لنموذج",
        "يتنبأ نموذج اللغة بالمحرف التالي من المحارف التي قبله، ويكتب الدالة `predict` بلغة Python.",
        "كيف يعدّ النموذج",
    ),
    "ja": (
        "一つの文から言語モデルが学べること",
        "言語モデルは、それまでの文字から次の文字を予測します。関数 `predict` は Python で書かれています。",
        "モデルの数え方",
    ),
    "de": (
        "Was ein einziger Satz einem Sprachmodell beibringt",
        "Ein Zeichenvorhersagemodell rät das nächste Zeichen aus denen davor; `predict` ist in Python geschrieben.",
        "Wahrscheinlichkeitsverteilungen über Buchstabenfolgen",
    ),
}
POST = """\
---
title: {title}
date: 2018-06-0{day}
week: {day}
tags: [{heading}]
description: {text}
{front}
---

{text}[^1]

## {heading}

> {text}

1. {text}
2. {text}

```python
def predict(history: str) -> str:
    return max(counts[history], key=counts[history].get)
```

| {title} | {heading} |
| --- | ---: |
| {heading} | 1584 |

```figure bar
data: drinks.toml
caption: {heading}
```

```figure generation-path
phrase: {heading}
format: svg
```

## {title}

$$p = \\frac{{a}}{{b}}$$

!!! note
    {text}

## 2

### 3

{text}

[^1]: {text}
"""

DRINKS = """\
unit = "%"
categories = ["a", "b"]
series = [{name = "x", values = [1234.5, 7]}]
"""


def write_blog(root, language):
    title, text, heading = TEXTS[language]
    (root / "content/posts/2018-06-01-eins").mkdir(parents=True)
    (root / "content/posts/2018-06-08-zwei").mkdir()
    site = f'title = "{heading}"\nauthor = "A"\nbase_url = "https://example.org/blog/"\nlanguage = "{language}"\n'
    nav = f'[[nav]]\ntitle = "{heading}"\nurl = "/archive/"\n'
    (root / "site.toml").write_text(site + nav, "utf-8")
    for day, name, front in ((1, "2018-06-01-eins", ""), (8, "2018-06-08-zwei", "updated: 2018-06-09")):
        made = POST.format(title=title, text=text.replace(":", ""), heading=heading, day=day, front=front)
        (root / "content/posts" / name / "index.md").write_text(made, "utf-8")
        (root / "content/posts" / name / "drinks.toml").write_text(DRINKS, "utf-8")
    build(Blog(root), Options(date="2018-08-31"))
    return root


@pytest.fixture(scope="module", params=sorted(TEXTS))
def foreign(request, tmp_path_factory):
    """Host a blog in one of the languages; give it and the language."""
    root = write_blog(tmp_path_factory.mktemp(request.param) / "blog", request.param)
    with hosted(root / "site", "/blog/") as served:
        yield served, request.param


@pytest.mark.parametrize(
    ("engine", "width"), [("chromium", 320), ("chromium", 1280), ("firefox", 320)], indirect=["engine"]
)
def test_pages_speak_their_language_and_fit(foreign, look, width):
    host, language = foreign
    direction = "rtl" if language == "ar" else "ltr"
    window = look(host, width=width)
    skip = Languages().of(language).text("skip")
    for path in host.pages():
        page = window.open(path)
        assert page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]") == [
            language,
            direction,
        ]
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), path
        assert page.locator(".skip").text_content() == skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(foreign, look, scheme):
    host, _ = foreign
    axe = judge("axe-core/axe.min.js").read_text("utf-8")
    window = look(host, width=320, color_scheme=scheme, reduced_motion="reduce")
    violations = []
    for path in host.pages():
        page = window.open(path)
        page.evaluate(axe)
        violations += [f"{path}: {problem}" for problem in page.evaluate(RUN)]
    assert violations == []


def test_code_and_drawings_run_from_left_to_right(foreign, look):
    host, _ = foreign
    page = look(host).open("2018/06/zwei/index.html")
    directions = page.evaluate(
        "[...document.querySelectorAll('main pre, main code, main .figure svg, main math')]"
        ".map((one) => getComputedStyle(one).direction)"
    )
    assert len(directions) >= 5
    assert set(directions) == {"ltr"}


def test_the_button_of_code_speaks_the_language(foreign, look):
    host, language = foreign
    page = look(host).open("2018/06/zwei/index.html")
    assert page.locator(".copy").first.text_content() == Languages().of(language).text("script-copy")

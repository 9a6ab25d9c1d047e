"""Blogs of Quarto and notebooks of fastpages, with the outputs that they were saved with."""

import json
from hashlib import md5

from tests.pages.markup.test_notebook import code, data, markdown, png, text

CONFIG = """\
project:
  type: website
website:
  title: Tide tables
  site-url: https://mira.example/tides/
  description: Waves, counted
author: Mira Holt
lang: en
"""
POST = """\
---
title: Counting waves
date: 2023-04-05
date-modified: 2023-04-09
categories: [waves, counting]
format:
  html:
    code-fold: true
---

Words, see [the other](../second/index.qmd#why) and @fig-waves, not @fig-none.

```{python}
#| label: fig-waves
plot()
```
"""
EXECUTED = """\
---
title: Counting waves
---

Words, see [the other](../second/index.qmd#why) and @fig-waves, not @fig-none.

::: {#cell-fig-waves .cell execution_count=1}
``` {.python .cell-code}
plot()
```

::: {.cell-output .cell-output-display}
![Waves by *hour*](index_files/figure-html/fig-waves-output-1.png){#fig-waves width=400 fig-alt="Twelve bars"}
:::

::: {.cell-output .cell-output-stdout}
```
::: 3 {{ not.a.value }}
```
:::
:::

::: {.callout-warning collapse="true"}
## Mind the *tide*

It turns.

- twice
:::

::: {.aside #beside}
*In the margin.*
:::

{{< video https://www.youtube.com/watch?v=dQw4w9WgXcQ >}}

{{< kbd Ctrl >}}
"""
SECOND = "---\ntitle: Second\ndate: 2023-05-06\n---\n\n## Why\n\n```{r}\n#| echo: true\nx <- 1\n```\n"
ABOUT = "---\ntitle: About\n---\n\nWho counts.\n"
LIST = "---\ntitle: Tide tables\nlisting:\n  contents: posts\n---\n"
NOTEBOOK = text(
    markdown('---\ntitle: "In cells"\ndate: 2023-06-07\n---'),
    markdown("Words with $x$."),
    code("plot()", data(image_png=png())),
    code("#| echo: false\n1", {"output_type": "stream", "text": "{{ one.two }}"}),
)


def frozen(executed: str, source: str) -> str:
    digest = md5(source.encode(), usedforsecurity=False).hexdigest()
    return json.dumps({"hash": digest, "result": {"engine": "jupyter", "markdown": executed}})


def picture() -> bytes:
    from base64 import b64decode

    return b64decode(png())


FILES = {
    "_quarto.yml": CONFIG,
    "index.qmd": LIST,
    "about.qmd": ABOUT,
    "posts/_metadata.yml": "freeze: true\n",
    "posts/waves/index.qmd": POST,
    "posts/second/index.qmd": SECOND,
    "posts/2023-06-07-cells.ipynb": NOTEBOOK,
    "_freeze/posts/waves/index/execute-results/html.json": frozen(EXECUTED, POST),
    "_freeze/posts/waves/index/figure-html/fig-waves-output-1.png": picture(),
}


def test_a_quarto_blog_arrives_with_its_outputs(bring):
    blog = bring("quarto", FILES)
    assert blog.code == 0
    assert [message for _, _, message in blog.notes("lost")] == ["the shortcode 'kbd' is not known here"]
    assert blog.about("no saved outputs") == ["posts/second/index.qmd:5"]
    blog.build()
    page = blog.html("/posts/waves/")
    assert '<a href="/tides/posts/second/#why">the other</a>' in page
    assert '<a href="#fig-waves">Figure 1</a>, not @fig-none' in page
    assert 'alt="Twelve bars"' in page
    assert "posts/2023-04-05-waves/fig-waves-output-1.png" in blog.files
    assert "Waves by <em>hour</em>" in page
    assert '<code class="language-python">' in page
    assert "::: 3 {{ not.a.value }}" in page
    assert '<details class="warning">' in page
    assert "Mind the <em>tide</em></summary>" in page
    assert '<div id="beside" class="aside">' in page
    assert "<p><em>In the margin.</em></p>" in page
    assert "youtube" in page
    assert '<code class="language-r">' in blog.html("/posts/second/")
    meta = blog.meta("posts/2023-04-05-waves")
    assert (meta.tags, meta.updated[:10]) == (("waves", "counting"), "2023-04-09")
    assert "Who counts." in blog.html("/about.html")


def test_a_notebook_arrives_with_its_outputs(bring):
    blog = bring("quarto", FILES)
    blog.build()
    page = blog.html("/posts/2023-06-07-cells.html")
    assert ">In cells</h1>" in page
    assert 'alt="Output of cell 3"' in page
    assert '<pre class="output" tabindex="0">{{ one.two }}</pre>' in page
    assert "#|" not in page
    assert [name for name in blog.files if name.endswith(".png") and "cells" in name]


def test_outputs_of_other_code_are_said(bring):
    changed = POST.replace("plot()", "plot(2)")
    blog = bring("quarto", {**FILES, "posts/waves/index.qmd": changed})
    assert blog.about("it has changed since its code was run") == ["posts/waves/index.qmd:0"]
    damaged = {**FILES, "_freeze/posts/waves/index/execute-results/html.json": "{"}
    assert bring("quarto", damaged, "--replace").about("its outputs cannot be read") == ["posts/waves/index.qmd:0"]


def test_notebooks_of_fastpages_are_posts(bring):
    first = markdown(
        '# "Tides, *counted*"\n> One sentence.\n- toc: true\n- badges: true\n- categories: [waves, tides]\n'
    )
    notebook = text(first, markdown("Words."), code("#hide\n1"), code("plot()", data(image_png=png())))
    config = "title: A\nurl: https://mira.example\nauthor: Mira\n"
    blog = bring(
        "jekyll", {"_config.yml": config, "_notebooks/2020-02-20-tides.ipynb": notebook, "_notebooks/x.txt": ""}
    )
    blog.build()
    meta = blog.meta("posts/2020-02-20-tides")
    assert (meta.title, meta.description, meta.tags, meta.toc) == (
        "Tides, *counted*",
        "One sentence.",
        ("waves", "tides"),
        True,
    )
    page = blog.html("/waves/tides/2020/02/20/tides.html")
    assert 'alt="Output of cell 4"' in page
    assert "#hide" not in page

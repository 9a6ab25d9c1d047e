"""An Eleventy blog like the one of its starter project, written for this test."""

import pytest

CONFIG = """\
import { IdAttributePlugin } from "@11ty/eleventy";
export default async function(eleventyConfig) {
  eleventyConfig.addPassthroughCopy({ "./public/": "/" }).addPassthroughCopy("./content/files");
  eleventyConfig.addPlugin(IdAttributePlugin);
};
export const config = {
  markdownTemplateEngine: "njk",
  dir: { input: "content", includes: "../_includes", data: "../_data", output: "_site" },
};
"""
META = """\
export default {
  title: "Ines counts",
  url: "https://ines.example/",
  language: "en",
  description: 'Letters & "numbers"',
  author: { name: "Ines Roca", email: "ines@ines.example" }
}
"""
FIRST = """\
---
title: First count
description: How it began
date: 2018-05-01
tags: tea
---
Counted by {{ metadata.author.name }} of {{ site.title | upper }}.
See [the second](2018-07-04-second-post.md#part-one), [it]({{ '/blog/second-post/' | url }}).

{% image "./pot.png", "A pot" %}

![Cup](/img/cup.png)

{% highlight "js" %}
let a = "{b}";
{% endhighlight %}

```
{% raw %}{{ shown }}{% endraw %}
```

{% set x = 1 %}{# note #}{% callout "x" %}

## Part One
"""


THIRD = '---json\n{"title": "Third", "date": "2018-08-24T10:00:00Z", "tags": ["posts", "x"]}\n---\nThree.\n'
OWN = '---\ntitle: Own\ndate: 2018-09-01\npermalink: "/notes/{{ page.fileSlug }}.html"\n---\nOwn {{ page.url }}.\n'
HIDDEN = "---\ntitle: Hidden\ndate: 2018-09-03\neleventyExcludeFromCollections: true\n---\nHere.\n"


@pytest.fixture
def blog(draw_picture):
    return {
        "eleventy.config.js": CONFIG,
        "_data/metadata.js": META,
        "_includes/layout.njk": "<p>theme</p>",
        "README.md": "# A starter",
        "content/index.njk": "{% for post in posts %}",
        "content/about.md": "---\ntitle: About\n---\nMe.\n",
        "content/blog/blog.11tydata.js": 'export default { tags: ["posts"], layout: "layouts/post.njk" };',
        "content/blog/first-post.md": FIRST,
        "content/blog/pot.png": draw_picture(),
        "content/blog/2018-07-04-second-post.md": "---\ntitle: Second\n---\n## Part One\n\nWords.\n",
        "content/blog/third/index.md": THIRD,
        "content/blog/own.md": OWN,
        "content/blog/rough.md": "---\ntitle: Rough\ndate: 2018-09-02\ndraft: true\n---\nNot yet.\n",
        "content/blog/moved.md": "---\ntitle: Moved\ndate: git Last Modified\n---\nWhen?\n",
        "content/blog/hidden.md": HIDDEN,
        "public/img/cup.png": draw_picture(8, 8),
        "node_modules/x/readme.md": "no",
    }  # fmt: skip


def test_a_blog_arrives_whole_and_builds(bring, blog):
    new = bring("eleventy", blog)
    assert new.code == 0, new.err
    assert new.files == [
        "pages/about/index.md",
        "posts/2018-05-01-first-post/cup.png",
        "posts/2018-05-01-first-post/index.md",
        "posts/2018-05-01-first-post/pot.png",
        "posts/2018-07-04-second-post/index.md",
        "posts/2018-08-24-third/index.md",
        "posts/2018-09-01-own/index.md",
        "posts/2018-09-02-rough/index.md",
        "posts/2018-09-03-hidden/index.md",
        "posts/2024-03-08-moved/index.md",
    ]
    site = new.build()
    for old in ("blog/first-post/index.html", "blog/second-post/index.html", "blog/third/index.html", "notes/own.html"):
        assert (site / old).is_file()
    said = (new.root / "site.toml").read_text("utf-8")
    assert 'title = "Ines counts"\nauthor = "Ines Roca"\ndescription = "Letters & \\"numbers\\""\n' in said
    assert 'base_url = "https://ines.example/"' in said


def test_metadata_and_states(bring, blog):
    new = bring("eleventy", blog)
    meta = new.meta("posts/2018-05-01-first-post")
    assert (meta.title, meta.description, meta.tags) == ("First count", "How it began", ("tea",))
    assert new.meta("posts/2018-08-24-third").date == "2018-08-24T10:00:00+00:00"
    assert new.meta("posts/2018-08-24-third").tags == ("x",)
    assert new.meta("posts/2018-09-03-hidden").unlisted
    assert {one["title"] for one in new.report["documents"] if one["draft"]} == {"Rough", "Moved"}
    assert new.about("which only Eleventy can tell", "changed") == ["content/blog/moved.md:3"]
    assert [note["file"] for note in new.report["told"] if note["message"].startswith("a template")] == [
        "content/index.njk"
    ]


def test_templates_in_the_text_are_filled_or_reported(bring, blog):
    new = bring("eleventy", blog)
    assert new.text("posts/2018-05-01-first-post") == (
        "Counted by Ines Roca of .\nSee [the second](../2018-07-04-second-post/index.md#part-one), "
        "[it](../2018-07-04-second-post/index.md).\n\n"
        "![A pot](pot.png)\n\n"
        "![Cup](cup.png)\n\n"
        '```js\nlet a = "{b}";\n```\n\n'
        "```\n{{ shown }}\n```\n\n"
        '<!-- {% callout "x" %} -->\n\n'
        "## Part One"
    )
    assert new.about("a template tag that only Eleventy can fill", "lost") == [
        "content/blog/first-post.md:7",
        "content/blog/first-post.md:22",
    ]
    assert new.text("posts/2018-09-01-own") == "Own /notes/own.html."


def test_without_templates_braces_are_words(bring, blog):
    config = CONFIG.replace('markdownTemplateEngine: "njk"', "markdownTemplateEngine: false")
    new = bring("eleventy", {**blog, "eleventy.config.js": config})
    assert new.text("posts/2018-09-01-own") == r"Own \{{ page.url }}."

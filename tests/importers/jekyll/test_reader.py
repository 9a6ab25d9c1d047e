import re

import pytest

CONFIG = """\
title: Tea & Tensors
author: {name: Mira Olsen}
description: Cups and matrices
url: "https://mira.example"
baseurl: /notes
timezone: Europe/Oslo
permalink: /:categories/:year/:month/:day/:title
repository: mira/tea
defaults:
  - {scope: {path: "essays"}, values: {permalink: "/long/:basename/", layout: essay}}
collections:
  recipes: {output: true, permalink: "/:collection/:name"}
"""

FIRST = """\
---
layout: post
title: "First cup"
date: 2018-06-01 09:30:00
categories: [tea, notes]
tags: brewing tensors
image: /img/pot.png
share: true
mood: A long sentence about how it felt.
---

* TOC
{:toc}

What I packed:
- a kettle
- a cup
  - with a handle

A footnote[^two] and one more[^one].

[^one]: The second by reference.
[^two]: The first by reference.
[^lost]: Nobody asks for me.

## Milk -- or not?
{: .no_toc}

## Sugar & spice, C++
{: #sweet .big}

See [the part](#milk--or-not), [sweet](#sweet), [later]({% post_url 2018-06-08-second %}#a-part),
[about]({% link about.md %}), [old]({{ site.baseurl }}/tea/2018/06/08/second) and
[whole](https://mira.example/notes/tea/2018/06/08/second.html).

{% highlight python linenos %}
def pour(cup):
    return cup
{% endhighlight %}

{% include note.html text="Careful, hot" %}
{% include missing.html id="x" %}
Repo: {{ site.repository }}, {{ site.nothing }}.

![A pot]({{ site.baseurl }}/img/pot.png){: width="200" }
![](/notes/img/pot.png)
![gone](/notes/img/gone.png)
A [dead link](/notes/tea/nowhere) and [a file](/notes/assets/data.csv).
"""

SECOND = """\
---
title: Second
category: tea
redirect_from: [/older/second, /oldest.html]
---
## A part
Costs $5 and $6.

{% for post in site.posts %}
* {{ post.title }}
{% endfor %}
{% if site.title %}Shown.{% else %}Hidden words.{% endif %}
"""


def line_of(words):
    """Return the place of the first line of FIRST that has ``words``."""
    number = next(number for number, line in enumerate(FIRST.split("\n"), 1) if words in line)
    return f"_posts/2018-06-01-first-cup.md:{number}"


@pytest.fixture
def blog(draw_picture):
    """A Jekyll blog with a bit of everything."""
    return {
        "_config.yml": CONFIG,
        "_posts/2018-06-01-first-cup.md": FIRST,
        "_posts/2018-06-08-second.markdown": SECOND,
        "_drafts/rough.md": "---\ntitle: Rough\n---\nNot yet. [Second](/notes/tea/2018/06/08/second)\n",
        "_includes/note.html": '<div class="note">{{ include.text }}</div>\n',
        "_layouts/post.html": "{{ content }}",
        "_recipes/scones.md": "---\ntitle: Scones\n---\nButter.\n",
        "about.md": "---\ntitle: About\npermalink: /about/\n---\nMe. ![pot](img/pot.png)\n",
        "essays/long.html": "---\ntitle: Long\n---\n<p>An <em>essay</em>.</p>\n",
        "index.html": "---\n---\n<ul>{% for p in site.posts %}<li>{{ p.title }}</li>{% endfor %}</ul>\n",
        "feed.xml": "---\n---\n<feed/>\n",
        "assets/data.csv": "a,b\n",
        "assets/unused.bin": b"\0",
        "img/pot.png": draw_picture(),
        "README": "no front matter",
    }


def test_a_blog_arrives_whole_and_builds(bring, blog):
    new = bring("jekyll", blog)
    assert new.code == 0
    assert new.files == [
        "pages/about/index.md",
        "pages/about/pot.png",
        "pages/long/index.md",
        "pages/scones/index.md",
        "posts/2018-06-01-first-cup/data.csv",
        "posts/2018-06-01-first-cup/index.md",
        "posts/2018-06-01-first-cup/pot.png",
        "posts/2018-06-08-second/index.md",
        "posts/2024-03-08-rough/index.md",
    ]
    site = new.build()
    assert (site / "tea/notes/2018/06/01/first-cup/index.html").is_file()
    assert not list(site.rglob("*rough*"))


def test_front_matter_is_put_into_our_keys(bring, blog):
    new = bring("jekyll", blog)
    meta = new.meta("posts/2018-06-01-first-cup")
    assert (meta.title, meta.date) == ("First cup", "2018-06-01T09:30:00+02:00")
    assert meta.tags == ("tea", "notes", "brewing", "tensors")
    assert (meta.cover, meta.toc) == ("pot.png", True)
    assert new.meta("posts/2024-03-08-rough").draft
    assert "mood" in str(new.notes())
    assert "share" not in str(new.notes("told"))


def test_old_addresses_lead_to_the_new_ones(bring, blog):
    new = bring("jekyll", blog)
    new.build()
    assert new.url("posts/2018-06-08-second") == "/tea/2018/06/08/second/"
    assert new.meta("posts/2018-06-08-second").aliases == (
        "/tea/2018/06/08/second.html",
        "/older/second/",
        "/oldest.html",
    )
    assert "/notes/tea/2018/06/08/second/" in new.html("/oldest.html")
    assert new.url("pages/scones") == "/recipes/scones/"
    assert new.meta("pages/scones").aliases == ("/recipes/scones.html",)
    assert new.url("pages/long") == "/long/long/"
    assert new.url("pages/about") == "/about/"
    assert new.meta("pages/about").permalink == ""


def test_links_lead_to_documents_files_and_places(bring, blog):
    text = bring("jekyll", blog).text("posts/2018-06-01-first-cup")
    assert "[later](../2018-06-08-second/index.md#a-part)" in text
    assert "[about](../../pages/about/index.md)" in text
    assert "[old](../2018-06-08-second/index.md)" in text
    assert "[whole](../2018-06-08-second/index.md)" in text
    assert '![A pot](pot.png){: width="200" }' in text
    assert "[a file](data.csv)" in text
    assert "[dead link](https://mira.example/notes/tea/nowhere)" in text
    assert "![gone](https://mira.example/notes/img/gone.png)" in text


def test_deep_links_into_a_post_still_arrive(bring, blog):
    new = bring("jekyll", blog)
    new.build()
    page = new.html("/tea/notes/2018/06/01/first-cup/")
    assert re.findall(r'<h2[^>]* id="([^"]+)"', page)[:2] == ["milk--or-not", "sweet"]
    assert 'href="#milk--or-not"' in page


def test_liquid_is_evaluated_and_what_is_unknown_is_reported_with_its_line(bring, blog):
    new = bring("jekyll", blog)
    text = new.text("posts/2018-06-01-first-cup")
    assert '<div class="note">Careful, hot</div>' in text
    assert '```python linenums="1"\ndef pour(cup):\n    return cup\n```' in text
    assert "Repo: mira/tea, ." in text
    assert "* TOC" not in text
    assert new.about("there is no include 'missing.html'") == [line_of("missing.html")]
    assert new.about("'site.nothing' has no value") == [line_of("site.nothing")]
    assert new.about("a list that a template made") == ["_posts/2018-06-08-second.markdown:9", "index.html:3"]


def test_everything_that_needs_a_person_is_told_by_file_and_line(bring, blog):
    new = bring("jekyll", blog)
    assert new.about("a picture that is not here") == [line_of("gone.png")]
    assert new.about("without alternative text") == [line_of("![](")]
    assert new.about("a file or page that is not here") == [line_of("nowhere")]
    assert new.about("nothing refers to footnote [^lost]", "told") == [line_of("[^lost]")]
    told = new.notes("told")
    assert ("_includes", 0, "1 files of the theme or of data: not imported") in told
    assert ("feed.xml", 0, "made by Fridaygram itself: not imported") in told
    assert (".", 0, "2 files that no document shows or links: not imported") in told


def test_a_new_blog_gets_its_settings_from_the_old_ones(bring, blog):
    new = bring("jekyll", blog)
    text = (new.root / "site.toml").read_text("utf-8")
    assert 'title = "Tea & Tensors"\nauthor = "Mira Olsen"\ndescription = "Cups and matrices"\n' in text
    assert 'base_url = "https://mira.example/notes/"\ntimezone = "Europe/Oslo"\n' in text
    assert 'title = "About"\nurl = "/about/"' in text


def test_a_post_that_cannot_be_read_does_not_keep_the_others_out(bring, blog):
    blog["_posts/2018-06-15-latin.md"] = "---\ntitle: x\n---\ncaf\xe9\n".encode("latin-1")
    blog["_posts/2018-06-22-org.org"] = "* Org\n"
    blog["_posts/undated.md"] = "---\ntitle: Undated\n---\nWhen?\n"
    blog["_posts/2018-13-45-never.md"] = "---\ntitle: Never\n---\nNo such day.\n"
    blog["_posts/2018-06-29-broken.md"] = "---\ntitle: [Broken\ntags: a b\n---\nWords.\n"
    new = bring("jekyll", blog)
    assert new.code == 0
    assert new.about("not UTF-8") == ["_posts/2018-06-15-latin.md:4"]
    assert new.about("org is no Markdown") == ["_posts/2018-06-22-org.org:1"]
    assert new.about("without a day in its name") == ["_posts/undated.md:0"]
    assert new.meta("posts/2024-03-08-undated").draft
    assert new.about("read line by line")[0].startswith("_posts/2018-06-29-broken.md:")
    assert new.text("posts/2018-06-29-broken") == "Words."
    assert new.text("posts/2024-03-08-never") == "No such day."
    new.build()


def test_data_in_folders_is_read_and_an_include_ends_its_line(bring):
    new = bring(
        "jekyll",
        {
            "_data/shop/tea.yml": "- name: Assam\n- name: Keemun\n",
            "_data/shop/deep/cups.json": '{"size": 3}',
            "_data/broken.yml": "a: [1\n",
            "_includes/lead.html": "Before the code\n",
            "_posts/2018-06-01-one.md": "---\ntitle: One\n---\n"
            "{% for tea in site.data.shop.tea %}{{ tea.name }} {% endfor %}{{ site.data.shop.deep.cups.size }}\n\n"
            "{%- include lead.html -%}\n```python\na = 1\n```\n\nLast words.\n",
        },
    )
    assert new.text("posts/2018-06-01-one") == ("Assam Keemun 3Before the code\n```python\na = 1\n```\n\nLast words.")
    assert new.about("data that cannot be read") == ["_data/broken.yml:0"]
    new.build()


def test_an_include_within_itself_ends(bring):
    new = bring(
        "jekyll",
        {
            "_includes/again.html": "x{% include again.html %}",
            "_posts/2018-06-01-one.md": "---\ntitle: One\n---\n{% include again.html %}\n",
        },
    )
    assert new.text("posts/2018-06-01-one") == "x" * 12
    assert new.about("includes within includes without end") == ["_posts/2018-06-01-one.md:4"]


def test_stubs_of_tag_pages_are_left_out_and_links_lead_to_the_tag(bring):
    new = bring(
        "jekyll",
        {
            "_posts/2018-06-01-one.md": "---\ntitle: One\ntags: [tea]\n---\n"
            "[tea](/tag/tea/) and [cups](/category/cups/)\n",
            "tag/tea.md": "---\nlayout: tag_page\ntag: tea\npermalink: /tag/tea/\n---\n## Posts about tea\n",
            "category/cups.md": "---\nlayout: category\n---\n# Cups\n\nWords about cups.\n",
            "plain.md": "---\ntitle: Plain\n---\n## A heading alone\n",
        },
    )
    assert new.files == ["pages/cups/index.md", "pages/plain/index.md", "posts/2018-06-01-one/index.md"]
    assert new.about("a page that a template alone made", "told") == ["tag/tea.md:0"]
    assert new.text("posts/2018-06-01-one") == "[tea](/tags/tea/) and [cups](../../pages/cups/index.md)"
    settings = (new.root / "site.toml").read_text("utf-8")
    assert '[redirects]\n"/tag/tea/" = "/tags/tea/"\n' in settings
    assert 'title = "Tea' not in settings
    new.build()
    assert "/tags/tea/" in new.html("/tag/tea/")


@pytest.mark.parametrize(
    ("files", "identity", "feed"),
    [
        ({"_config.yml": "url: https://mira.example\nbaseurl: /n\n"}, "", ""),
        (
            {"_config.yml": "url: https://mira.example\nbaseurl: /n\nplugins: [jekyll-feed]\n"},
            "https://mira.example/n/2018/06/01/one",
            "",
        ),
        (
            {
                "_config.yml": "url: https://mira.example\npermalink: /:title\nfeed: {path: /x/atom.xml}\n",
                "Gemfile": "gem 'jekyll-feed'\n",
            },
            "https://mira.example/one",
            "x/atom.xml",
        ),
        (
            {
                "_config.yml": "url: https://mira.example\npermalink: /:title\n",
                "atom.xml": "---\n---\n<feed>{% for post in site.posts %}<entry><id>{{ site.url }}{{ post.url }}</id>"
                "</entry>{% endfor %}</feed>",
            },
            "https://mira.example/one",
            "atom.xml",
        ),
        (
            {
                "_config.yml": "url: https://mira.example\npermalink: /a/:title/\n",
                "rss.xml": "---\n---\n<rss>{% for post in site.posts %}<guid>{{ site.url }}{{ post.url }}</guid>"
                "{% endfor %}</rss>",
            },
            "",
            "",
        ),
    ],
)
def test_subscribers_find_the_feed_and_know_its_entries(bring, files, identity, feed):
    new = bring("jekyll", {**files, "_posts/2018-06-01-one.md": "---\ntitle: One\n---\nWords.\n"})
    assert new.meta("posts/2018-06-01-one").feed_id == identity
    site = new.build()
    if feed:
        assert f"<id>{identity}</id>" in (site / feed).read_text("utf-8")
    assert ("feed_aliases" in (new.root / "site.toml").read_text("utf-8")) == bool(feed)

"""A Nikola blog, written for this test: reStructuredText, Markdown, HTML, metadata in each of its forms."""

import pytest

CONF = """\
import time
BLOG_AUTHOR = "Ines Roca"
BLOG_TITLE = "Ines " + "counts"
SITE_URL = "https://ines.example/n/"
BLOG_EMAIL = "ines@ines.example"
DEFAULT_LANG = "en"
TRANSLATIONS = {DEFAULT_LANG: "", "es": "./es"}
POSTS = (("posts/*.rst", "posts", "post.tmpl"), ("posts/*.md", "posts", "post.tmpl"),
         ("posts/*.html", "posts", "post.tmpl"))
PAGES = (("pages/*.rst", "", "page.tmpl"), ("pages/*.md", "", "page.tmpl"))
TIMEZONE = "Europe/Madrid"
"""
RST = """\
.. title: Counting & more
.. slug: counting
.. date: 2018-02-03 10:20:00 UTC+02:00
.. tags: n-grams, smoothing
.. category: tea
.. link:
.. description: How to count
.. type: text
.. previewimage: /images/pot.png

Four **hundred** reviews [#a]_, see :doc:`second` and `a part <link://slug/second#a-part>`_ and ``code_1``.

.. TEASER_END

Part
====

.. code-block:: python
   :number-lines:

   print("x")

.. figure:: /images/pot.png
   :alt: A pot

   The *pot*

.. youtube:: abcdefghijk

.. math::

   x^2

.. warning:: Take care.

.. raw:: html

   <p>From <b>HTML</b></p>

.. include:: secret.txt

.. raw:: html
   :file: secret.txt

.. csv-table:: Words
   :file: secret.txt

.. chart:: Bar

   'x', [1]

+-------+------+
| Order | Bits |
+=======+======+
| 2     | 3.1  |
+-------+------+

.. [#a] By hand.
"""
MD = """\
<!--
.. title: Second
.. slug: second
.. date: 2018-02-10 10:00
.. status: featured
-->

## A part

    :::python
    print("y")

See [the first](link://slug/counting). {{% youtube abcdefghijk %}}

{{% chart x %}}
"""


@pytest.fixture
def blog(draw_picture):
    return {
        "conf.py": CONF,
        "posts/counting.rst": RST,
        "posts/secret.txt": "secret words",
        "posts/2018/second.md": MD,
        "posts/counting.es.rst": ".. title: Contar\n\nCuatro cientos.\n",
        "posts/rough.rst": ".. title: Rough\n.. date: 2018-02-11\n.. tags: draft, x\n\nNot yet.\n",
        "posts/mine.md": "---\ntitle: Mine\ndate: 2018-02-12\nstatus: private\n---\nOnly me.\n",
        "posts/old.html": "<!--\n.. title: Old\n.. date: 2018-02-13\n-->\n<p>As <i>HTML</i>.</p>\n",
        "posts/apart.rst": "Words apart.\n",
        "posts/apart.meta": ".. title: Apart\n.. slug: apart\n.. date: 2018-02-14 09:00:00\n",
        "posts/undated.rst": ".. title: Undated\n\nWhen?\n",
        "pages/about.rst": ".. title: About\n.. slug: about\n\nMe.\n",
        "images/pot.png": draw_picture(),
        "files/robots.txt": "x",
        "output/posts/counting/index.html": "<p>made</p>",
    }


def test_a_blog_arrives_whole_and_builds(bring, blog):
    new = bring("nikola", blog)
    assert new.code == 0, new.err
    assert new.files == [
        "pages/about/index.md",
        "posts/2018-02-03-counting/index.md",
        "posts/2018-02-03-counting/pot.png",
        "posts/2018-02-10-second/index.md",
        "posts/2018-02-11-rough/index.md",
        "posts/2018-02-12-mine/index.md",
        "posts/2018-02-13-old/index.md",
        "posts/2018-02-14-apart/index.md",
        "posts/2024-03-08-undated/index.md",
    ]
    site = new.build()
    assert (site / "posts/counting/index.html").is_file()
    assert (site / "posts/2018/second/index.html").is_file()
    said = (new.root / "site.toml").read_text("utf-8")
    assert 'title = "Ines counts"\nauthor = "Ines Roca"\n' in said
    assert 'base_url = "https://ines.example/n/"\ntimezone = "Europe/Madrid"\n' in said


def test_metadata_and_states(bring, blog):
    new = bring("nikola", blog)
    meta = new.meta("posts/2018-02-03-counting")
    assert (meta.title, meta.date, meta.tags) == (
        "Counting & more",
        "2018-02-03T09:20:00+01:00",
        ("tea", "n-grams", "smoothing"),
    )
    assert (meta.description, meta.cover) == ("How to count", "pot.png")
    assert new.meta("posts/2018-02-11-rough").draft
    assert new.meta("posts/2018-02-11-rough").tags == ("x",)
    drafts = {one["title"] for one in new.report["documents"] if one["draft"]}
    assert drafts == {"Rough", "Mine", "Undated"}
    assert new.about("a private text", "changed") == ["posts/mine.md:3"]
    assert new.about("a translation (es)", "lost") == ["posts/counting.es.rst:0"]
    assert new.text("posts/2018-02-13-old") == "As *HTML*."
    assert new.text("posts/2018-02-14-apart") == "Words apart."


def test_restructuredtext_becomes_markdown(bring, blog):
    new = bring("nikola", blog)
    assert new.text("posts/2018-02-03-counting") == (
        "Four **hundred** reviews[^1], see [second](../2018-02-10-second/index.md) and "
        "[a part](../2018-02-10-second/index.md#a-part) and `code_1`.\n\n"
        "## Part\n\n"
        '```python\nprint("x")\n```\n\n'
        '![A pot](pot.png "The *pot*")\n\n'
        "![Video on YouTube](https://www.youtube.com/watch?v=abcdefghijk)\n\n"
        "$$\nx^2\n$$\n\n"
        '!!! warning "Warning"\n\n    Take care.\n\n'
        "From **HTML**\n\n"
        "| Order | Bits |\n| --- | --- |\n| 2 | 3.1 |\n\n"
        "[^1]: By hand."
    )
    lost = sorted((line, message) for file, line, message in new.notes("lost") if file == "posts/counting.rst")
    closed = "File and URL access deactivated"
    start = {number: text for number, text in enumerate(RST.split("\n"), 1) if text.startswith(".. ")}
    assert [(start[line], message) for line, message in lost] == [
        (".. include:: secret.txt", 'reStructuredText: "include" is not imported'),
        (".. raw:: html", 'reStructuredText: "raw" is not imported'),
        (".. csv-table:: Words", f'reStructuredText: {closed}; ignoring "csv-table" directive.'),
        (".. chart:: Bar", 'reStructuredText: "chart" is not imported'),
    ]
    everything = "".join(path.read_text("utf-8") for path in new.root.rglob("*.md"))
    assert "secret words" not in everything


def test_markdown_and_shortcodes(bring, blog):
    new = bring("nikola", blog)
    assert new.text("posts/2018-02-10-second").startswith(
        '## A part\n\n```python\nprint("y")\n```\n\n'
        "See [the first](../2018-02-03-counting/index.md). [Video on YouTube]"
    )
    assert new.about("the shortcode 'chart' is not known here", "lost") == ["posts/2018/second.md:15"]


def test_addresses_without_folders(bring, blog):
    new = bring("nikola", {**blog, "conf.py": CONF + "PRETTY_URLS = False\n"})
    assert (new.build() / "posts/counting.html").is_file()

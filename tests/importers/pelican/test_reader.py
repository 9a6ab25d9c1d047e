import pytest

CONF = """\
import os
AUTHOR = 'Ines Roca'
SITENAME = "Ines " + "counts"
SITEURL = ''
PATH = 'content'
TIMEZONE = 'Europe/Madrid'
DEFAULT_LANG = 'en'
ARTICLE_URL = 'log/{date:%Y}/{slug}/'
ARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'
STATIC_PATHS = ['images', 'extra']
THEME = os.environ.get('THEME')
"""

FIRST = """\
Title: Counting: the first
Date: 2017-03-03 10:20
Modified: 2017-03-10
Tags: n-grams, smoothing
Slug: counting
Authors: Ines Roca; Bo Lind, PhD
Summary: How to count
    with two hands.
Image: images/pot.png
Colour: red

[TOC]

See [second]({filename}../second.md#a-part), [it]({filename}/second.md), [about](|filename|/pages/about.md),
![pot]({static}/images/pot.png), [data]({attach}data.csv), [tag]({tag}smoothing), [all]({archives}),
[gone]({filename}gone.md), [me]({author}ines).

    :::python
    def f():
        return 1

Text \\(a+b\\) ends. `{filename}x.md` in code stays.

{% include_code hello.py lang:python %}

{% notebook x.ipynb %}
"""


HTML = """\
<html><head><title>Html &amp; so</title><meta name="date" content="2017-03-31"><meta name="tags" content="x, y">
</head><body>
<p>To <a href="{filename}second.md">2</a></p>
</body></html>
"""


def line_of(words):
    """Return the place of the first line of FIRST that has ``words``."""
    number = next(number for number, line in enumerate(FIRST.split("\n"), 1) if words in line)
    return f"content/tea/first.md:{number}"


@pytest.fixture
def blog(draw_picture):
    """A Pelican blog with a bit of everything."""
    return {
        "pelicanconf.py": CONF,
        "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://ines.example/n'\n",
        "content/tea/first.md": FIRST,
        "content/tea/data.csv": "a,b\n",
        "content/second.md": "---\ntitle: Second\ndate: 2017-03-10\ntags:\n  - a\n  - b\n---\n\n## A part\n\nWords.\n",
        "content/second-de.md": "Title: Zweites\nDate: 2017-03-11\nSlug: second\nLang: de\n\nWorte.\n",
        "content/solo-de.md": "Title: Allein\nDate: 2017-03-12\nLang: de\n\nNur hier.\n",
        "content/rough.md": "Title: Rough\nDate: 2017-03-17\nStatus: draft\n\nNot yet.\n",
        "content/shy.md": "Title: Shy\nDate: 2017-03-18\nStatus: hidden\n\nHere.\n",
        "content/skipped.md": "Title: Skipped\nDate: 2017-03-18\nStatus: skip\n\nSkipped words.\n",
        "content/undated.md": "Title: Undated\n\nWhen?\n",
        "content/2017-03-24-by-name.md": "Title: Of a day\n\nThen.\n",
        "content/html.html": HTML,
        "content/old.asc": "= Asc\n\nx\n",
        "content/pages/about.md": "Title: About\nSave_as: about-me.html\n\nMe.\n",
        "content/code/hello.py": "print(1)\n",
        "content/images/pot.png": draw_picture(),
        "content/extra/robots.txt": "x",
    }


def test_a_blog_arrives_whole_and_builds(bring, blog):
    new = bring("pelican", blog)
    assert new.code == 0
    assert new.files == [
        "pages/about/index.md",
        "posts/2017-03-03-counting/data.csv",
        "posts/2017-03-03-counting/index.md",
        "posts/2017-03-03-counting/pot.png",
        "posts/2017-03-10-second/index.md",
        "posts/2017-03-11-second-de/index.md",
        "posts/2017-03-12-allein-de/index.md",
        "posts/2017-03-17-rough/index.md",
        "posts/2017-03-18-shy/index.md",
        "posts/2017-03-24-of-a-day/index.md",
        "posts/2017-03-31-html-so/index.md",
        "posts/2024-03-08-undated/index.md",
    ]
    site = new.build()
    assert (site / "log/2017/counting/index.html").is_file()
    assert not list(site.rglob("*rough*"))
    text = (new.root / "site.toml").read_text("utf-8")
    assert 'title = "Ines counts"\nauthor = "Ines Roca"\n' in text
    assert 'base_url = "https://ines.example/n/"\ntimezone = "Europe/Madrid"\n' in text


def test_metadata_is_put_into_our_keys(bring, blog):
    new = bring("pelican", blog)
    meta = new.meta("posts/2017-03-03-counting")
    assert (meta.title, meta.date, meta.updated) == ("Counting: the first", "2017-03-03T10:20:00+01:00", "2017-03-10")
    assert (meta.tags, meta.authors) == (("tea", "n-grams", "smoothing"), ("Ines Roca", "Bo Lind, PhD"))
    assert (meta.description, meta.cover, meta.toc) == ("How to count with two hands.", "pot.png", True)
    assert new.meta("posts/2017-03-10-second").tags == ("a", "b")
    assert new.meta("posts/2017-03-17-rough").draft
    assert new.meta("posts/2017-03-18-shy").unlisted
    html = new.meta("posts/2017-03-31-html-so")
    assert (html.title, html.tags) == ("Html & so", ("x", "y"))
    assert new.about("'colour' left out", "told") == [line_of("Colour")]


def test_old_addresses_lead_to_the_new_ones(bring, blog):
    new = bring("pelican", blog)
    new.build()
    assert 'permalink = "/log/{year}/{slug}/"' in (new.root / "site.toml").read_text("utf-8")
    assert new.meta("posts/2017-03-03-counting").permalink == ""
    assert "https://ines.example/n/log/2017/counting/" in new.html("/log/2017/counting/")
    assert new.url("pages/about") == "/pages/about.html"
    assert new.meta("pages/about").aliases == ("/about-me.html",)


def test_links_in_braces_and_code_become_ours(bring, blog):
    new = bring("pelican", blog)
    text = new.text("posts/2017-03-03-counting")
    assert "[second](../2017-03-10-second/index.md#a-part), [it](../2017-03-10-second/index.md)" in text
    assert "[about](../../pages/about/index.md),\n![pot](pot.png), [data](data.csv)" in text
    assert "[tag](/tags/smoothing/), [all](/archive/)" in text
    assert "```python\ndef f():\n    return 1\n```" in text
    assert "Text $a+b$ ends. `{filename}x.md` in code stays." in text
    assert '```python title="hello.py"\nprint(1)\n```' in text
    assert "[TOC]" not in text
    assert '<a href="../2017-03-10-second/index.md">2</a>' in new.text("posts/2017-03-31-html-so")


def test_everything_that_needs_a_person_is_told_by_file_and_line(bring, blog):
    new = bring("pelican", blog)
    assert new.about("a file or page that is not here") == [line_of("gone.md"), line_of("gone.md")]
    assert new.about("no page of the author 'ines'") == [line_of("gone.md")]
    assert new.about("the tag 'notebook'") == [line_of("{% notebook")]
    assert new.about("texts in de, en: lists and feeds show all languages together") == [".:0"]
    assert new.about("asc is no Markdown") == ["content/old.asc:1"]
    assert new.about("a document that Pelican skips") == ["content/skipped.md:0"]
    assert "Skipped words." in new.out
    assert new.about("a post without a date") == ["content/undated.md:0"]
    assert new.meta("posts/2024-03-08-undated").draft
    assert new.about("words of this line") == []


def test_settings_are_read_and_never_run(bring, tmp_path):
    trap = tmp_path / "trap"
    conf = f"open({str(trap)!r}, 'w')\nSITENAME = 'x'\nSITEURL = str(1)\nPATH = '../..'\n"
    new = bring("pelican", {"pelicanconf.py": conf, "content/a.md": "Title: A\nDate: 2017-03-03\n\nWords.\n"})
    assert not trap.exists()
    assert new.about("SITEURL is computed") == ["pelicanconf.py:3"]
    broken = bring(
        "pelican", {"pelicanconf.py": "SITENAME = (\n", "content/a.md": "Title: A\nDate: 2017-03-03\n\nWords.\n"}
    )
    assert broken.about("not Python") == ["pelicanconf.py:1"]


def test_a_blog_with_default_settings_is_published(bring):
    """What pelican-quickstart asks for, and nothing else: neither addresses nor the places of files are set."""
    new = bring(
        "pelican",
        {
            "pelicanconf.py": "AUTHOR = 'Ines'\nSITENAME = 'Counts'\nSITEURL = ''\n\nPATH = 'content'\n\n"
            "TIMEZONE = 'Europe/Madrid'\n\nDEFAULT_LANG = 'en'\n\nFEED_ALL_ATOM = None\nDEFAULT_PAGINATION = 10\n",
            "publishconf.py": "import os\nimport sys\n\nsys.path.append(os.curdir)\nfrom pelicanconf import *\n\n"
            "SITEURL = 'https://ines.example'\nRELATIVE_URLS = False\n",
            "content/first.md": "Title: First words\nDate: 2017-03-03\n\nTo the [second]({filename}second.md).\n",
            "content/second.md": "Title: Second\nDate: 2017-03-10\n\nWords.\n",
            "content/pages/about.md": "Title: About\n\nMe.\n",
        },
    )
    new.build()
    assert not new.meta("posts/2017-03-03-first-words").unlisted
    assert new.url("posts/2017-03-03-first-words") == "/first-words.html"
    assert new.url("pages/about") == "/pages/about.html"
    assert not new.meta("pages/about").unlisted
    assert "First words" in (new.root / "site" / "index.html").read_text("utf-8")
    assert new.about("makes the home page itself") == []


def test_a_text_that_pelican_writes_nowhere_is_reported(bring):
    new = bring(
        "pelican",
        {
            "pelicanconf.py": "SITENAME = 'Counts'\nPAGE_SAVE_AS = ''\n",
            "content/first.md": "Title: First\nDate: 2017-03-03\n\nWords.\n",
            "content/home.md": "Title: Home\nDate: 2017-03-03\nURL:\nSave_as: index.html\n\nWords of home.\n",
            "content/pages/about.md": "Title: About\n\nMe.\n",
        },
    )
    assert new.about("writes no file for it") == ["content/pages/about.md:0"]
    assert new.meta("pages/about").draft
    assert new.about("makes the home page itself") == ["content/home.md:0"]
    assert new.meta("posts/2017-03-03-home").unlisted
    new.build()


def test_subscribers_find_the_feed_and_lists_answer(bring):
    """Ids as feedgenerator makes them, and the files that Pelican's default theme links to."""
    new = bring(
        "pelican",
        {
            "pelicanconf.py": "SITENAME = 'Counts'\nAUTHOR = 'Ines'\nTIMEZONE = 'Europe/Madrid'\n"
            "FEED_ALL_ATOM = None\n",
            "publishconf.py": "SITEURL = 'https://ines.example/n'\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\n"
            "FEED_ALL_RSS = 'feeds/all.rss.xml'\n",
            "content/first.md": "Title: First\nDate: 2017-03-03 00:30\nTags: Big Data\nCategory: Notes\n\nWords.\n",
        },
    )
    site = new.build()
    identity = "tag:ines.example,2017-03-03:/n/first.html"
    assert new.meta("posts/2017-03-03-first").feed_id == identity
    assert f"<id>{identity}</id>" in (site / "feeds/all.atom.xml").read_text("utf-8")
    assert f'<guid isPermaLink="false">{identity}</guid>' in (site / "feeds/all.rss.xml").read_text("utf-8")
    for path, target in (
        ("/tag/big-data.html", "/tags/big-data/"),
        ("/category/notes.html", "/tags/notes/"),
        ("/author/ines.html", "/archive/"),
        ("/archives.html", "/archive/"),
    ):
        assert f'location.replace("/n{target}"' in new.html(path)


def test_translations_are_where_pelican_put_them(bring):
    new = bring(
        "pelican",
        {
            "pelicanconf.py": "SITENAME = 'Counts'\nARTICLE_LANG_URL = 'l/{lang}/{slug}.html'\n"
            "ARTICLE_LANG_SAVE_AS = 'l/{lang}/{slug}.html'\n",
            "content/one.md": "Title: One\nDate: 2017-03-03\n\n[de]({filename}eins.md)\n",
            "content/eins.md": "Title: Eins\nDate: 2017-03-03\nSlug: one\nLang: de\n\nWorte.\n",
            "content/pages/wer.md": "Title: Wer\nLang: de\n\nIch.\n",
        },
    )
    assert new.url("posts/2017-03-03-one") == "/one.html"
    assert new.url("posts/2017-03-03-one-de") == "/l/de/one.html"
    assert new.url("pages/wer-de") == "/pages/wer-de.html"
    assert new.meta("posts/2017-03-03-one-de").language == "de"
    assert new.text("posts/2017-03-03-one") == "[de](../2017-03-03-one-de/index.md)"
    new.build()
    assert '<html lang="de">' in new.html("/l/de/one.html")


RST = """\
Counting again
##############

:date: 2017-04-07 09:00
:tags: smoothing, tea
:slug: again
:summary: Once more

.. contents::

See `the second <{filename}second.md>`_ and \\\\[not a formula\\\\] [1]_.

Part
====

.. image:: {static}/images/pot.png
   :alt: A pot

.. include:: secret.txt

.. [1] By hand.
"""


def test_restructuredtext_is_read(bring, blog):
    new = bring("pelican", {**blog, "content/again.rst": RST, "content/secret.txt": "secret words"})
    meta = new.meta("posts/2017-04-07-again")
    assert (meta.title, meta.date, meta.tags) == ("Counting again", "2017-04-07T09:00:00+02:00", ("smoothing", "tea"))
    assert (meta.description, meta.toc) == ("Once more", True)
    assert new.url("posts/2017-04-07-again") == "/log/2017/again/"
    assert new.text("posts/2017-04-07-again") == (
        "See [the second](../2017-03-10-second/index.md) and \\\\[not a formula\\\\][^1].\n\n## Part\n\n"
        "![A pot](pot.png)\n\n[^1]: By hand."
    )
    assert new.about('"include" is not imported', "lost") == ["content/again.rst:19"]
    new.build()

import json
import re

import pytest

CONFIG = """\
baseURL = "https://kai.example/log/"
title = "Kai's log"
languageCode = "en-gb"
timeZone = "Europe/Berlin"
[params]
  author = "Kai Brandt"
  description = "Notes on sampling"
  mainSections = ["posts"]
  motto = "Less is more"
[permalinks]
  posts = "/:year/:month/:slug/"
[languages.en]
[languages.de]
[markup.goldmark.extensions.passthrough]
  enable = true
"""

FIRST = """\
+++
title = "The first of many"
date = 2019-04-26T10:00:00+02:00
lastmod = 2019-05-01
tags = ["sampling", "top-k"]
categories = ["Notes"]
aliases = ["/old/first/", "first-old"]
summary = "A short word."
images = ["images/chart.png"]
[params]
  colour = "red"
+++

Opening words, see https://example.com/a_b and `https://code.example`.

<!--more-->

## Top-k & **temperature**, C++ {#sampling .wide}

## Why -- *these* 3?

{{< figure src="/images/chart.png" alt="A chart" title="Loss" caption="by epoch" width="300" >}}

{{< highlight go "linenos=table,hl_lines=2,linenostart=10" >}}
func main() {
    fmt.Println("x")
}
{{< /highlight >}}

{{% notice tip "Mind this" %}}
Inner **bold** with [a ref]({{< ref "2019-05-03-bundle" >}}).
{{% /notice %}}

[Bundle]({{< relref "/posts/2019-05-03-bundle/index.md#part" >}}), [gone]({{< ref "nowhere.md" >}}),
[tag](/log/tags/top-k/), [list](/posts/), [own](#why--these-3), {{< param motto >}}.

Write {{</* figure src="x" */>}} to show one.

{{< widget a="b c" >}}

Inline \\(a_1 + b\\) ends.
"""

BUNDLE = """\
---
title: Bundle
date: 2019-05-03
cover: {image: img/pic.png, alt: A picture}
---
![A pic](img/pic.png) and [data](data.csv), [first](../first.md).

## Part
"""


def line_of(words):
    """Return the place of the first line of FIRST that has ``words``."""
    number = next(number for number, line in enumerate(FIRST.split("\n"), 1) if words in line)
    return f"content/posts/first.md:{number}"


@pytest.fixture
def blog(draw_picture):
    """A Hugo blog with a bit of everything."""
    return {
        "hugo.toml": CONFIG,
        "content/posts/first.md": FIRST,
        "content/posts/first.de.md": "---\ntitle: Deutsch\ndate: 2019-05-01\n---\nHallo\n",
        "content/posts/2019-05-03-bundle/index.md": BUNDLE,
        "content/posts/2019-05-03-bundle/img/pic.png": draw_picture(),
        "content/posts/2019-05-03-bundle/data.csv": "a,b\n",
        "content/posts/2019-05-03-bundle/loose.txt": "goes along",
        "content/posts/2019-05-03-bundle/part.md": "A page resource.\n",
        "content/posts/json.md": json.dumps({"title": "Json", "date": "2019-05-10", "draft": True}) + "\n\nText.\n",
        "content/posts/expired.md": "---\ntitle: Old\ndate: 2019-01-01\nexpiryDate: 2020-01-01\n---\nGone.\n",
        "content/posts/undated.md": "---\ntitle: No day\n---\nHm.\n",
        "content/posts/2019-06-07-named.md": "Only the name has a day.\n",
        "content/posts/notes.org": "* Org\n",
        "content/posts/_index.md": "---\ntitle: Posts\n---\n",
        "content/hidden.md": "---\ntitle: Hidden\nbuild: {render: never}\n---\nSecret words.\n",
        "content/about/index.md": "---\ntitle: About\nurl: /about-me.html\nmenu: main\n---\nMe.\n",
        "static/images/chart.png": draw_picture(grey=9),
        "layouts/shortcodes/widget.html": '<b>{{ .Get "a" }}</b>',
    }


def test_a_blog_arrives_whole_and_builds(bring, blog):
    new = bring("hugo", blog)
    assert new.code == 0
    assert new.files == [
        "pages/about-me/index.md",
        "pages/undated/index.md",
        "posts/2019-01-01-expired/index.md",
        "posts/2019-04-26-first/chart.png",
        "posts/2019-04-26-first/index.md",
        "posts/2019-05-01-first-de/index.md",
        "posts/2019-05-03-bundle/data.csv",
        "posts/2019-05-03-bundle/index.md",
        "posts/2019-05-03-bundle/loose.txt",
        "posts/2019-05-03-bundle/pic.png",
        "posts/2019-05-10-json/index.md",
        "posts/2019-06-07-named/index.md",
    ]
    site = new.build()
    assert (site / "2019/05/bundle/index.html").is_file()
    assert not (site / "2019/05/json").exists()
    text = (new.root / "site.toml").read_text("utf-8")
    assert 'title = "Kai\'s log"\nauthor = "Kai Brandt"\ndescription = "Notes on sampling"\n' in text
    assert 'base_url = "https://kai.example/log/"\ntimezone = "Europe/Berlin"\nlanguage = "en-gb"\n' in text


def test_front_matter_of_three_syntaxes_is_put_into_our_keys(bring, blog):
    new = bring("hugo", blog)
    first = new.meta("posts/2019-04-26-first")
    assert (first.title, first.date, first.updated) == ("The first of many", "2019-04-26T10:00:00+02:00", "2019-05-01")
    assert first.tags == ("Notes", "sampling", "top-k")
    assert (first.description, first.cover) == ("A short word.", "chart.png")
    bundle = new.meta("posts/2019-05-03-bundle")
    assert (bundle.cover, bundle.cover_alt) == ("pic.png", "A picture")
    assert new.meta("posts/2019-05-10-json").draft
    assert new.meta("posts/2019-06-07-named").title == "Named"
    assert new.about("'colour' left out", "told") == ["content/posts/first.md:11"]


def test_old_addresses_lead_to_the_new_ones(bring, blog):
    new = bring("hugo", blog)
    new.build()
    assert new.url("posts/2019-04-26-first") == "/2019/04/the-first-of-many/"
    assert new.meta("posts/2019-04-26-first").aliases == ("/old/first/", "/2019/04/first-old/")
    assert "/log/2019/04/the-first-of-many/" in new.html("/old/first/")
    assert new.url("posts/2019-05-03-bundle") == "/2019/05/bundle/"
    assert new.meta("posts/2019-05-03-bundle").aliases == ()
    assert new.url("pages/about-me") == "/about-me.html"
    assert 'title = "About"\nurl = "/about-me.html"' in (new.root / "site.toml").read_text("utf-8")


def test_shortcodes_become_markdown(bring, blog):
    text = bring("hugo", blog).text("posts/2019-04-26-first")
    assert '![A chart](chart.png "**Loss** by epoch"){: width="300" }' in text
    assert '```go hl_lines="2" linenums="10"\nfunc main() {\n    fmt.Println("x")\n}\n```' in text
    assert '!!! tip "Mind this"\n    Inner **bold** with [a ref](../2019-05-03-bundle/index.md).\n' in text
    assert "Less is more." in text
    assert 'Write \\{{< figure src="x" >}} to show one.' in text
    assert "Inline $a_1 + b$ ends." in text
    assert "<https://example.com/a_b> and `https://code.example`" in text
    assert "more-->" not in text


def test_links_lead_to_documents_files_and_places(bring, blog):
    new = bring("hugo", blog)
    text = new.text("posts/2019-04-26-first")
    assert "[Bundle](../2019-05-03-bundle/index.md#part)" in text
    assert "[tag](/tags/top-k/), [list](/archive/), [own](#why--these-3)" in text
    assert "[first](../2019-04-26-first/index.md)" in new.text("posts/2019-05-03-bundle")
    new.build()
    assert re.findall(r'<h2[^>]* id="([^"]+)"', new.html("/2019/04/the-first-of-many/"))[:2] == [
        "sampling",
        "why--these-3",
    ]


def test_everything_that_needs_a_person_is_told_by_file_and_line(bring, blog):
    new = bring("hugo", blog)
    assert new.about("the shortcode 'widget' is not known here") == [line_of("widget")]
    assert '<!-- { {< widget a="b c" &gt;} } -->' in new.text("posts/2019-04-26-first")
    assert new.about("there is no page 'nowhere.md'") == [line_of("nowhere.md")]
    assert new.about("texts in de, en: lists and feeds show all languages together") == [".:0"]
    assert new.about("a part of the bundle posts/2019-05-03-bundle") == ["content/posts/2019-05-03-bundle/part.md:0"]
    assert new.about("org is no Markdown") == ["content/posts/notes.org:1"]
    assert new.about("it had expired") == ["content/posts/expired.md:4"]
    assert new.meta("posts/2019-01-01-expired").draft
    assert new.about("a post without a date") == ["content/posts/undated.md:0"]
    assert new.about("a page that Hugo does not show") == ["content/hidden.md:0"]
    assert "Secret words." in new.out


@pytest.mark.parametrize(
    ("files", "address"),
    [
        ({}, "/posts/one/"),
        ({"config.yaml": "permalinks: {page: {posts: '/:sections/:year/:title/'}}\n"}, "/posts/2019/a-title/"),
        ({"config/_default/permalinks.toml": 'posts = "/b/:contentbasename"\n'}, "/b/one/"),
        ({"hugo.json": '{"uglyURLs": true}'}, "/posts/one.html"),
        ({"hugo.toml": "disablePathToLower = true\n[permalinks]\nposts = '/B/:filename/'\n"}, "/B/one/"),
        ({"hugo.toml": "defaultContentLanguageInSubdir = true\n"}, "/en/posts/one/"),
    ],
)
def test_the_configuration_decides_where_posts_were(bring, files, address):
    post = "---\ntitle: A title\ndate: 2019-05-03\n---\nText.\n"
    new = bring("hugo", {**files, "content/posts/one.md": post})
    assert new.url("posts/2019-05-03-one") == address


def test_the_text_above_a_list_becomes_a_page(bring, blog):
    blog["content/posts/_index.md"] = "---\ntitle: Posts\ncascade: {x: y}\n---\nAll that I wrote.\n"
    new = bring("hugo", blog)
    assert new.text("pages/posts") == "All that I wrote."
    assert new.meta("pages/posts").unlisted
    assert new.about("the text above a list") == ["content/posts/_index.md:0"]
    assert new.about("'cascade' is not applied") == ["content/posts/_index.md:0"]
    new.build()


def test_a_post_of_the_future_stays_one(bring):
    post = "---\ntitle: Soon\ndate: 2019-05-03\npublishDate: 2030-01-04\n---\nText.\n"
    new = bring("hugo", {"content/posts/soon.md": post, "content/posts/now.md": post.replace("publishDate", "note")})
    assert new.files == ["posts/2019-05-03-now/index.md", "posts/2030-01-04-soon/index.md"]
    new.build()


def test_keys_of_front_matter_are_read_in_any_case(bring):
    new = bring(
        "hugo",
        {
            "hugo.toml": 'baseURL = "https://kai.example/"\n',
            "content/posts/one.md": "---\nTitle: One\nDate: 2019-04-26\nTAGS: [a, b]\nAliases: [/old/]\n"
            "LastMod: 2019-05-01\nDraft: true\n---\nWords.\n",
            "content/posts/two.md": '+++\nTitle = "Two"\ndate = 2019-05-03\nURL = "/two.html"\n'
            'draft = "true"\n+++\nWords.\n',
            "content/posts/three.md": "---\ntitle: Three\ndate: 2019-05-10\nPublishDate: 2030-01-01\n"
            "Expirydate: 2029-01-01\nParams: {Colour: red}\n---\nWords.\n",
        },
    )
    assert new.meta("posts/2019-04-26-one").draft
    assert new.meta("posts/2019-04-26-one").title == "One"
    assert new.meta("posts/2019-04-26-one").tags == ("a", "b")
    assert new.meta("posts/2019-04-26-one").updated == "2019-05-01"
    assert "/old/" in new.meta("posts/2019-04-26-one").aliases
    assert new.meta("posts/2019-05-03-two").draft
    assert new.meta("posts/2019-05-03-two").aliases == ("/two.html",)
    assert "posts/2030-01-01-three/index.md" in new.files
    assert new.about("front matter 'colour' left out", "told") == ["content/posts/three.md:2"]
    assert len(new.notes("told")) == 1


def test_settings_are_read_by_language_environment_and_section(bring):
    new = bring(
        "hugo",
        {
            "config/_default/hugo.toml": 'baseURL = "https://draft.example/"\ndefaultContentLanguage = "en"\n',
            "config/_default/languages.en.toml": 'title = "By language"\n[params]\ndescription = "In English"\n',
            "config/_default/params.en.toml": 'author = "Kai"\n',
            "config/production/hugo.toml": 'baseURL = "https://kai.example/"\n[uglyURLs]\nposts = true\n',
            "content/posts/one.md": "---\ntitle: One\ndate: 2019-04-26\n---\nWords.\n",
            "content/notes/two.md": "---\ntitle: Two\n---\nWords.\n",
        },
    )
    settings = (new.root / "site.toml").read_text("utf-8")
    assert 'title = "By language"\nauthor = "Kai"\ndescription = "In English"\n' in settings
    assert 'base_url = "https://kai.example/"' in settings
    assert new.url("posts/2019-04-26-one") == "/posts/one.html"
    assert new.url("pages/two") == "/notes/two/"


@pytest.mark.parametrize(
    ("setting", "identity"),
    [
        ("", "crème--brûlée-2"),
        ('autoHeadingIDType = "github-ascii"', "creme--brulee-2"),
        ('autoHeadingIDType = "blackfriday"', "crème-brûlée-2"),
    ],
)
def test_ids_of_headings_are_those_that_the_settings_ask_for(bring, setting, identity):
    new = bring(
        "hugo",
        {
            "hugo.toml": f'baseURL = "https://kai.example/"\n[markup.goldmark.parser]\n{setting}\n',
            "content/posts/one.md": "---\ntitle: One\ndate: 2019-04-26\n---\n\n## Crème & Brûlée 2\n\nWords.\n",
        },
    )
    new.build()
    assert re.search(r'<h2[^>]* id="([^"]+)"', new.html("/posts/one/"))[1] == identity


def test_mounted_folders_are_content(bring, draw_picture):
    new = bring(
        "hugo",
        {
            "hugo.toml": 'baseURL = "https://kai.example/"\nignoreFiles = ["\\\\.tmp\\\\.md$", "("]\n'
            '[[module.mounts]]\nsource = "writing"\ntarget = "content/posts"\n'
            '[[module.mounts]]\nsource = "texts"\ntarget = "content"\n'
            '[[module.mounts]]\nsource = "public-files"\ntarget = "static/files"\n',
            "writing/one.md": "---\ntitle: One\ndate: 2019-04-26\n---\n"
            '![p](/files/p.png), [two]({{< ref "two.md" >}})\n',
            "texts/two.tmp.md": "Hugo ignores me.\n",
            "texts/two.md": "---\ntitle: Two\n---\nWords.\n",
            "content/never.md": "---\ntitle: Never\n---\nHugo does not look here.\n",
            "public-files/p.png": draw_picture(),
        },
    )
    assert new.files == ["pages/two/index.md", "posts/2019-04-26-one/index.md", "posts/2019-04-26-one/p.png"]
    assert new.url("posts/2019-04-26-one") == "/posts/one/"
    assert "[two](../../pages/two/index.md)" in new.text("posts/2019-04-26-one")
    new.build()


def test_posts_in_several_languages_arrive_each_at_its_url(bring, draw_picture):
    """As Hugo 0.168 renders it: the other language below /de/, but a ``url`` with a slash in front as it says."""
    new = bring(
        "hugo",
        {
            "hugo.toml": 'baseURL = "https://kai.example/"\ntitle = "Kai"\ndefaultContentLanguage = "en"\n'
            '[languages.en]\nweight = 1\n[languages.de]\nlanguageCode = "de-AT"\ntitle = "Kai auf Deutsch"\n'
            '[languages.fr]\ncontentDir = "content-fr"\n[languages.nl]\ndisabled = true\n',
            "content/posts/one.md": "---\ntitle: One\ndate: 2019-04-26\ntags: [tea]\n---\n"
            '[two]({{< ref "two" >}}) [gone](/nl/posts/one/)\n',
            "content/posts/one.de.md": "---\ntitle: Eins\ndate: 2019-04-26\ntags: [Tee]\n---\n"
            '[zwei]({{< ref "two" >}}) [one](/posts/one/)\n',
            "content/posts/one.nl.md": "---\ntitle: Een\ndate: 2019-04-26\n---\nWoorden.\n",
            "content/posts/two/index.md": "---\ntitle: Two\ndate: 2019-05-03\n---\n![p](p.png)\n",
            "content/posts/two/index.de.md": "---\ntitle: Zwei\ndate: 2019-05-03\nslug: nummer-zwei\n---\n"
            "![p](p.png)\n",
            "content/posts/two/p.png": draw_picture(),
            "content/posts/_index.de.md": "---\ntitle: Beiträge\n---\n",
            "content/about.de.md": "---\ntitle: Wer\nurl: /wer/\n---\nIch.\n",
            "content-fr/posts/one.md": "---\ntitle: Un\ndate: 2019-04-26\n---\nDes mots.\n",
        },
    )
    places = [place.removesuffix("/index.md") for place in new.files if place.endswith(".md")]
    assert {place: (new.url(place), new.meta(place).language) for place in places} == {
        "pages/wer": ("/wer/", "de-AT"),
        "posts/2019-04-26-one": ("/posts/one/", ""),
        "posts/2019-04-26-one-de": ("/de/posts/one/", "de-AT"),
        "posts/2019-04-26-one-fr": ("/fr/posts/one/", "fr"),
        "posts/2019-05-03-nummer-zwei-de": ("/de/posts/nummer-zwei/", "de-AT"),
        "posts/2019-05-03-two": ("/posts/two/", ""),
    }
    assert new.text("posts/2019-04-26-one").startswith("[two](../2019-05-03-two/index.md)")
    assert new.text("posts/2019-04-26-one-de") == (
        "[zwei](../2019-05-03-nummer-zwei-de/index.md) [one](../2019-04-26-one/index.md)"
    )
    assert new.about("does not show the language 'nl'") == ["content/posts/one.nl.md:0"]
    assert new.about("texts in de, en, fr: lists and feeds show all languages together") == [".:0"]
    new.build()
    assert '<html lang="de-AT">' in new.html("/de/posts/one/")
    assert '<html lang="en">' in new.html("/posts/one/")
    assert "nummer-zwei" in new.html("/de/posts/one/")
    for path, target in (("/de/", "/archive/"), ("/de/posts/", "/archive/"), ("/de/tags/tee/", "/tags/tee/")):
        assert f'"{target}"' in new.html(path)


def test_subscribers_find_the_feed_and_know_its_entries(bring):
    new = bring(
        "hugo",
        {
            "hugo.toml": 'baseURL = "https://kai.example/log/"\n',
            "content/posts/one.md": "---\ntitle: One\ndate: 2019-04-26\ncategories: [Long Reads]\n---\nWords.\n",
        },
    )
    site = new.build()
    for path in ("index.xml", "posts/index.xml"):
        text = (site / path).read_text("utf-8")
        assert '<guid isPermaLink="true">https://kai.example/log/posts/one/</guid>' in text
    assert "/log/tags/long-reads/" in new.html("/categories/long-reads/")
    assert new.meta("posts/2019-04-26-one").feed_id == ""


@pytest.mark.parametrize(("setting", "url"), [("true", "/posts/My-Post/"), ("false", "/posts/my-post/")])
def test_capitals_stay_in_urls_where_the_settings_say_so(bring, setting, url):
    text = "---\ntitle: A\ndate: 2019-05-03\n---\nText.\n"
    new = bring("hugo", {"hugo.toml": f"disablePathToLower = {setting}\n", "content/posts/My Post.md": text})
    assert new.url("posts/2019-05-03-my-post") == url

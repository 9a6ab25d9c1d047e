"""A blog that a WordPress could have exported, written for this test: everything arrives, or the report says it."""

import json

import pytest

HEAD = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Ines counts</title><link>https://ines.example/blog</link><description>Letters &amp; numbers</description>
<language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://ines.example/blog</wp:base_site_url>
<wp:base_blog_url>https://ines.example/blog</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[ines]]></wp:author_login>
<wp:author_email><![CDATA[ines@private.example]]></wp:author_email>
<wp:author_display_name><![CDATA[Ines Roca]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login><![CDATA[bo]]></wp:author_login>
<wp:author_display_name><![CDATA[Bo Lind]]></wp:author_display_name></wp:author>
"""

BLOCKS = """\
<!-- wp:paragraph {"align":"left"} -->
<p>Four hundred reviews, <em>counted</em> by hand.<sup data-fn="f-1" class="fn"><a href="#f-1"
 id="f-1-link">1</a></sup>
See <a href="https://ines.example/blog/2019/06/second/#a-part">the second</a>, <a href="/blog/?p=12">by number</a>,
<a href="https://ines.example/blog/?p=12">too</a>.</p>
<!-- /wp:paragraph -->

<!-- wp:more -->
<!--more-->
<!-- /wp:more -->

<!-- wp:image {"id":7} -->
<figure class="wp-block-image"><img src="https://ines.example/blog/wp-content/uploads/2019/05/pot-300x200.png"
 alt="A pot"
 class="wp-image-7"/><figcaption class="wp-element-caption">The <em>pot</em> of letters</figcaption></figure>
<!-- /wp:image -->

<!-- wp:code -->
<pre class="wp-block-code"><code>for letter in "abc":
    print(letter)  # [not] a shortcode</code></pre>
<!-- /wp:code -->

<!-- wp:list -->
<ul><li>one<!-- wp:list -->
<ul><li>deep</li></ul>
<!-- /wp:list --></li><li>two</li></ul>
<!-- /wp:list -->

<!-- wp:table -->
<figure class="wp-block-table"><table><thead><tr><th>Order</th><th>Bits</th></tr></thead>
<tbody><tr><td>2</td><td>3.1</td></tr></tbody></table><figcaption>Fewer bits</figcaption></figure>
<!-- /wp:table -->

<!-- wp:embed {"url":"https://www.youtube.com/watch?v=abcdefghijk"} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
https://www.youtube.com/watch?v=abcdefghijk
</div></figure>
<!-- /wp:embed -->

<!-- wp:latest-posts {"postsToShow":3} /-->

<!-- wp:footnotes /-->
"""

CLASSIC = """\
First line
second line with a * star and a_b.

[caption id="attachment_7" align="alignnone" width="300"]<a
 href="https://ines.example/blog/wp-content/uploads/2019/05/pot.png"><img
 src="https://ines.example/blog/wp-content/uploads/2019/05/pot-300x200.png" alt="Pot" /></a> The pot again[/caption]

<h2>A part</h2>
[code lang="python"]
print("&lt;b&gt;")

x = [1]
[/code]
$latex x^2 &bg=ffffff$ is a square [sic].

https://vimeo.com/12345

[gallery ids="7,8"]

[contact-form subject="x"]words inside[/contact-form]

[[caption]] is how one writes it.
"""


def entry(number, title, content="", kind="post", status="publish", day="2019-05-03", **more):
    """Return an <item>."""
    slug = more.get("slug", title.lower().replace(" ", "-"))
    link = more.get("link", f"https://ines.example/blog/{day[:4]}/{day[5:7]}/{slug}/")
    utc = "0000-00-00 00:00:00" if status == "draft" else f"{day} 06:30:00"
    return f"""<item><title><![CDATA[{title}]]></title><link>{link}</link>
<dc:creator><![CDATA[{more.get("author", "ines")}]]></dc:creator>
<guid isPermaLink="false">https://ines.example/?p={number}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[{more.get("excerpt", "")}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date><![CDATA[{day} 08:30:00]]></wp:post_date>
<wp:post_date_gmt><![CDATA[{utc}]]></wp:post_date_gmt>
<wp:post_modified_gmt><![CDATA[{more.get("changed", utc)}]]></wp:post_modified_gmt>
<wp:post_name><![CDATA[{slug}]]></wp:post_name><wp:status><![CDATA[{status}]]></wp:status>
<wp:post_parent>0</wp:post_parent><wp:post_type><![CDATA[{kind}]]></wp:post_type>
<wp:post_password><![CDATA[{more.get("password", "")}]]></wp:post_password>{more.get("rest", "")}</item>
"""


def term(domain, name):
    return f'<category domain="{domain}" nicename="{name.lower()}"><![CDATA[{name}]]></category>'


def field(key, value):
    inside = f"<wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value>"
    return f"<wp:postmeta>{inside}</wp:postmeta>"


def comment(number, author, text, approved="1", kind="comment"):
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author><![CDATA[{author}]]>
</wp:comment_author>
<wp:comment_author_email>reader@private.example</wp:comment_author_email>
<wp:comment_author_IP>203.0.113.9</wp:comment_author_IP>
<wp:comment_author_url>https://reader.example</wp:comment_author_url>
<wp:comment_date_gmt>2019-05-04 10:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>
<wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>0</wp:comment_parent></wp:comment>"""


def media(number, name, **more):
    url = f"https://ines.example/blog/wp-content/uploads/2019/05/{name}"
    rest = f"<wp:attachment_url>{url}</wp:attachment_url>" + field("_wp_attachment_image_alt", more.get("alt", ""))
    return entry(number, name, kind="attachment", status="inherit", rest=rest, excerpt=more.get("caption", ""))


@pytest.fixture
def blog(draw_picture):
    first = (
        term("category", "Tea") + term("category", "Uncategorized") + term("post_tag", "n-grams")
        + field("_thumbnail_id", "7") + field("footnotes", json.dumps([{"id": "f-1", "content": "By <b>hand</b>."}]))
        + comment(1, "Ada", "So many!\nReally.") + comment(2, "Spam", "Buy", "0")
        + comment(3, "Other blog", "[...] they count [...]", kind="pingback")
    )  # fmt: skip
    entries = [
        media(7, "pot.png", alt="A pot"),
        media(8, "cup.png", alt="A cup", caption="The cup"),
        entry(11, "First", BLOCKS, rest=first, excerpt="What I counted", changed="2019-05-20 10:00:00"),
        entry(12, "Second", CLASSIC, day="2019-06-07", author="bo"),
        entry(13, "Rough", "Not yet.", status="draft", link="https://ines.example/blog/?p=13", slug=""),
        entry(14, "Secret", "Only for me.", status="private"),
        entry(15, "Locked", "Behind a word.", password="x"),
        entry(16, "Bin", "Gone.", status="trash"),
        entry(17, "About", "<p>Me.</p>", kind="page", link="https://ines.example/blog/about/"),
        entry(18, "menu", kind="nav_menu_item"),
    ]
    return {
        "ines.wordpress.xml": HEAD + "".join(entries) + "</channel></rss>",
        "wp-content/uploads/2019/05/pot.png": draw_picture(),
        "wp-content/uploads/2019/05/cup.png": draw_picture(8, 8),
    }


def test_a_blog_arrives_whole_and_builds(bring, blog):
    new = bring("wordpress", blog)
    assert new.code == 0, new.err
    assert new.files == [
        "pages/about/index.md",
        "posts/2019-05-03-first/comments.json",
        "posts/2019-05-03-first/index.md",
        "posts/2019-05-03-first/pot.png",
        "posts/2019-05-03-locked/index.md",
        "posts/2019-05-03-rough/index.md",
        "posts/2019-05-03-secret/index.md",
        "posts/2019-06-07-second/cup.png",
        "posts/2019-06-07-second/index.md",
        "posts/2019-06-07-second/pot.png",
    ]
    site = new.build()
    assert (site / "2019/05/first/index.html").is_file()
    assert not (site / "2019/05/secret").exists()
    said = (new.root / "site.toml").read_text("utf-8")
    assert 'title = "Ines counts"\nauthor = "Ines Roca"\ndescription = "Letters & numbers"\n' in said
    assert 'base_url = "https://ines.example/blog/"\ntimezone = "Etc/GMT-2"\nlanguage = "en-GB"\n' in said


def test_what_a_post_says_of_itself_is_kept(bring, blog):
    new = bring("wordpress", blog)
    meta = new.meta("posts/2019-05-03-first")
    assert meta.feed_id.startswith("https://ines.example/?p=")
    assert (meta.title, meta.date, meta.updated) == ("First", "2019-05-03T08:30:00+02:00", "2019-05-20T12:00:00+02:00")
    assert (meta.tags, meta.description, meta.cover, meta.cover_alt) == (
        ("Tea", "n-grams"),
        "What I counted",
        "pot.png",
        "A pot",
    )
    assert new.meta("posts/2019-06-07-second").authors == ("Bo Lind",)
    drafts = [f"posts/2019-05-03-{name}" for name in ("rough", "secret", "locked")]
    assert [new.meta(one).draft for one in drafts] == [True] * 3
    assert new.meta("pages/about").date == ""
    assert new.about("private post", "changed") == [f"ines.wordpress.xml#14:{line_of(blog, 14)}"]
    assert len(new.about("behind a password", "changed")) == 1
    told = [note["message"] for note in new.report["told"]]
    assert "1 x 'post' in the state 'trash': left out" in told
    assert "1 x 'nav_menu_item': left out" in told


def line_of(blog, number):
    """Return the line of the <item> with a number."""
    before = blog["ines.wordpress.xml"].split(f"<wp:post_id>{number}<")[0]
    return before[: before.rindex("<item>")].count("\n") + 1


def test_blocks_become_markdown(bring, blog):
    new = bring("wordpress", blog)
    assert new.text("posts/2019-05-03-first").startswith(
        "Four hundred reviews, *counted* by hand.[^1] See [the second](../2019-06-07-second/index.md#a-part), "
        "[by number](../2019-06-07-second/index.md), [too](../2019-06-07-second/index.md).\n\n"
        '![A pot](pot.png "The *pot* of letters")\n\n'
        '```\nfor letter in "abc":\n    print(letter)  # [not] a shortcode\n```\n\n'
        "- one\n  - deep\n- two\n\n"
        "| Order | Bits |\n| --- | --- |\n| 2 | 3.1 |\n\nFewer bits\n\n"
        "![Video on YouTube](https://www.youtube.com/watch?v=abcdefghijk)\n"
    )
    assert new.text("posts/2019-05-03-first").endswith("\n\n[^1]: By **hand**.")
    assert len(new.about("the block 'latest-posts'", "lost")) == 1


def test_a_classic_text_keeps_its_breaks_and_its_shortcodes(bring, blog):
    new = bring("wordpress", blog)
    assert new.text("posts/2019-06-07-second") == (
        "First line  \nsecond line with a \\* star and a_b.\n\n"
        '![Pot](pot.png "The pot again")\n\n'
        "## A part\n\n"
        '```python\nprint("<b>")\n\nx = [1]\n```\n\n'
        "$x^2$ is a square [sic].\n\n"
        "[Video on Vimeo](https://vimeo.com/12345)\n\n"
        '![A pot](pot.png)\n\n![A cup](cup.png "The cup")\n\n'
        '[contact-form subject="x"]words inside[/contact-form]\n\n'
        "[caption] is how one writes it."
    )
    assert len(new.about("the shortcode [contact-form] is not known here", "changed")) == 1
    assert not new.about("", "lost") or all("latest-posts" in message for _, _, message in new.notes("lost"))


def test_comments_are_kept_without_mail_and_network_addresses(bring, blog):
    new = bring("wordpress", blog)
    text = (new.root / "content/posts/2019-05-03-first/comments.json").read_text("utf-8")
    assert json.loads(text)["comments"] == [
        {"id": "1", "parent": "0", "author": "Ada", "url": "https://reader.example", "text": "So many!  \nReally.",
         "date": "2019-05-04T10:00:00+00:00"}
    ]  # fmt: skip
    assert len(new.about("comments are in comments.json", "changed")) == 1
    told = [note["message"] for note in new.report["told"]]
    assert "1 x comment that was not approved: left out" in told
    assert "1 x pingback: left out" in told
    everything = "".join(
        path.read_text("utf-8") for path in new.root.rglob("*") if path.suffix in (".md", ".json", ".toml")
    )
    assert "private.example" not in everything
    assert "203.0.113" not in everything


def test_old_addresses_answer(bring, blog):
    new = bring("wordpress", blog)
    site = new.build()
    for path in ("2019/05/first", "2019/06/second", "about"):
        assert (site / path / "index.html").is_file()
    assert (site / "tag/n-grams/index.html").is_file()
    assert "<rss" in (site / "feed/index.html").read_text("utf-8")
    assert "https://ines.example/?p=11" in (site / "feed.xml").read_text("utf-8")


def test_pictures_that_are_not_in_the_export_are_linked_and_reported(bring, blog):
    only = {"ines.wordpress.xml": blog["ines.wordpress.xml"]}
    new = bring("wordpress", only)
    assert "](https://ines.example/blog/wp-content/uploads/2019/05/pot.png" in new.text("posts/2019-05-03-first")
    assert new.about("a picture that is not here; linked to where it was")
    new.build()


def test_two_offsets_are_no_time_zone(bring, blog):
    winter = blog["ines.wordpress.xml"].replace("2019-06-07 06:30:00", "2019-06-07 07:30:00")
    new = bring("wordpress", {"x.xml": winter})
    assert 'timezone = "UTC"' in (new.root / "site.toml").read_text("utf-8")
    assert len(new.about("its times are UTC+0100 and UTC+0200", "todo")) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<rss><channel><item/></channel></rss>", "is no export of WordPress; in WordPress: Tools"),
        ("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><rss>&a;</rss>", "declares a document type"),
        ("<rss><channel>", "is no whole XML"),
        ("", "is no whole XML"),
    ],
)
def test_other_files_are_refused_in_one_line(bring, text, problem):
    new = bring("wordpress", {"x.xml": text})
    assert new.code == 1
    assert problem in new.err
    assert new.err.count("\n") == 1
    assert not new.root.exists()


def test_prefixes_that_are_not_declared_and_numbers_given_twice(bring, blog):
    old = blog["ines.wordpress.xml"].replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', "")
    new = bring("wordpress", {"x.xml": old.replace("<wp:post_id>17<", "<wp:post_id>12<")})
    assert new.text("pages/about") == "Me."
    assert new.text("posts/2019-06-07-second").startswith("First line")


def test_characters_that_xml_forbids_are_left_out(bring, blog):
    new = bring("wordpress", {"x.xml": blog["ines.wordpress.xml"].replace("Me.", "M\x0be.\x08")})
    assert new.text("pages/about") == "Me."


def test_a_text_of_blocks_has_no_breaks_of_its_own(bring):
    blocks = "<!-- wp:html -->\n<b>a</b>\n<b>b</b>\n<!-- /wp:html -->"
    new = bring("wordpress", {"x.xml": HEAD + entry(1, "One", blocks) + "</channel></rss>"})
    assert new.text("posts/2019-05-03-one") == "**a** **b**"

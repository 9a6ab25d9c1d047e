"""A blog as Ghost exports it, written for this test."""

import json

import pytest

HTML = """\
<p>We counted <strong>four hundred</strong> reviews; see <a href="__GHOST_URL__/second/#why">the second</a>.</p>
<figure class="kg-card kg-image-card kg-card-hascaption"><img
 src="__GHOST_URL__/content/images/2022/05/pot.png" class="kg-image"
 alt="A pot" loading="lazy" width="4" height="2" srcset="__GHOST_URL__/content/images/size/w600/2022/05/pot.png 600w">
<figcaption><span style="white-space: pre-wrap;">The pot</span></figcaption></figure>
<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">\U0001f4a1</div>
<div class="kg-callout-text">Count <em>twice</em>.</div></div>
<div class="kg-card kg-toggle-card" data-kg-toggle-state="close"><div class="kg-toggle-heading">
<h4 class="kg-toggle-heading-text"><span>More</span></h4></div><div
 class="kg-toggle-content"><p>Folded words.</p></div></div>
<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://other.example/a"><div
 class="kg-bookmark-content"><div class="kg-bookmark-title">A title</div><div
 class="kg-bookmark-description">Of another</div>
</div></a></figure>
<figure class="kg-card kg-embed-card"><iframe width="200" height="113"
 src="https://www.youtube.com/embed/abcdefghijk?feature=oembed"
 title="A talk"></iframe></figure>
<pre><code class="language-python">print("x")
</code></pre>
<!--kg-card-begin: html--><div class="mine">Own <b>HTML</b></div><!--kg-card-end: html-->
<h2 id="why">Why</h2>
"""


def export(**more):
    posts = [
        {"id": "1", "title": "First count", "slug": "first-count", "html": HTML, "feature_image":
         "__GHOST_URL__/content/images/2022/05/pot.png", "type": "post", "status": "published", "visibility": "public",
         "published_at": "2022-05-06T22:30:00.000Z", "custom_excerpt": "What & how",
         "codeinjection_foot": "<script>x()</script>"},
        {"id": "2", "title": "Second", "slug": "second", "html": "<h2 id='why'>Why</h2><p>Because.</p>",
         "type": "post", "status": "published", "visibility": "public", "published_at": "2022-05-13T10:00:00.000Z",
         "canonical_url": "https://first.example/second"},
        {"id": "3", "title": "Rough", "slug": "rough", "html": None, "type": "post", "status": "draft",
         "visibility": "public", "created_at": "2022-05-14T10:00:00.000Z",
         "mobiledoc": json.dumps({"cards": [["markdown", {"markdown": "# Not *yet*"}]]})},
        {"id": "4", "title": "Paid", "slug": "paid", "html": "<p>For some.</p>", "type": "post", "status": "published",
         "visibility": "paid", "published_at": "2022-05-15T10:00:00.000Z"},
        {"id": "5", "title": "Mailed", "slug": "mailed", "html": "<p>By mail.</p>", "type": "post", "status": "sent",
         "visibility": "public", "published_at": "2022-05-16T10:00:00.000Z"},
        {"id": "6", "title": "About", "slug": "about", "html": "<p>Me.</p>", "type": "page", "status": "published",
         "visibility": "public", "published_at": "2022-01-01T10:00:00.000Z"},
    ]  # fmt: skip
    data = {
        "posts": posts,
        "posts_meta": [{"post_id": "1", "feature_image_alt": "A pot of letters"}],
        "tags": [{"id": "t1", "name": "Tea"}, {"id": "t2", "name": "#hidden"}, {"id": "t3", "name": "n-grams"}],
        "posts_tags": [{"post_id": "1", "tag_id": "t3", "sort_order": 1},
                       {"post_id": "1", "tag_id": "t1", "sort_order": 0},
                       {"post_id": "1", "tag_id": "t2", "sort_order": 2}],
        "users": [{"id": "u1", "name": "Ines Roca", "email": "ines@private.example"}, {"id": "u2", "name": "Bo Lind"}],
        "posts_authors": [*({"post_id": str(number), "author_id": "u1", "sort_order": 0} for number in (1, 3, 4, 5, 6)),
                          {"post_id": "2", "author_id": "u2", "sort_order": 0}],
        "settings": [{"key": "title", "value": "Ines counts"}, {"key": "timezone", "value": "Europe/Madrid"},
                     {"key": "locale", "value": "en"}],
    }  # fmt: skip
    return {"db": [{"meta": {"version": "5.80.0"}, "data": {**data, **more}}]}


@pytest.fixture
def blog(draw_picture):
    return {"ines.ghost.json": json.dumps(export()), "content/images/2022/05/pot.png": draw_picture()}


def test_a_blog_arrives_whole_and_builds(bring, blog):
    new = bring("ghost", blog, "--url", "https://ines.example")
    assert new.code == 0, new.err
    assert new.files == [
        "pages/about/index.md",
        "posts/2022-05-07-first-count/index.md",
        "posts/2022-05-07-first-count/pot.png",
        "posts/2022-05-13-second/index.md",
        "posts/2022-05-14-rough/index.md",
        "posts/2022-05-15-paid/index.md",
        "posts/2022-05-16-mailed/index.md",
    ]
    site = new.build()
    assert (site / "first-count/index.html").is_file()
    assert 'timezone = "Europe/Madrid"' in (new.root / "site.toml").read_text("utf-8")
    assert "private.example" not in (new.root / "site.toml").read_text("utf-8") + new.out


def test_metadata_and_states(bring, blog):
    new = bring("ghost", blog)
    first = new.meta("posts/2022-05-07-first-count")
    assert (first.title, first.date, first.tags) == ("First count", "2022-05-07T00:30:00+02:00", ("Tea", "n-grams"))
    assert (first.description, first.cover, first.cover_alt) == ("What & how", "pot.png", "A pot of letters")
    assert new.meta("posts/2022-05-13-second").authors == ("Bo Lind",)
    assert new.meta("posts/2022-05-13-second").canonical == "https://first.example/second"
    drafts = {one["title"] for one in new.report["documents"] if one["draft"]}
    assert drafts == {"Rough", "Paid", "Mailed"}
    assert new.about("a text for 'paid' alone", "changed") == ["ines.ghost.json#paid:0"]
    assert new.about("in the state 'sent'", "changed") == ["ines.ghost.json#mailed:0"]
    assert new.about("code that was put into the page", "lost") == ["ines.ghost.json#first-count:0"]
    assert new.about("does not say where the blog is", "todo") == ["site.toml:0"]
    assert new.text("posts/2022-05-14-rough") == "# Not *yet*"


def test_cards_become_markdown(bring, blog):
    new = bring("ghost", blog)
    assert new.text("posts/2022-05-07-first-count") == (
        "We counted **four hundred** reviews; see [the second](../2022-05-13-second/index.md#why).\n\n"
        '![A pot](pot.png "The pot")\n\n'
        '!!! note "\U0001f4a1"\n\n    Count *twice*.\n\n'
        '??? note "More"\n\n    Folded words.\n\n'
        "[A title](https://other.example/a): Of another\n\n"
        "![A talk](https://www.youtube.com/watch?v=abcdefghijk)\n\n"
        '```python\nprint("x")\n```\n\n'
        "Own **HTML**\n\n"
        "## Why"
    )
    assert new.notes("lost") == [("ines.ghost.json#first-count", 0, "code that was put into the page: not imported")]


def test_an_old_export_without_db_is_read(bring):
    post = {
        "id": 1,
        "title": "Old",
        "slug": "old",
        "html": "<p>x</p>",
        "page": 0,
        "status": "published",
        "author_id": 1,
    }
    old = {"data": {"posts": [{**post, "published_at": 1525000000000}], "users": [{"id": 1, "name": "Ines"}]}}
    new = bring("ghost", {"old.json": json.dumps(old)})
    assert new.meta("posts/2018-04-29-old").date == "2018-04-29T11:06:40+00:00"


@pytest.mark.parametrize("text", ["{}", "[1]", "x", '{"db": [{"data": {"posts": 3}}]}', '{"db": 1}'])
def test_other_files_are_refused_in_one_line(bring, text):
    new = bring("ghost", {"x.json": text})
    assert new.code == 1
    assert "has no export of Ghost; in Ghost: Settings" in new.err
    assert new.err.count("\n") == 1

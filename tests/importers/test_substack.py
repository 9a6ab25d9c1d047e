"""Posts as Substack exports them, written for this test."""

import pytest

CSV = """\
post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url
101.first-count,2022-05-06T09:00:00.000Z,true,2022-05-06T09:00:05.000Z,,newsletter,everyone,First count,"How, and why",
102.second,2022-05-13T09:00:00.000Z,true,,,newsletter,everyone,Second,,
103.rough,,false,,,newsletter,everyone,Rough,,
104.paid,2022-05-20T09:00:00.000Z,true,,,newsletter,only_paid,Paid,,
105.heard,2022-05-27T09:00:00.000Z,true,,,podcast,everyone,Heard,,https://sound.example/a.mp3
106.gone,2022-05-28T09:00:00.000Z,true,,,newsletter,everyone,Gone,,
"""
CDN = "https://substackcdn.com/image/fetch/w_1456/https%3A%2F%2Fbucketeer.example%2Fpublic%2Fimages%2Fpot_4x2.png"
FIRST = f"""<p>Four hundred reviews<a class="footnote-anchor" data-component-name="FootnoteAnchorToDOM"
 id="footnote-anchor-1"
 href="#footnote-1" target="_self">1</a>, <a href="https://ines.substack.example/p/second">then more</a>.</p>
<div class="subscription-widget-wrap-editor" data-attrs="{{}}"><div class="subscription-widget show-subscribe"><div
 class="preamble"><p class="cta-caption">Thanks for reading!</p></div></div></div>
<div class="captioned-image-container"><figure><a class="image-link image2" target="_blank" href="{CDN}"><div
 class="image2-inset">
<picture><source type="image/webp" srcset="{CDN} 424w"><img src="{CDN}" width="4" height="2" alt="A pot"
 class="sizing-normal"></picture>
<div class="image-link-expand"><button>expand</button></div></div></a><figcaption
 class="image-caption">The pot</figcaption></figure></div>
<div id="youtube2-abcdefghijk" class="youtube-wrap" data-attrs="{{}}"><div class="youtube-inner"><iframe
 src="https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0"></iframe></div></div>
<div class="latex-rendered"
 data-attrs="{{&quot;persistentExpression&quot;:&quot;x^2&quot;,&quot;id&quot;:&quot;A&quot;}}"></div>
<p class="button-wrapper" data-attrs="{{}}"><a class="button primary" href="%%share_url%%"><span>Share</span></a></p>
<div class="pullquote"><p>Count twice.</p></div>
<div class="footnote" data-component-name="FootnoteToDOM"><a id="footnote-1" href="#footnote-anchor-1"
 class="footnote-number"
 contenteditable="false" target="_self">1</a><div class="footnote-content"><p>By hand.</p><p></p></div></div>"""


@pytest.fixture
def blog():
    return {
        "posts.csv": CSV,
        "email_list.ines.csv": "email\nreader@private.example\n",
        "posts/101.first-count.html": FIRST,
        "posts/101.first-count.opens.csv": "email\nreader@private.example\n",
        "posts/102.second.html": "<h2>Words</h2><p>More.</p>",
        "posts/103.rough.html": "<p>Not yet.</p>",
        "posts/104.paid.html": "<p>For some.</p>",
        "posts/105.heard.html": "<p>Listen.</p>",
    }


def test_posts_arrive_whole_and_build(bring, blog):
    new = bring("substack", blog, "--url", "https://ines.substack.example")
    assert new.code == 0, new.err
    assert new.files == [
        "posts/2022-05-06-first-count/index.md",
        "posts/2022-05-13-second/index.md",
        "posts/2022-05-20-paid/index.md",
        "posts/2022-05-27-heard/index.md",
        "posts/2024-03-08-rough/index.md",
    ]
    meta = new.meta("posts/2022-05-06-first-count")
    assert (meta.title, meta.description, meta.date) == ("First count", "How, and why", "2022-05-06T09:00:00+00:00")
    assert new.text("posts/2022-05-06-first-count") == (
        "Four hundred reviews[^1], [then more](../2022-05-13-second/index.md).\n\n"
        f'![A pot]({CDN} "The pot")\n\n'
        "![Video on YouTube](https://www.youtube.com/watch?v=abcdefghijk)\n\n"
        "$$\nx^2\n$$\n\n"
        "> Count twice.\n\n"
        "[^1]: By hand."
    )
    assert {one["title"] for one in new.report["documents"] if one["draft"]} == {"Rough", "Paid"}
    assert new.about("a text for 'only_paid' alone", "changed") == ["posts/104.paid.html:0"]
    assert new.about("the sound of a podcast", "lost") == ["posts/105.heard.html:0"]
    assert new.about("'Gone' has no text", "lost") == ["posts.csv:7"]
    told = {note["text"] for note in new.report["told"] if "invitation" in note["message"]}
    assert told == {"Thanks for reading!", "Share"}
    assert "private.example" not in new.out
    site = new.build()
    assert (site / "p/first-count/index.html").is_file()


@pytest.mark.parametrize(
    "files", [{"x.txt": "x"}, {"posts.csv": "a,b\n1,2\n"}, {"posts.csv": ""}, {"posts.csv": b"\xff\xfe\x00"}]
)
def test_other_folders_are_refused_in_one_line(bring, files):
    new = bring("substack", files)
    assert new.code == 1
    assert "posts.csv" in new.err
    assert new.err.count("\n") == 1


def test_a_name_that_leads_outside_is_no_post(bring, blog, tmp_path):
    (tmp_path / "secret.html").write_text("<p>secret</p>")
    new = bring(
        "substack",
        {**blog, "posts.csv": CSV + "../../secret,2022-05-28T09:00:00.000Z,true,,,newsletter,everyone,X,,\n"},
    )
    assert "secret" not in "".join(path.read_text("utf-8") for path in new.root.rglob("*.md"))
    assert new.about("'X' has no text", "lost") == ["posts.csv:8"]

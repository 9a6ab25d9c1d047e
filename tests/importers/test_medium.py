"""Stories as Medium exports them, written for this test."""

import io
import zipfile

import pytest

PAGE = """<!DOCTYPE html><html><head><meta
 charset="utf-8"><title>{title}</title><style>* {{ color: red }}</style></head>
<body><article class="h-entry"><header><h1 class="p-name">{title}</h1></header>
<section data-field="subtitle" class="p-summary">{summary}</section>
<section data-field="body" class="e-content"><section name="ab12" class="section section--body section--first"><div
 class="section-divider"><hr class="section-divider"></div><div class="section-content"><div
 class="section-inner sectionLayout--insetColumn">{body}</div></div></section></section>
<footer><p>By <a href="https://medium.com/@ines" class="p-author h-card">Ines Roca</a>{time}.</p>
<p><a href="{url}" class="p-canonical">Canonical link</a></p>
<p>Exported from <a href="https://medium.com">Medium</a> on May 1, 2024.</p></footer></article></body></html>"""
TIME = ' on <a href="https://medium.com/p/{0}"><time class="dt-published" datetime="{1}">then</time></a>'

FIRST = """<h3 name="a1b2" id="a1b2" class="graf graf--h3 graf--leading graf--title">Counting letters</h3>
<p name="c3d4" id="c3d4" class="graf graf--p graf-after--h3">Four <strong
 class="markup--strong">hundred</strong> reviews. See <a
 href="https://medium.com/@ines/a-second-0123456789ab?source=x#e5f6" data-href="x">the second</a> and
 <a href="https://medium.com/p/0123456789ab">again</a>.</p>
<figure name="f" id="f" class="graf graf--figure"><img class="graf-image" data-image-id="1*pot.png"
 data-width="4" data-height="2"
 src="https://cdn-images-1.medium.com/max/800/1*pot.png"><figcaption
 class="imageCaption">The pot</figcaption></figure>
<pre name="1" id="1" class="graf graf--pre">for x in y:<br>    print(x)</pre>
<blockquote name="2" id="2" class="graf graf--blockquote">Said <em>so</em>.</blockquote>
<ul class="postList"><li name="3" id="3" class="graf graf--li">one</li><li class="graf graf--li">two</li></ul>
<figure class="graf graf--figure graf--iframe"><iframe
 src="https://www.youtube.com/embed/abcdefghijk?feature=oembed" width="700"
 height="393" frameborder="0" scrolling="no"></iframe></figure>
<figure class="graf graf--figure graf--iframe"><script
 src="https://gist.github.com/ines/0aa1.js"></script></figure>"""
SECOND = """<h3 class="graf graf--h3 graf--title">A second</h3><h4 name="e5f6" id="e5f6"
 class="graf graf--h4">A part</h4>
<p class="graf graf--p">Words.</p>"""


def page(title, body, identity, day="", summary="", url="https://medium.com/@ines/{0}-{1}"):
    slug = title.lower().replace(" ", "-")
    time = TIME.format(identity, f"{day}T08:00:00.000Z") if day else ""
    return PAGE.format(title=title, body=body, summary=summary, time=time, url=url.format(slug, identity))


def stories(**more):
    one, two, three, four = "aaaabbbbcccc", "0123456789ab", "dddd0000dddd", "eeee0000eeee"
    reply = '<p class="graf">So true</p>'
    return {
        "README.html": "<p>Your archive</p>",
        f"posts/2019-05-03_Counting-letters-{one}.html": page(
            "Counting letters", FIRST, one, "2019-05-03", "How", **more
        ),
        f"posts/2019-05-10_A-second-{two}.html": page("A second", SECOND, two, "2019-05-10", **more),
        f"posts/draft_Rough-{three}.html": page("Rough", "<p>Not yet.</p>", three, **more),
        f"posts/2019-05-11_So-true-{four}.html": page("So true", reply, four, "2019-05-11", **more),
    }


def archive(files):
    """Return a zip archive's bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target.getvalue()


def test_stories_arrive_whole_and_build(bring):
    new = bring("medium", stories())
    assert new.code == 0, new.err
    assert new.files == [
        "posts/2019-05-03-counting-letters/index.md",
        "posts/2019-05-10-a-second/index.md",
        "posts/2019-05-11-so-true/index.md",
        "posts/2024-03-08-rough/index.md",
    ]
    meta = new.meta("posts/2019-05-03-counting-letters")
    assert (meta.title, meta.date, meta.description) == ("Counting letters", "2019-05-03T08:00:00+00:00", "How")
    assert meta.aliases == ()
    assert new.meta("posts/2024-03-08-rough").draft
    assert new.text("posts/2019-05-03-counting-letters") == (
        "Four **hundred** reviews. See [the second](../2019-05-10-a-second/index.md#e5f6) and "
        "[again](../2019-05-10-a-second/index.md).\n\n"
        '![The pot](https://cdn-images-1.medium.com/max/800/1*pot.png "The pot")\n\n'
        "```\nfor x in y:\n    print(x)\n```\n\n"
        "> Said *so*.\n\n"
        "- one\n- two\n\n"
        "![Video on YouTube](https://www.youtube.com/watch?v=abcdefghijk)\n\n"
        "[Gist ines/0aa1](https://gist.github.com/ines/0aa1)"
    )
    assert 'author = "Ines Roca"' in (new.root / "site.toml").read_text("utf-8")
    assert new.about("it may be a response", "todo") == ["posts/2019-05-11_So-true-eeee0000eeee.html:0"]
    assert len(new.about("a picture at another site", "told")) == 1
    assert not new.notes("lost")
    new.build()


def test_a_domain_of_ones_own_keeps_its_addresses(bring):
    new = bring("medium", stories(url="https://ines.example/{0}-{1}"))
    assert new.meta("posts/2019-05-10-a-second").feed_id == "https://medium.com/p/0123456789ab"
    assert 'base_url = "https://ines.example/"' in (new.root / "site.toml").read_text("utf-8")
    assert (new.build() / "a-second-0123456789ab/index.html").is_file()


def test_the_archive_itself_is_read(bring, tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "medium.zip").write_bytes(archive(stories()))
    new = bring("medium", {}, source="medium.zip")
    assert new.code == 0, new.err
    assert len(new.files) == 4
    new.build()


def linked(files):
    """Return an archive with a symbolic link in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        link = zipfile.ZipInfo("posts/link.html")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/hostname")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (archive({"../../out.html": "x"}), "has a file that would land elsewhere: '../../out.html'"),
        (archive({"/abs.html": "x"}), "has a file that would land elsewhere"),
        (archive({"C:\\out.html": "x"}), "has a file that would land elsewhere"),
        (linked({}), "has a file that would land elsewhere"),
        (archive({"posts/x.html": b"\0" * (8 << 20)}), "swells: 'posts/x.html'"),
        (b"PK\x03\x04 no archive", "cannot be unpacked"),
        (archive(stories())[:-30], "cannot be unpacked"),
        (archive({"posts/x.html": "<p>no story</p>"}), "has no export of Medium"),
    ],
)
def test_bad_archives_are_refused_in_one_line(bring, tmp_path, data, problem):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "medium.zip").write_bytes(data)
    new = bring("medium", {}, source="medium.zip")
    assert new.code == 1
    assert problem in new.err
    assert new.err.count("\n") == 1
    assert not new.root.exists()
    assert not (tmp_path / "out.html").exists()

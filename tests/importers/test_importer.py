"""What all programs' imports have in common, shown with Jekyll's."""

import json
import re

import pytest

from fridaygram.cli import main
from fridaygram.pages.urls import beside
from fridaygram_importers import importer
from fridaygram_importers.files import _checked
from fridaygram_importers.report import HEADINGS, BlogReport, words

POST = "---\ntitle: One\n---\nWords of one.\n"


def files(**more):
    return {"_posts/2018-06-01-one.md": POST, **more}


def test_a_dry_run_reports_the_same_and_writes_nothing(bring, draw_picture):
    old = files(
        **{"_posts/2018-06-08-two.md": "---\ntitle: Two\n---\n![p](/p.png) [x](/gone)\n", "p.png": draw_picture()}
    )
    dry = bring("jekyll", old, "--dry-run")
    assert not dry.root.exists()
    assert dry.report == bring("jekyll", old).report


def test_a_second_import_changes_nothing(bring, tree, draw_picture):
    old = files(**{"_posts/2018-06-08-two.md": "---\ntitle: Two\n---\n![p](/p.png)\n", "p.png": draw_picture()})
    first = bring("jekyll", old)
    before = tree(first.root)
    second = bring("jekyll", old)
    assert tree(second.root) == before
    assert second.counts == {"new": 0, "same": 2, "kept": 0, "files": 0}


def test_what_the_author_wrote_since_stays_unless_asked(bring, draw_picture):
    old = files(**{"_posts/2018-06-08-two.md": "---\ntitle: Two\n---\n![p](/p.png)\n", "p.png": draw_picture()})
    root = bring("jekyll", old).root
    post, shown = root / "content/posts/2018-06-01-one/index.md", root / "content/posts/2018-06-08-two/p.png"
    post.write_text(post.read_text() + "\nMore.\n")
    better = draw_picture(grey=9)
    shown.write_bytes(better)
    again = bring("jekyll", old)
    assert again.report["counts"]["kept"] == 1
    assert again.about("content/posts/2018-06-01-one/index.md is another text already") == [
        "_posts/2018-06-01-one.md:0"
    ]
    assert again.about("p.png is another file already") == ["_posts/2018-06-08-two.md:0"]
    assert "More." in post.read_text()
    assert shown.read_bytes() == better
    bring("jekyll", old, "--replace")
    assert "More." not in post.read_text()
    assert shown.read_bytes() == old["p.png"]


def test_an_import_that_fails_leaves_the_blog_as_it_was(bring, tree, monkeypatch):
    root = bring("jekyll", files()).root
    before = tree(root)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importer, "write_atomic", full)
    failed = bring("jekyll", files(**{"_posts/2018-06-08-two.md": POST, "_posts/2018-06-15-three.md": POST}))
    assert failed.code != 0
    assert "No space left on device" in failed.err
    assert tree(root) == before


def test_documents_join_those_of_the_blog(bring, small_blog, tmp_path, capsys):
    old = tmp_path / "old"
    (old / "_posts").mkdir(parents=True)
    (old / "_posts/2018-06-01-one.md").write_text(POST)
    existing = sorted(path.name for path in (small_blog / "content/posts").iterdir())
    assert main(["import", "jekyll", str(old), "--blog", str(small_blog), "--date", "2018-06-20"]) == 0
    capsys.readouterr()
    assert sorted({*existing, "2018-06-01-one"}) == sorted(
        path.name for path in (small_blog / "content/posts").iterdir()
    )
    assert main(["build", "--strict", "--blog", str(small_blog), "--date", "2018-06-20"]) == 0


def test_two_documents_never_have_one_address(bring):
    new = bring(
        "jekyll",
        {
            "_config.yml": "permalink: /:year/:month/:title\n",
            "_posts/2018-06-01-one.md": POST,
            "_posts/2018-06-02-one.md": POST,
            "_posts/2018-06-02-one.markdown": POST,
            "_posts/2018-06-03-two.md": "---\ntitle: Two\nredirect_from: [/same/, /tags/, /2018/06/one/]\n---\nx\n",
            "_posts/2018-06-04-three.md": "---\ntitle: Three\nredirect_from: [/same/, '/a/../b']\n---\nx\n",
            "archive.md": "---\ntitle: Archive\npermalink: /archive/\n---\nAll my words.\n",
            "tags.md": "---\ntitle: Tags\n---\nA page at a file of its own.\n",
        },
    )
    assert new.files == [
        "pages/archive-2/index.md",
        "pages/tags/index.md",
        "posts/2018-06-01-one/index.md",
        "posts/2018-06-02-one-2/index.md",
        "posts/2018-06-02-one-3/index.md",
        "posts/2018-06-03-two/index.md",
        "posts/2018-06-04-three/index.md",
    ]
    assert new.about("another document is at /2018/06/one/") == [
        "_posts/2018-06-02-one.markdown:0",
        "_posts/2018-06-02-one.md:0",
    ]
    assert new.url("pages/tags") == "/tags.html"
    new.build()


def test_a_text_that_does_not_build_becomes_a_draft_and_says_why(bring, monkeypatch):
    real = importer.compose
    monkeypatch.setattr(
        importer, "compose", lambda item, author: real(item, author) + "[gone](gone.md)\n" * (item.slug == "one")
    )
    new = bring("jekyll", files(**{"_posts/2018-06-08-two.md": POST}))
    assert new.meta("posts/2018-06-01-one").draft
    assert not new.meta("posts/2018-06-08-two").draft
    assert new.about("does not build, and is a draft until it does") == ["_posts/2018-06-01-one.md:5"]
    new.build()


def test_no_word_is_lost_in_silence(bring):
    text = """\
Plain words and `code words`, <!-- comment words -->, {% comment %}liquid words{% endcomment %}
{% include x.html caption="caption words" %} {% strange tag words %}

[^note]: footnote words
{::options words="true" /}

| table | words |
|:---:|
"""
    new = bring(
        "jekyll", files(**{"_posts/2018-06-08-two.md": f"---\ntitle: Two\nsubject: front matter words\n---\n{text}"})
    )
    said = " ".join(f"{note['message']} {note['text']}" for kind in HEADINGS for note in new.report[kind])
    known = set(words(new.text("posts/2018-06-08-two"))) | set(words(said))
    assert set(words(text)) - {"endcomment"} <= known
    assert {"subject", "front", "matter"} <= known


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["jekyll", "nowhere"], "no such folder or file: {tmp}/nowhere; give the folder or export of the blog"),
        (["jekyll", "empty"], "no posts or pages of jekyll in {tmp}/empty; name the folder of a jekyll blog"),
        (["jekyll", "."], "a blog cannot be imported into itself; name a folder outside of it with --blog"),
        (["jekyl", "empty"], "'jekyl'"),
        (["jekyll", "empty", "--url", "foo"], "--url: 'foo' is no public address; write something like https://you."),
    ],
)
def test_wrong_calls_are_one_line(tmp_path, monkeypatch, capsys, argv, problem):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["import", *argv, "--blog", "new"]) != 0
    said = capsys.readouterr()
    assert problem.format(tmp=tmp_path) in said.err
    assert said.err.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_a_name_without_end_is_cut_between_words(bring):
    name = "-".join(["word"] * 40)
    new = bring(
        "jekyll", {f"_posts/2018-06-01-{name}.md": "x\n", "_posts/2018-06-02-y.md": f"---\nslug: {name}\n---\nx\n"}
    )
    assert new.code == 0, new.err
    short = "-".join(["word"] * 20)
    # Both had a name that no file can have, and the same one: Jekyll takes the slug for the title of the URL.
    assert new.files == [f"posts/2018-06-01-{short}/index.md", f"posts/2018-06-02-{short}-2/index.md"]
    new.build()


def test_the_old_blog_is_only_read(bring, tree, tmp_path):
    bring("jekyll", files())
    assert set(tree(tmp_path / "old")) == {"_posts/2018-06-01-one.md"}


def test_symbolic_links_lead_nowhere_outside(bring, tmp_path):
    (tmp_path / "secret.txt").write_text("secret words")
    (tmp_path / "old/_posts").mkdir(parents=True)
    (tmp_path / "old/_posts/2018-06-08-leak.md").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "old/leak.txt").symlink_to(tmp_path / "secret.txt")
    include = "{% include_relative ../../secret.txt %} [x](/leak.txt)"
    new = bring("jekyll", files(**{"_posts/2018-06-15-try.md": f"---\ntitle: Try\n---\n{include}\n"}))
    assert all(b"secret words" not in path.read_bytes() for path in new.root.rglob("*") if path.is_file())


def test_people_read_the_gravest_first_and_many_places_of_one_message_once(bring, tmp_path, capsys):
    pictures = "".join(f"![](/p{number}.png)\n\n" for number in range(20))
    bring(
        "jekyll",
        files(
            **{
                "_posts/2018-06-08-two.md": f"---\ntitle: Two\nmood: good\n---\n[x](/gone)\n\n{pictures}",
                "_posts/2018-06-15-three.md": "---\ntitle: Three\n---\n{% include gone.html %} $\\frac{$ [y](/z)\n",
                "_posts/2018-06-22-four.org": "* Four\n",
                "archive.md": "---\ntitle: Archive\n---\nAll.\n",
            }
        ),
    )
    argv = ["import", "jekyll", str(tmp_path / "old"), "--blog", str(tmp_path / "other"), "--date", "2024-03-08"]
    assert main([*argv, "--dry-run"]) == 0
    lines = capsys.readouterr().out.split("\n")
    heads = [line for line in lines if line and not line.startswith("  ")]
    assert [head.partition(":")[0].partition(" (")[0] for head in heads[:4]] == ["Lost", "Changed", "To do", "Told"]
    assert heads[0].endswith(" (2)")
    assert lines[1] == (
        "  _posts/2018-06-15-three.md:4: there is no include 'gone.html'; put its text here: {% include gone.html %}"
    )
    assert lines[2] == "  _posts/2018-06-22-four.org:1: org is no Markdown: not imported"
    places = ", ".join(f"_posts/2018-06-08-two.md:{line}" for line in range(7, 23, 2))
    assert f"  a picture without alternative text: say what it shows: {places} and 12 more" in lines
    assert "  _posts/2018-06-08-two.md:5: a file or page that is not here; linked to where it was: /gone" in lines
    assert "  front matter 'mood' left out: _posts/2018-06-08-two.md" in lines
    assert heads[4] == "posts to import: 3, drafts: 0, pages: 1, files beside them: 0"
    counts = re.fullmatch(r"2 lost, (\d+) changed, (\d+) to do, (\d+) told \(above.*", heads[5])
    assert [int(count) for count in counts.groups()] == [int(re.search(r"\((\d+)\)$", head)[1]) for head in heads[1:4]]
    assert len(heads) == 6


@pytest.mark.parametrize(("builds", "end"), [(True, "build --strict"), (False, "mend what does not build")])
def test_the_next_step_is_one_that_can_succeed(builds, end):
    report = BlogReport()
    report.builds = builds
    *_, last = report.lines(dry=False)
    assert last.startswith("Next: ")
    assert end in last


def test_tags_that_would_share_a_page_are_told_apart(bring):
    old = {
        "_config.yml": "url: https://old.example.org\n",
        "_posts/2018-06-01-one.md": "---\ntitle: One\ntags: [C, C++, 'R&B']\n---\n[cpp](/tags/c++/), [c](/tags/c/).\n",
        "_posts/2018-06-08-two.md": "---\ntitle: Two\ntags: [c++, REM, n-grams]\nseries: A & B\n---\nTwo.\n",
        "_posts/2018-06-15-three.md": "---\ntitle: Three\ntags: [R.E.M., N grams]\nseries: A B\n---\nThree.\n",
    }
    blog = bring("jekyll", old)
    assert blog.meta("posts/2018-06-01-one").tags == ("C", "C plus plus", "R&B")
    assert blog.meta("posts/2018-06-08-two").tags == ("C plus plus", "REM", "n-grams")
    assert blog.meta("posts/2018-06-08-two").series == "A and B"
    assert blog.meta("posts/2018-06-15-three").tags == ("REM", "N grams")
    assert "[cpp](/tags/c-plus-plus/), [c](/tags/c/)" in blog.text("posts/2018-06-01-one")
    assert [note for note in blog.notes() if "has the address of" in note[2]] == [
        ("_posts/2018-06-01-one.md", 1, "the tag 'C++' has the address of 'C': now 'C plus plus'"),
        ("_posts/2018-06-08-two.md", 1, "the series 'A & B' has the address of 'A B': now 'A and B'"),
        ("_posts/2018-06-08-two.md", 1, "the tag 'c++' has the address of 'C': now 'C plus plus'"),
        ("_posts/2018-06-15-three.md", 1, "the tag 'R.E.M.' has the address of 'REM': now 'REM'"),
    ]
    blog.build()
    assert bring("jekyll", old).report["counts"]["same"] == 3


def test_a_last_change_before_its_date_is_left_out(bring):
    old = {
        "_posts/2018-06-01-one.md": "---\ntitle: One\nlast_modified_at: 2018-05-31\n---\nOne.\n",
        "_posts/2018-06-08-two.md": "---\ntitle: Two\ndate: 2018-06-08 09:30\nupdated: 2018-06-08\n---\nTwo.\n",
    }
    blog = bring("jekyll", old)
    assert blog.meta("posts/2018-06-01-one").updated == ""
    assert blog.meta("posts/2018-06-08-two").updated == "2018-06-08"
    assert blog.about("last change is before its date: left out", "told") == ["_posts/2018-06-01-one.md:1"]
    blog.build()


BODY = (
    "[a](/caf%C3%A9/mein%20Blog/two/), [b](/café/mein%20Blog/two/), [c](https://kai.example/caf%C3%A9/mein%20Blog/two/)"
)
ADDRESS = "https://kai.example/caf%C3%A9/mein%20Blog"


@pytest.mark.parametrize(
    ("program", "old"),
    [
        (
            "jekyll",
            {
                "_config.yml": "url: https://kai.example\nbaseurl: /caf%C3%A9/mein Blog\npermalink: /:title/\n",
                "_posts/2018-06-01-one.md": f"---\ntitle: One\n---\n{BODY} [gone](/café/mein%20Blog/gone)\n",
                "_posts/2018-06-08-two.md": "---\ntitle: Two\n---\nTwo.\n",
            },
        ),
        (
            "hugo",
            {
                "hugo.toml": f'baseURL = "{ADDRESS}/"\n[permalinks]\nposts = "/:title/"\n',
                "content/posts/one.md": f"---\ntitle: One\ndate: 2018-06-01\n---\n{BODY} [gone](/gone)\n",
                "content/posts/two.md": "---\ntitle: Two\ndate: 2018-06-08\n---\nTwo.\n",
            },
        ),
        (
            "pelican",
            {
                "pelicanconf.py": f"SITEURL = '{ADDRESS}'\nARTICLE_URL = '{{slug}}/'\n",
                "content/one.md": f"Title: One\nDate: 2018-06-01\n\n{BODY} [gone](/gone)\n",
                "content/two.md": "Title: Two\nDate: 2018-06-08\n\nTwo.\n",
            },
        ),
    ],
)
def test_a_base_path_that_needs_encoding_becomes_a_plain_one(bring, program, old):
    blog = bring(program, old)
    assert 'base_url = "https://kai.example/cafe/mein-blog/"\n' in (blog.root / "site.toml").read_text("utf-8")
    assert blog.about(f"the old blog is at {ADDRESS}/; a base path has") == ["site.toml:0"]
    two = "../2018-06-08-two/index.md"
    assert blog.text("posts/2018-06-01-one") == f"[a]({two}), [b]({two}), [c]({two}) [gone]({ADDRESS}/gone)"
    blog.build()
    assert f'href="/cafe/mein-blog{blog.url("posts/2018-06-08-two")}"' in blog.html(blog.url("posts/2018-06-01-one"))


@pytest.mark.parametrize(
    ("config", "base_url"),
    [
        ("url: https://kai.example\nbaseurl: /%7Ekai/Notes_1", "https://kai.example/~kai/Notes_1/"),
        ("url: https://kai.example/a/b", "https://kai.example/a/b/"),
        ("baseurl: ''", "https://example.org/"),
    ],
)
def test_an_address_that_can_stay_stays_and_is_not_told(bring, config, base_url):
    blog = bring("jekyll", files(**{"_config.yml": config}))
    assert f'base_url = "{base_url}"\n' in (blog.root / "site.toml").read_text("utf-8")
    assert blog.about("the old blog is at") == []
    blog.build()


def test_a_base_path_without_a_plain_letter_is_left_out(bring):
    blog = bring("jekyll", files(**{"_config.yml": "url: https://kai.example\nbaseurl: /漢字"}))
    assert 'base_url = "https://kai.example/"\n' in (blog.root / "site.toml").read_text("utf-8")
    assert blog.about("the old blog is at https://kai.example/%E6%BC%A2%E5%AD%97/; ") == ["site.toml:0"]
    blog.build()


def notebook(cells, number=4):
    """Return a notebook as JSON; of format 3 its cells stand in a worksheet."""
    if number == 4:
        return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]})


def test_old_notebooks_are_upgraded_and_broken_ones_left_out(bring):
    code = {
        "cell_type": "code",
        "collapsed": False,
        "input": ["6 * 7"],
        "language": "python",
        "metadata": {},
        "outputs": [{"output_type": "pyout", "prompt_number": 1, "metadata": {}, "text": ["forty-two"]}],
        "prompt_number": 1,
    }
    heading = {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Counting by hand"]}
    body = "[old](/nb/old.ipynb), [broken](/nb/broken.ipynb), [empty](/nb/empty.ipynb)\n"
    old = files(
        **{
            "_posts/2018-06-08-two.md": f"---\ntitle: Two\n---\n{body}",
            "nb/old.ipynb": notebook([heading, code], 3),
            "nb/broken.ipynb": '{"cells": [',
            "nb/empty.ipynb": "{}",
        }
    )
    new = bring("jekyll", old)
    assert new.about("a notebook of an older format, written as format 4 now", "told") == ["_posts/2018-06-08-two.md:4"]
    assert new.about("cannot be taken along: not a notebook") == ["_posts/2018-06-08-two.md:4"] * 2
    assert "[old](old.ipynb), [broken](https://old-site.invalid/nb/broken.ipynb)" in new.text("posts/2018-06-08-two")
    new.build()
    page = new.html("/2018/06/08/two/old.html")
    assert "Counting by hand" in page
    assert "forty-two" in page
    _checked.cache_clear()  # as in a new process
    again = bring("jekyll", old)
    assert again.counts == {"new": 0, "same": 2, "kept": 0, "files": 0}
    assert again.about("is another file already") == []


def test_a_post_whose_notebook_does_not_build_is_a_draft(bring):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["# Title\n\n[gone](gone.md)"]}]
    old = files(
        **{
            "_posts/2018-06-08-two.md": "---\ntitle: Two\n---\n[it](/nb/it.ipynb)\n",
            "_posts/2018-06-15-three.md": "---\ntitle: Three\n---\n[it](/nb/math.ipynb)\n",
            "nb/it.ipynb": notebook(cells),
            "nb/math.ipynb": notebook([{"cell_type": "markdown", "metadata": {}, "source": ["[^1] and ![](x.png)"]}]),
        }
    )
    new = bring("jekyll", old)
    assert new.meta("posts/2018-06-08-two").draft
    assert new.meta("posts/2018-06-15-three").draft
    assert not new.meta("posts/2018-06-01-one").draft
    assert new.about("a draft until it does: it.ipynb: link to") == ["_posts/2018-06-08-two.md:0"]
    new.build()


def test_links_in_angle_brackets_keep_their_words(bring):
    old = {
        "_config.yml": "url: https://mira.example\n",
        "_posts/2018-06-01-one.md": "---\ntitle: One\n---\n"
        "<https://mira.example/2018/06/08/two.html#part>, <https://mira.example/>, <https://mira.example/gone>.\n",
        "_posts/2018-06-08-two.md": "---\ntitle: Two\n---\n## Part\n\nWords.\n",
    }
    new = bring("jekyll", old)
    assert new.text("posts/2018-06-01-one") == (
        "[https://mira.example/2018/06/08/two.html#part](../2018-06-08-two/index.md#part), "
        "[https://mira.example/](/), <https://mira.example/gone>."
    )
    new.build()


def test_a_key_given_twice_keeps_the_rest_of_the_front_matter(bring):
    head = (
        "title: One # of two\ntags:\n  - a\n  - b # and no more\ntitle: Two # again\ndate: 2018-06-01 10:00 # at ten\n"
    )
    new = bring("jekyll", {"_posts/2018-06-01-one.md": f"---\n{head}---\nWords.\n"})
    meta = new.meta("posts/2018-06-01-one")
    assert (meta.title, meta.tags, meta.date) == ("Two", ("a", "b"), "2018-06-01T10:00:00+00:00")
    assert new.about("'title' twice", "changed") == ["_posts/2018-06-01-one.md:6"]
    new.build()


def test_a_demo_comes_along_with_what_it_loads(bring, draw_picture):
    body = (
        'Words.\n\n<script src="/js/demo.js"></script>\n\n<iframe title="Demo" src="/demo/index.html"></iframe>\n\n'
        "[the demo](/demo/index.html#top), [taken](/archive/index.html), `<script src=/js/demo.js></script>`\n"
    )
    old = {
        "_config.yml": "url: https://mira.example\nbaseurl: /notes\n",
        "_posts/2018-06-01-one.md": f"---\ntitle: One\n---\n{body}",
        "js/demo.js": "fetch('/notes/data/points.json'); import('./other.js'); const never = 'gone.js';\n",
        "js/other.js": "1\n",
        "js/unused.js": "2\n",
        "data/points.json": "[1]",
        "demo/index.html": '<p>A demo</p><script src="parts/a.js"></script><link href="a.css" rel="stylesheet">',
        "demo/parts/a.js": "3\n",
        "demo/a.css": "p { background: url(back.png) }",
        "demo/back.png": draw_picture(),
        "archive/index.html": "<p>Their own list</p>",
    }
    new = bring("jekyll", old)
    site = new.build()
    assert new.files == ["posts/2018-06-01-one/demo.js", "posts/2018-06-01-one/index.md"]
    assert sorted(path for path in new.report["files"] if path.startswith("assets/")) == [
        "assets/root/data/points.json",
        "assets/root/demo/a.css",
        "assets/root/demo/back.png",
        "assets/root/demo/index.html",
        "assets/root/demo/parts/a.js",
        "assets/root/js/demo.js",
        "assets/root/js/other.js",
    ]
    page = new.html("/2018/06/01/one.html")
    assert '<script src="one/demo.js"></script>' in page
    assert 'src="/notes/demo/index.html"' in page
    assert 'href="/notes/demo/index.html#top"' in page
    assert (site / "2018/06/01/one/demo.js").read_text() == old["js/demo.js"]
    assert (site / "demo/index.html").read_text() == old["demo/index.html"]
    assert new.about("a file or page that is not here") == ["_posts/2018-06-01-one.md:10"]
    assert "`<script src=/js/demo.js></script>`" in new.text("posts/2018-06-01-one")
    assert bring("jekyll", old).counts == {"new": 0, "same": 1, "kept": 0, "files": 0}


@pytest.mark.parametrize(
    ("config", "pattern", "permalinks"),
    [
        ("permalink: /:year/:month/:title/", "", ("", "")),
        ("permalink: pretty", "/{year}/{month}/{day}/{slug}/", ("", "/a/2018/06/06/b/")),
        ("permalink: /:categories/:year/:month/:day/:title", "/{year}/{month}/{day}/{slug}/", ("", "/a/2018/06/06/b/")),
        ("permalink: /log/:title.html", "/log/{slug}.html", ("", "")),
        ("permalink: /:year-:month-:day-:title/", "/{year}-{month}-{day}-{slug}/", ("", "")),
    ],
)
def test_posts_stay_at_their_old_urls(bring, config, pattern, permalinks):
    old = {
        "_config.yml": f"url: https://mira.example\n{config}\n",
        "_posts/2018-06-01-one.md": "---\ntitle: One\n---\n[b](/b.csv), [two](#x) ![p](/p.svg)\n\n## X\n",
        "_posts/2018-06-05-c.md": "---\ntitle: C\n---\nWords.\n",
        "_posts/2018-06-06-b.md": "---\ntitle: B\ncategory: a\n---\nWords.\n",
        "b.csv": "1,2\n",
    }
    new = bring("jekyll", old)
    settings = (new.root / "site.toml").read_text("utf-8")
    assert (f'permalink = "{pattern}"' in settings) == bool(pattern)
    posts = ("posts/2018-06-01-one", "posts/2018-06-06-b")
    assert tuple(new.meta(post).permalink for post in posts) == permalinks
    site = new.build()
    folder = beside(new.url(posts[0]))
    assert (site / folder[1:] / "b.csv").is_file()
    assert f'<link rel="canonical" href="https://mira.example{new.url(posts[0])}">' in new.html(new.url(posts[0]))


def test_a_file_name_with_a_space_answers_at_its_old_url(bring):
    new = bring(
        "jekyll",
        {
            "_posts/2018-06-01-my first cup.md": "---\ntitle: One\n---\n[page](/tea%20time.html)\n",
            "tea time.md": "---\ntitle: Tea\n---\n[post](/2018/06/01/my-first-cup.html)\n",
        },
    )
    assert new.url("posts/2018-06-01-my-first-cup") == "/2018/06/01/my-first-cup.html"
    new.build()
    assert 'href="/tea%20time.html"' in new.html("/2018/06/01/my-first-cup.html")
    assert 'href="/2018/06/01/my-first-cup.html"' in new.html("/tea time.html")


def test_pictures_and_files_answer_at_their_old_addresses_too(bring, draw_picture):
    old = {
        "hugo.toml": 'baseURL = "https://kai.example/"\n',
        "content/posts/one/index.md": "---\ntitle: One\ndate: 2018-06-01\ncover: {image: /img/b.png, alt: b}\n---\n"
        "![p](p.png) [q](q.png) ![q](q.png) [d](d.csv) [e](/data/e.csv) ![a](/img/a.png)\n",
        "content/posts/one/p.png": draw_picture(grey=1),
        "content/posts/one/q.png": draw_picture(grey=2),
        "content/posts/one/d.csv": "1\n",
        "content/posts/rough.md": "---\ntitle: Rough\ndate: 2018-06-08\ndraft: true\n---\n![c](/img/c.png)\n",
        "static/img/a.png": draw_picture(grey=3),
        "static/img/b.png": draw_picture(grey=4),
        "static/img/c.png": draw_picture(grey=5),
        "static/data/e.csv": "2\n",
    }
    new = bring("hugo", old)
    site = new.build()
    for path in ("posts/one/p.png", "posts/one/q.png", "posts/one/d.csv", "data/e.csv", "img/a.png", "img/b.png"):
        assert (site / path).is_file(), path
    assert not (site / "img/c.png").exists()
    assert new.meta("posts/2018-06-01-one").cover == "b.png"
    assert bring("hugo", old).counts == {"new": 0, "same": 2, "kept": 0, "files": 0}


@pytest.mark.parametrize(("search", "url"), [("false", "/search/"), ("true", "/search-2/")])
def test_a_page_for_searching_stays_where_the_site_has_none(bring, tmp_path, search, url):
    root = tmp_path / "new"
    root.mkdir()
    settings = f'title = "A"\nauthor = "B"\nbase_url = "https://kai.example/"\nsearch = {search}\n'
    (root / "site.toml").write_text(settings)
    text = "---\ntitle: Search\npermalink: /search/\n---\nAsk another engine.\n"
    new = bring("jekyll", files(**{"search.md": text}))
    assert new.url("pages/search" + "-2" * (search == "true")) == url


def test_blank_lines_of_code_stay(bring):
    code = "```text\na\n\n\n\n\nb\n```"
    new = bring("jekyll", {"_posts/2018-06-01-one.md": f"---\ntitle: One\n---\n\n\n\n\n{code}\n"})
    assert new.text("posts/2018-06-01-one") == code

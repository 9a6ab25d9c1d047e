"""Citations in a whole blog, and links in the file system that would publish what is not the blog's."""

import shutil

import pytest

from fridaygram.errors import ContentError
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

POST = "content/posts/2018-06-08-second-week"
PAGE = "2018/06/second-week/index.html"


@pytest.fixture
def blog(small_blog):
    """A blog one of whose posts cites a work of the shared file."""
    (small_blog / "content/references.bib").write_text("@misc{a, author={Abel, A.}, title={First}, year=2001}\n")
    post = small_blog / POST / "index.md"
    post.write_text(post.read_text() + "\nAs [@a] says, and @stranger.\n")
    return small_blog


def made(root):
    return build(Blog(root), Options(workers=1, date="2018-06-16"))


def test_a_work_is_cited_and_listed(blog, tree):
    page = tree(made(blog).output)[PAGE].decode()
    assert "Abel, 2001" in page
    assert "A. Abel. First. 2001." in page
    assert "@stranger" in page


def test_a_changed_work_changes_the_posts_that_cite_it_and_no_other(blog):
    made(blog)
    bib = blog / "content/references.bib"
    bib.write_text(bib.read_text() + "@misc{b, title={Nobody cites this}}\n")
    assert made(blog).changed == ()
    bib.write_text(bib.read_text().replace("2001", "2002"))
    assert PAGE in made(blog).changed
    assert not [name for name in made(blog).changed if "first-week" in name]


def test_a_file_beside_the_post_wins(blog, tree):
    (blog / POST / "own.bib").write_text("@misc{a, author={Cain, C.}, title={Second}, year=2003}\n")
    page = tree(made(blog).output)[PAGE].decode()
    assert "Cain, 2003" in page


def test_an_unknown_key_is_an_error_with_the_nearest(blog):
    post = blog / POST / "index.md"
    post.write_text(post.read_text().replace("[@a]", "[@ab]"))
    with pytest.raises(ContentError, match=r"index\.md:\d+: no work is called 'ab'; did you mean 'a'\?"):
        made(blog)


def test_captions_cite_too(blog, tree):
    post = blog / POST / "index.md"
    post.write_text(post.read_text().replace("caption: Round and round.", 'caption: "After [@a]."'))
    page = tree(made(blog).output)[PAGE].decode()
    caption = page.partition("</span> After ")[2].partition("</figure>")[0]
    assert '<a href="#ref-a" id="cite-a-1" role="doc-biblioref">Abel, 2001</a>' in caption
    assert page.index('id="cite-a-1"') < page.index('id="cite-a-2"') < page.index('id="ref-a"')
    feed = tree(blog / "site")["feed.xml"].decode()
    assert feed.count("Abel, 2001") == 2
    post.write_text(post.read_text().replace("After [@a]", "After [@ab]"))
    line = post.read_text().split("\n").index('caption: "After [@ab]."') + 1
    with pytest.raises(ContentError, match=rf"index\.md:{line}: no work is called 'ab'; did you mean 'a'\?"):
        made(blog)


def test_without_any_file_nothing_is_a_citation(blog, tree):
    (blog / "content/references.bib").unlink()
    assert "As [@a] says" in tree(made(blog).output)[PAGE].decode()


@pytest.mark.parametrize(
    "place",
    [
        "content/posts/2018-06-08-first-week/passwords.txt",
        "content/pages/secret.md",
        "content/data/far.json",
        "assets/root/x.txt",
        "templates/page.html",
        "content/posts/far",
        "assets/far",
    ],
)
def test_a_link_that_leads_out_of_the_blog_is_refused_by_its_name(small_blog, tmp_path, place):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("secret")
    link = small_blog / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(outside if place.endswith("far") else outside / "file")
    with pytest.raises(ContentError) as caught:
        build(Blog(small_blog), Options(date="2018-06-30", workers=1))
    assert str(caught.value) == f"{place}: this link leads out of the blog; copy what it leads to into the blog"
    assert not (small_blog / "site").exists()


def test_links_within_the_blog_work_and_corpora_may_lie_elsewhere(small_blog, tmp_path):
    folder = small_blog / "content/posts/2018-06-01-first-week"
    (small_blog / "notes").mkdir()
    (small_blog / "notes/words.txt").write_text("words")
    (folder / "words.txt").symlink_to("../../../notes/words.txt")
    shutil.rmtree(small_blog / "content/models", ignore_errors=True)
    (tmp_path / "models").mkdir()
    (small_blog / "content/models").symlink_to(tmp_path / "models")
    built = build(Blog(small_blog), Options(date="2018-06-30", workers=1))
    assert [path.read_text() for path in built.output.rglob("words.txt")] == ["words"]

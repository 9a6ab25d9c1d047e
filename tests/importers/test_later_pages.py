"""The second and later pages of the old lists: they answer, and site.toml has no line for a page that never was."""

import re

import pytest


def posts(pattern, text, count=5):
    """Return ``count`` posts, one a day, as files."""
    return {pattern.format(day): text.format(day) for day in range(1, count + 1)}


def redirects(new):
    """Return the redirects of the new site.toml as written, path -> target."""
    table = (new.root / "site.toml").read_text("utf-8").partition("[redirects]\n")[2].partition("\n\n")[0]
    return dict(re.findall(r'^"(.*?)" = "(.*?)"', table, re.MULTILINE))


def later(new):
    """Return the redirects of later pages."""
    return {path: target for path, target in redirects(new).items() if re.search(r"\d", path)}


HUGO = posts(
    "content/posts/p{}.md", '---\ntitle: P{0}\ndate: 2020-01-0{0}\ntags: [a]\ncategories: ["B c"]\n---\nWords.\n'
)


@pytest.mark.parametrize(
    "setting", ["paginate = 2\n", "[pagination]\npagerSize = 2\n", "paginate = 2\npaginatePath = 'page'\n"]
)
def test_later_pages_of_hugo_answer(bring, setting):
    new = bring("hugo", {"hugo.toml": f"title = 'x'\n{setting}", **HUGO})
    site = new.build()
    assert later(new) == {
        "/categories/b-c/page/2/": "/tags/b-c/",
        "/categories/b-c/page/3/": "/tags/b-c/",
        "/posts/page/2/": "/archive/",
        "/posts/page/3/": "/archive/",
    }
    assert "posts_per_page = 2\n" in (new.root / "site.toml").read_text("utf-8")
    for path in ("/page/2/", "/page/3/", "/tags/a/page/2/", "/tags/a/page/3/"):
        assert "location.replace" not in (site / new.file(path)).read_text("utf-8"), path


def test_lists_of_one_page_have_no_later_page(bring):
    draft = {"content/posts/p6.md": "---\ntitle: P\ndate: 2020-02-01\ndraft: true\n---\nWords.\n"}
    coming = {"content/posts/p7.md": "---\ntitle: Q\ndate: 2030-02-01\n---\nWords.\n"}
    new = bring("hugo", {"hugo.toml": "paginate = 5\n", **HUGO, **draft, **coming})
    assert later(new) == {}
    new.build()


def test_a_page_that_a_template_alone_makes_counts_in_its_section(bring):
    files = {"content/box/a.md": "---\nlayout: search\n---\n", "content/box/b.md": "---\ntitle: B\n---\nWords.\n"}
    new = bring("hugo", {"hugo.toml": "paginate = 1\n", **files})
    assert later(new) == {"/box/page/2/": "/archive/"}


def test_hugo_has_ten_posts_on_a_page_and_pages_in_another_folder_lead_on(bring):
    files = posts("content/posts/p{}.md", "---\ntitle: P{0}\ndate: 2020-01-{0:02}\ntags: [a]\n---\nWords.\n", 11)
    new = bring("hugo", {"hugo.toml": "[pagination]\npath = 'p'\n", **files})
    new.build()
    assert later(new) == {"/p/2/": "/", "/posts/p/2/": "/archive/", "/tags/a/p/2/": "/tags/a/"}


def test_templates_without_a_pager_have_no_later_pages(bring):
    files = {
        "hugo.toml": "paginate = 2\n",
        "themes/t/layouts/_default/list.html": "{{ range .Pages }}{{ end }}",
        **HUGO,
    }
    assert later(bring("hugo", files)) == {}


def test_a_pager_in_a_template_makes_later_pages(bring):
    files = {"hugo.toml": "paginate = 2\n", "layouts/_default/list.html": "{{ $p := .Paginate .Pages }}", **HUGO}
    assert "/posts/page/3/" in later(bring("hugo", files))


@pytest.mark.parametrize(
    ("setting", "pages"),
    [
        ("", ("/page2/", "/page3/")),
        ("paginate_path: /log/:num/\n", ("/log/2/", "/log/3/")),
        ("paginate_path: 'page/:num'\n", ()),
    ],
)
def test_later_pages_of_jekyll_answer(bring, setting, pages):
    files = posts("_posts/2018-06-0{}-p.md", "---\ntitle: P{0}\n---\nWords.\n")
    index = {"index.html": "---\nlayout: default\n---\n{% for post in paginator.posts %}{{ post.title }}{% endfor %}\n"}
    new = bring("jekyll", {"_config.yml": f"title: x\npaginate: 2\n{setting}", **index, **files})
    site = new.build()
    assert later(new) == dict.fromkeys(pages, "/")
    for path in pages or ("/page/2/", "/page/3/"):
        assert (site / new.file(path)).is_file(), path


def test_jekyll_without_a_page_to_list_on_has_no_later_pages(bring):
    files = posts("_posts/2018-06-0{}-p.md", "---\ntitle: P{0}\n---\nWords.\n")
    assert later(bring("jekyll", {"_config.yml": "paginate: 2\n", **files})) == {}


PELICAN = posts("content/notes/p{}.md", "Title: P{0}\nDate: 2020-01-0{0}\nTags: Big Data\n\nWords.\n")


@pytest.mark.parametrize(
    ("setting", "pages"),
    [
        (
            "",
            {
                "/author/ines2.html": "/archive/",
                "/category/notes2.html": "/tags/notes/",
                "/index2.html": "/",
                "/tag/big-data2.html": "/tags/big-data/",
            },
        ),
        (
            "PAGINATION_PATTERNS = [(1, '{url}', '{save_as}'),\n"
            " (2, '{base_name}/page/{number}/', '{base_name}/page/{number}/index.html'),\n (9, 'x', 'x')]\n"
            "TAG_SAVE_AS = 'tags/{slug}/index.html'\n"
            "CATEGORY_SAVE_AS = 'category/{slug}/index.html'\nAUTHOR_SAVE_AS = ''\n",
            {"/category/notes/page/2/": "/tags/notes/"},
        ),
    ],
)
def test_later_pages_of_pelican_answer(bring, setting, pages):
    new = bring("pelican", {"pelicanconf.py": f"AUTHOR = 'Ines'\nDEFAULT_PAGINATION = 3\n{setting}", **PELICAN})
    site = new.build()
    assert later(new) == pages
    for path in (*pages, *(("/page/2/", "/tags/big-data/page/2/") if setting else ())):
        assert (site / new.file(path)).is_file(), path


def test_an_old_list_below_our_own_lists_leads_on_where_no_page_of_ours_can_be(bring):
    new = bring("pelican", {"pelicanconf.py": "TAG_SAVE_AS = 'tags/{slug}.html'\nDEFAULT_PAGINATION = 3\n", **PELICAN})
    new.build()
    leads = {path: target for path, target in redirects(new).items() if path.startswith("/tags/")}
    assert leads == {"/tags/big-data.html": "/tags/big-data/", "/tags/big-data2.html": "/tags/big-data/"}


def test_a_tag_with_the_name_of_the_category_has_a_list_of_its_own(bring):
    files = {path: text.replace("Big Data", "notes") for path, text in PELICAN.items()}
    new = bring("pelican", {"pelicanconf.py": "DEFAULT_PAGINATION = 3\n", **files})
    assert {"/category/notes2.html", "/tag/notes2.html"} <= {*later(new)}


def test_without_a_size_pelican_has_no_later_pages(bring):
    new = bring("pelican", {"pelicanconf.py": "AUTHOR = 'Ines'\nDEFAULT_PAGINATION = False\n", **PELICAN})
    assert later(new) == {}
    assert "posts_per_page" not in (new.root / "site.toml").read_text("utf-8")


def test_page_two_comes_before_page_ten(bring):
    files = posts("_posts/2018-06-{:02}-p.md", "---\ntitle: P{0}\n---\nWords.\n", 12)
    new = bring("jekyll", {"_config.yml": "paginate: 1\n", "index.html": "---\n---\n{{ paginator.page }}\n", **files})
    assert [*later(new)] == [f"/page{number}/" for number in range(2, 13)]


def test_the_list_of_tags_answers_without_a_tag_and_the_line_says_when_to_go(bring):
    new = bring("hugo", {"hugo.toml": "title = 'x'\n", "content/posts/a.md": "---\ndate: 2020-01-01\n---\nWords.\n"})
    new.build()
    assert '"/tags/" = "/archive/"  # remove this line with the first tag\n' in (new.root / "site.toml").read_text(
        "utf-8"
    )
    assert "/archive/" in new.html("/tags/")
    assert '"/tags/"' not in str(redirects(bring("hugo", HUGO)))


def test_another_number_of_posts_on_a_page_is_told(bring):
    site = 'title = "x"\nauthor = "y"\nbase_url = "https://x.example/"\nposts_per_page = 4\n'
    new = bring("hugo", {"hugo.toml": "paginate = 2\n", "../new/site.toml": site, **HUGO})
    assert new.about("its lists had 2 posts on a page, here they have 4", "told") == ["site.toml:0"]
    assert "/posts/page/3/" in new.out
    # When the blog has grown, its own pages are there.
    assert "/page/3/" not in new.out.replace("/posts/page/3/", "").replace("/categories/b-c/page/3/", "")

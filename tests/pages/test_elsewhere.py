"""Comments and notebooks that other sites show: what a page says of them, and that nobody is asked before a click."""

import html
import json
import re
import shutil

import nbformat
import pytest

from fridaygram.config import Comments, Publish, Site, load_site
from fridaygram.errors import ConfigError
from fridaygram.pages.elsewhere import comments_of, notebook_links
from tests.pages.builder import BLOG, build

GISCUS = """
[comments]
provider = "giscus"
repository = "ada/blog"
repository_id = "R_1"
category = "Announcements"
category_id = "DIC_2"
"""


def site(**settings):
    return Site(title="A", author="B", base_url="https://a.example/", **settings)


def blog_with(tmp_path, settings):
    root = shutil.copytree(BLOG, tmp_path / "blog")
    file = root / "site.toml"
    file.write_text(file.read_text("utf-8") + settings, "utf-8")
    return root


def test_a_page_offers_comments_and_asks_nobody_for_them(tmp_path):
    page = build(blog_with(tmp_path, GISCUS))["2018/06/week-1/index.html"].decode()
    link = re.search(r'<a class="comments-open"[^>]*>', page)[0]
    script = json.loads(html.unescape(re.search(r'data-script="([^"]*)"', link)[1]))
    assert script["src"] == "https://giscus.app/client.js"
    assert (script["data-repo"], script["data-repo-id"], script["data-category-id"]) == ("ada/blog", "R_1", "DIC_2")
    assert 'href="https://github.com/ada/blog/discussions"' in link
    text = page.partition("</head>")[2]  # the policy in the head allows the host
    assert "giscus" not in text.replace(link, "").replace("loaded from giscus.app", "")
    assert re.search(r'<script src="/blog/assets/site\.\w+\.js" [^>]*defer>', page), "a page without code needs it too"


def test_without_a_provider_there_are_no_comments_and_no_script(tmp_path):
    page = build(blog_with(tmp_path, ""))["2018/06/motive/index.html"].decode()
    assert "comments-open" not in page
    assert "mailto:ada@example.org?subject=Re%3A%20" in page


def test_utterances_has_its_own_attributes():
    script = comments_of(site(comments=Comments(provider="utterances", repository="a/b")))["script"]
    assert script["repo"] == "a/b"
    assert script["src"] == "https://utteranc.es/client.js"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (GISCUS.replace("ada/blog", "blog"), "'blog' is no repository"),
        (GISCUS.replace('category_id = "DIC_2"\n', ""), "giscus needs category_id"),
        ("[comments]\nprovider = 'disqus'\n", "disqus"),
    ],
)
def test_comments_without_a_place_are_an_error(tmp_path, settings, problem):
    with pytest.raises(ConfigError, match=problem):
        load_site(blog_with(tmp_path, settings))


@pytest.mark.parametrize(
    ("repository", "place"),
    [
        ("https://github.com/ada/blog", "ada/blog/blob/main"),
        ("https://github.com/ada/blog.git", "ada/blog/blob/main"),
        ("https://github.com/ada/work/tree/trunk/my%20log", "ada/work/blob/trunk/my%20log"),
    ],
)
def test_a_notebook_opens_where_its_repository_is(repository, place):
    links = notebook_links(site(repository=repository, publish=Publish(source="main")), "content/posts/a/index.ipynb")
    assert [link["url"] for link in links] == [
        f"https://nbviewer.org/github/{place}/content/posts/a/index.ipynb",
        f"https://colab.research.google.com/github/{place}/content/posts/a/index.ipynb",
    ]
    assert notebook_links(site(), "content/posts/a/index.ipynb") == []


def test_a_notebook_that_is_a_post_can_be_downloaded_and_opened(tmp_path):
    root = blog_with(tmp_path, "")
    file = root / "site.toml"
    file.write_text('repository = "https://github.com/ada/blog"\n' + file.read_text("utf-8"), "utf-8")
    folder = root / "content/posts/2018-06-02-cells"
    folder.mkdir()
    front = nbformat.v4.new_raw_cell("---\ntitle: Cells\ndate: 2018-06-02\n---")
    nbformat.write(
        nbformat.v4.new_notebook(cells=[front, nbformat.v4.new_markdown_cell("Text.")]), folder / "index.ipynb"
    )
    made = build(root)
    page = made["2018/06/cells/index.html"].decode()
    assert '<a href="/blog/2018/06/cells/index.ipynb" download>' in page
    assert "2018/06/cells/index.ipynb" in made
    assert (
        "https://colab.research.google.com/github/ada/blog/blob/main/content/posts/2018-06-02-cells/index.ipynb" in page
    )
    assert "open-in" not in made["2018/06/motive/index.html"].decode()

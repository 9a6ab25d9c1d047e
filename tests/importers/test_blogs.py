"""A blog written for each program, with what its Markdown and its URLs have of their own: it arrives whole.

``python -m bench import`` compares the same blogs with the program's own rendering.
"""

import re
from pathlib import Path

import pytest

from fridaygram.pages.html_tree import Tree

BLOGS = Path(__file__).parent / "blogs"
URLS = {
    "jekyll": """/2018/06/01/blocks-of-html.html /2018/06/08/code-and-braces.html /2018/06/29/links.html /old/links/
        /tea/long%20reads/2018/06/15/lists-and-notes.html /2018/07/06/a-name-with-spaces.html /tea%20time.html /about/
        /older.html /tag/html/ /demo/index.html /demo/run.js /assets/data.csv /assets/points.json /assets/dot.svg""",
    "hugo": """/2019/04/html-in-markdown/ /2019/05/code-and-more/ /de/2019/05/quelltext/ /2019/05/the-bundle/
        /about-me.html /de/2019/05/das-buendel/ /2019/05/the-bundle/img/dot.svg /2019/05/the-bundle/data.csv
        /img/square.svg /old/code/ /2019/05/code-old/ /posts/ /tags/html/ /categories/long-reads/ /de/tags/quelltext/
        /index.xml /de/ /js/demo.js
        /page/2/ /posts/page/2/""",
    "pelican": """/counting.html /code.html /html-in-markdown.html /formulas.html /formulas-de.html /html-so.html
        /pages/about.html /images/square.svg /tag/big-data.html /category/programs.html /author/ines-roca.html
        /archives.html /feeds/all.atom.xml /index2.html /author/ines-roca2.html""",
}


def words(html):
    """Return the words of a page's text."""
    node = Tree(html).css_first(".prose")
    for anchor in node.css(".permalink") if node else ():
        anchor.decompose()
    return " ".join(re.findall(r"[\w(){},#]+", node.text())) if node else ""


@pytest.mark.parametrize("program", sorted(URLS))
def test_a_blog_arrives_whole(bring, program):
    files = {path.relative_to(BLOGS / program).as_posix(): path.read_bytes() for path in _files(program)}
    new = bring(program, files)
    assert new.code == 0
    assert new.notes("lost") == []
    site = new.build()
    for url in URLS[program].split():
        assert (site / new.file(url)).is_file(), url
    shown = "\n".join(words(path.read_text("utf-8")) for path in sorted(site.rglob("*.html")))
    for text in TEXTS[program]:
        assert text in shown


TEXTS = {
    "jekyll": (
        "A paragraph with emphasis in a box one two",
        "Text that *stays*".replace("*", ""),
        "A heading within a b 1 2",
        "Hidden words and code",
        "Raw HTML only The end",
        "first is code at the start of a line getset(key) {block} and {a, b}",
        "Learning C#",
        "Before the code def f(x)",
        "Assam, 3 g Keemun, 4 g",
        "{{ not liquid }} and {",
    ),
    "hugo": (
        "within one two",
        "Hidden words and code x {",
        "getset(key) {block} and {a, b} Learning C#",
        "und Daten, Wörter",
    ),
    "pelican": ("A paragraph with emphasis one two", "Learning C# {filename}x md in code stays"),
}


def _files(program):
    return sorted(path for path in (BLOGS / program).rglob("*") if path.is_file() and "__pycache__" not in path.parts)

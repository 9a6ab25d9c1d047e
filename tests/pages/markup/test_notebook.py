import base64
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fridaygram.errors import ContentError
from fridaygram.pages.markup.notebook import read_notebook
from tests.pages.builder import BLOG, build

FILE = "content/posts/2018-06-08-week-1/count.ipynb"
PAGE = "2018/06/week-1/count/index.html"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><style>p{}</style><script>1</script><path id="a" d="M0 0h9"/></svg>'


def title_and_body(text: str, file: str) -> tuple[str, str]:
    found = read_notebook(text, file)
    return found.title, found.body


def png() -> str:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(stream, "PNG")
    return base64.encodebytes(stream.getvalue()).decode()


def markdown(*source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": list(source), **more}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": source, "outputs": list(outputs)}


def data(**forms: str | list[str]) -> dict[str, Any]:
    found = {name.replace("_", "/").replace("svgxml", "svg+xml"): value for name, value in forms.items()}
    return {"output_type": "display_data", "metadata": {}, "data": found}


def text(*cells: dict[str, Any], **metadata: Any) -> str:
    language = {"language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": {**language, **metadata}, "nbformat": 4, "nbformat_minor": 5})


CELLS = (
    markdown("# Counting *well*\n", "Words with $x^2$ and [a link](../2018-06-01-motive/index.md).\n"),
    code(
        "for n in range(3):\n    print('```', n)\n",
        {"output_type": "stream", "name": "stdout", "text": ["``` 0\n", "\n", "<1>"]},
    ),
    code(
        "table", data(text_html=['<table border="1">\n\n<tr><td>a</td></tr></table><script>1</script>'], text_plain="a")
    ),
    code("plot", data(image_png=png(), text_plain="<Figure>")),
    code("draw", data(image_svgxml=SVG)),
    code(
        "1/0",
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[31mZeroDivisionError\x1b[0m: 1"]},
    ),
    markdown("![a dot](attachment:dot.png)", attachments={"dot.png": {"image/png": png()}}),
    {"cell_type": "raw", "metadata": {}, "source": "raw <b>"},
)


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    shutil.copytree(BLOG, tmp_path / "blog")
    (tmp_path / "blog" / FILE).write_text(text(*CELLS))
    post = tmp_path / "blog" / FILE.replace("count.ipynb", "index.md")
    post.write_text(post.read_text() + "\nIn [the notebook](count.ipynb), [](count.ipynb).\n")
    return tmp_path / "blog"


def test_cells_and_outputs_become_a_page_below_the_post(blog: Path) -> None:
    site = build(blog)
    page = site[PAGE].decode()
    assert "<h1>Counting *well*</h1>" in page
    assert "<math" in page
    assert 'href="/blog/2018/06/motive/"' in page
    assert '<code class="language-python">' in page
    assert '<pre class="output" tabindex="0">``` 0&#10;&#10;&lt;1&gt;</pre>' in page
    assert "<table>" in page
    assert "<script>1" not in page
    assert len(set(re.findall(r'src="/blog(/outputs/[0-9a-f]{16}\.png)"', page))) == 1
    assert 'alt="Output of cell 4"' in page
    assert 'alt="Output of cell 4" width="4" height="4"' in page
    assert re.search(r'<img src="/blog/outputs/[0-9a-f]{16}\.svg" alt="Output of cell 5"', page)
    assert '<pre class="output error" tabindex="0">ZeroDivisionError: 1</pre>' in page
    assert "raw &lt;b&gt;" in page
    assert 'href="/blog/2018/06/week-1/count.ipynb" download' in page
    assert "2018/06/week-1/count.ipynb" in site


def test_the_post_links_to_it_and_lists_leave_it_out(blog: Path) -> None:
    site = build(blog)
    post = site["2018/06/week-1/index.html"].decode()
    assert (
        '<a href="/blog/2018/06/week-1/count/">the notebook</a>, <a href="/blog/2018/06/week-1/count/">Counting' in post
    )
    for name in ("index.html", "archive/index.html"):
        assert b"week-1/count/" not in site[name]
    assert b"week-1/count/" in site["sitemap.xml"]


def test_it_is_hidden_with_its_post(blog: Path) -> None:
    for key, shown in (("draft: true", False), ("unlisted: true", True)):
        post = blog / FILE.replace("count.ipynb", "index.md")
        text_ = post.read_text()
        post.write_text(text_.replace("---\n", f"---\n{key}\n", 1))
        for other in (blog / "content").rglob("*.md"):
            words = re.sub(r"2018-06-08-week-1/index\.md(#[\w-]+)?", "2018-06-01-motive/index.md", other.read_text())
            other.write_text(words)
        site = build(blog)
        assert (PAGE in site) is shown
        assert b"count/" not in site["sitemap.xml"]
        post.write_text(text_)


def test_the_title_comes_from_the_metadata_too() -> None:
    assert title_and_body(text(markdown("# One\n"), title="Two"), FILE) == ("Two", "# One\n\n")
    assert title_and_body(text(markdown("no heading")), FILE) == ("", "no heading\n")


def test_long_outputs_are_cut() -> None:
    long = {"output_type": "stream", "text": "\n".join(map(str, range(1000)))}
    assert "... 600 lines more" in title_and_body(text(code("", long)), FILE)[1]


@pytest.mark.parametrize("wrong", ["", "{", "[]", '{"worksheets": []}', '{"cells": {}}'])
def test_what_is_no_notebook_is_refused(wrong: str) -> None:
    with pytest.raises(ContentError, match="not a notebook"):
        title_and_body(wrong, FILE)


def test_odd_cells_do_no_harm() -> None:
    odd = [1, None, {"cell_type": "code"}, {"cell_type": "code", "outputs": [1, {"output_type": "display_data"}]}, {}]
    assert title_and_body(json.dumps({"cells": odd}), FILE) == ("", "\n")


def test_errors_name_the_notebook_without_a_line_that_is_not_its_own(blog: Path) -> None:
    (blog / FILE).write_text(text(markdown("# A\n\n[x](nowhere.md)")))
    with pytest.raises(ContentError) as caught:
        build(blog)
    assert (caught.value.file, caught.value.line) == (FILE, None)
    (blog / FILE).write_text(text(markdown("![](a.png)")))
    with pytest.raises(ContentError) as caught:
        build(blog)
    assert (caught.value.file, caught.value.line) == (FILE, None)


@pytest.mark.parametrize(
    ("metadata", "source", "shown"),
    [
        ({}, "1", "code output"),
        ({"tags": ["remove_cell"]}, "1", ""),
        ({"tags": ["remove-input"]}, "1", "output"),
        ({"tags": ["remove-output"]}, "1", "code"),
        ({"tags": ["hide-input"]}, "1", "(code) output"),
        ({"tags": ["hide-output"]}, "1", "code (output)"),
        ({"tags": ["hide-cell"]}, "1", "(code) (output)"),
        ({"jupyter": {"source_hidden": True, "outputs_hidden": True}}, "1", "(code) (output)"),
        ({}, "#| echo: false\n#| fig-cap: A\n1", "output"),
        ({}, "#| output: false\n1", "code"),
        ({}, "#| include: false\n1", ""),
        ({}, "#| code-fold: true\n1", "(code) output"),
        ({}, "# hide\n1", ""),
        ({}, "#collapse_output\n1", "code (output)"),
        ({}, "# hide and seek\n1", "code output"),
    ],
)
def test_tags_and_options_say_what_of_a_cell_is_shown(metadata: dict[str, Any], source: str, shown: str) -> None:
    cell = code(source, {"output_type": "stream", "text": "2"}) | {"metadata": metadata}
    found = title_and_body(text(cell), FILE)[1]
    assert "#|" not in found
    found = re.sub(
        r"(`{3,})(python|\{=html\})\n.*?\1", lambda part: {"p": "code"}.get(part[2][0], "output"), found, flags=re.S
    )
    found = re.sub(r"<details class=\"cell\">\n<summary>(Code|Output)</summary>\n\n(\w+)\n\n</details>", r"(\2)", found)
    assert " ".join(found.split()) == shown

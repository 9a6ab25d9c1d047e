"""A notebook that is a post: built, linked, searched, frozen and checked like any other."""

import json
from pathlib import Path

import pytest

from fridaygram.check.checking import check_site
from fridaygram.errors import ContentError
from fridaygram.pages.document import read_document
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.pages.markup.test_notebook import code, data, markdown, png, text

FOLDER = "content/posts/2018-06-08-count"
SOURCE = f"{FOLDER}/index.ipynb"
FRONT = {"cell_type": "raw", "metadata": {}, "source": "---\ntags: [soul]\nweek: 2\n---\n"}
PRINTED = {"output_type": "stream", "name": "stdout", "text": "{{ no.value }} and $5 and $6"}
SITE = 'title = "A"\nauthor = "B"\nbase_url = "https://a.example/blog"\ncards = false\n'


def cells(first: str = "print(1)", count: int = 1) -> tuple[dict, ...]:
    own = code(first, PRINTED) | {"execution_count": count, "id": "one"}
    return (FRONT, markdown("# Counting\n\nWords of [motive](motive).\n"), own, code("plot", data(image_png=png())))


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    (tmp_path / "site.toml").write_text(SITE)
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / SOURCE).write_text(text(*cells()))
    motive = tmp_path / "content/posts/2018-06-01-motive.md"
    motive.write_text("---\ntitle: Motive\n---\nSee [](2018-06-08-count/index.ipynb) and [it](2018-06-08-count).\n")
    return Blog(tmp_path)


def built(blog: Blog, **options: object) -> Path:
    return build(blog, Options(workers=1, **options)).output


def test_it_is_a_post_like_any_other(blog: Blog) -> None:
    site = built(blog)
    page = (site / "2018/06/count/index.html").read_text()
    assert ">Counting</h1>" in page
    assert 'href="/blog/2018/06/motive/"' in page
    assert "{{ no.value }} and $5 and $6" in page
    motive = (site / "2018/06/motive/index.html").read_text()
    assert '<a href="/blog/2018/06/count/">Counting</a> and <a href="/blog/2018/06/count/">it</a>' in motive
    for name in ("index.html", "feed.xml", "sitemap.xml", "tags/soul/index.html"):
        assert "/2018/06/count/" in (site / name).read_text(), name
    (picture,) = (site / "outputs").iterdir()
    assert f'<img src="/blog/outputs/{picture.name}" alt="Output of cell 4"' in page
    assert f"https://a.example/blog/outputs/{picture.name}" in (site / "feed.xml").read_text()


def test_its_text_may_ask_for_values(blog: Blog) -> None:
    (blog.root / FOLDER / "counts.csv").write_text("name,count\na,1\n")
    asking = "```figure bar\ntitle: Counts\ndata: counts.csv\n```\n"
    (blog.root / SOURCE).write_text(text(*cells(), markdown(asking)))
    assert "<figure" in (built(blog) / "2018/06/count/index.html").read_text()
    assert (blog.root / FOLDER / "results.json").is_file()
    assert not list(blog.root.rglob("index.results.json"))


def test_code_that_has_parted_from_its_output_is_said_until_it_runs_again(blog: Blog) -> None:
    built(blog)
    frozen = (blog.root / FOLDER / "outputs.json").read_text()
    assert set(json.loads(frozen)) == {"one", "cell 4"}
    assert not list(built(blog).rglob("outputs.json"))

    (blog.root / SOURCE).write_text(text(*cells("print(2)")))
    for _ in range(2):
        (warning,) = build(blog, Options(workers=1)).warnings
        assert warning.startswith(f"{SOURCE}: the code of cell 3 has changed since its output was saved; run")
    assert (blog.root / FOLDER / "outputs.json").read_text() == frozen
    (finding,) = [one for one in check_site(blog, Options(workers=1)).findings if one.rule == "outputs"]
    assert (finding.file, finding.line, finding.severity) == (SOURCE, None, "warning")

    (blog.root / SOURCE).write_text(text(*cells("print(2)", count=2)))
    assert build(blog, Options(workers=1)).warnings == ()
    assert (blog.root / FOLDER / "outputs.json").read_text() != frozen


def test_a_look_freezes_nothing(blog: Blog) -> None:
    check_site(blog, Options(workers=1))
    assert not (blog.root / FOLDER / "outputs.json").exists()


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (markdown("a\n\n[x](nowhere.md)"), "link to 'content/posts/2018-06-08-count/nowhere.md', which is not there"),
        (markdown("a\n\n![](a.png)"), "picture 'a.png' has no alternative text"),
        (markdown("a\n\n{{ a.b | z }}"), "cannot read the value '{{ a.b | z }}'"),
        (markdown("```figure no-kind\n```"), "unknown figure 'no-kind'"),
    ],
)
def test_an_error_names_the_cell(blog: Blog, cell: dict, message: str) -> None:
    (blog.root / SOURCE).write_text(text(*cells(), cell))
    with pytest.raises(ContentError) as caught:
        built(blog)
    assert (caught.value.message, caught.value.file, caught.value.line) == (f"{message} (in cell 5)", SOURCE, None)


def test_front_matter_of_a_notebook(blog: Blog) -> None:
    def read(*all_cells: dict, **more: str) -> tuple[str, tuple[str, ...], str]:
        (blog.root / SOURCE).write_text(text(*all_cells, **more))
        found = read_document(blog.root, SOURCE, "UTC")
        return found.title, found.meta.tags, found.body

    with_tags = markdown('+++\ntags = ["a"]\n+++\n\nWords.')
    assert read(with_tags, title="From metadata") == ("From metadata", ("a",), "\nWords.\n")
    assert read(markdown("---\ntitle: 'One'\n---\n"), markdown("# One\n\nWords.")) == ("One", (), "\nWords.\n")
    assert read(markdown("---\ntitle: Two\n---\n"), markdown("# One")) == ("Two", (), "# One\n")
    with pytest.raises(ContentError, match="unknown key 'tag'"):
        read(markdown("---\ntag: a\n---\n"))


def test_a_markdown_index_wins_over_a_notebook(blog: Blog) -> None:
    (blog.root / FOLDER / "index.md").write_text("---\ntitle: Words\n---\n")
    site = built(blog)
    assert ">Words</h1>" in (site / "2018/06/count/index.html").read_text()
    assert ">Counting</h1>" in (site / "2018/06/count/index/index.html").read_text()

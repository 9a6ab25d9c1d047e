from xml.etree import ElementTree

from fridaygram.figures.base import Asset, Drawing, Params, Table
from fridaygram.pages.body import CAPTION, with_urls
from fridaygram.pages.directives import FigureDirective
from fridaygram.pages.markup.figure_html import fill_figure, provenance, table_html, unstyled

DIRECTIVE = FigureDirective("generation-path", "remix", {}, "a.md", 3, 0, 2, number=2)
SOURCE = {"kind": "corpus", "name": "demo", "digest": "1a2b3c4d5e", "as_of": "2018-06-08", "reviews": 1448}


def test_a_figure_has_number_caption_origin_data_and_files() -> None:
    drawing = Drawing(
        html='<img src="asset:path.gif" alt="Paths">',
        text="Three paths.",
        table=Table(("path", "p"), (("happy", "0.25"), ("a <b>", "0.5"))),
        assets=(Asset("path.gif", b"GIF", 10, 5),),
        fallback="path.gif",
    )
    filled = fill_figure(DIRECTIVE, drawing, {"sources": [SOURCE]}, Params(caption="What *it* writes", layout="wide"))
    gif, csv = sorted(filled.files, key=lambda path: path.endswith(".csv"))
    assert gif.startswith("/figures/remix-path-")
    assert filled.files[csv] == b"path,p\nhappy,0.25\na <b>,0.5\n"
    page = with_urls(filled.fill.html, {}, "/blog/").replace(CAPTION, " What it writes")
    tree = ElementTree.fromstring(page.replace(" download>", ">").replace('alt="Paths">', 'alt="Paths"/>'))
    assert tree.attrib == {"class": "figure figure-generation-path wide", "id": "remix"}
    assert f'src="/blog{gif}"' in page
    assert f'href="/blog{csv}"' in page
    assert "Figure 2." in page
    assert "Figure 2.</span> What it writes" in page
    assert "1,448 reviews, as of 8 June 2018, digest <code>1a2b3c4d</code>" in page
    feed = with_urls(filled.fill.feed, {}, "https://example.org/blog/")
    assert f'<img src="https://example.org/blog{gif}" alt="Three paths." width="10" height="5">' in feed


def test_feeds_get_words_and_data_in_place_of_an_svg() -> None:
    drawing = Drawing(html="<svg></svg>", text="Two < three.", table=Table(("n",), (("2",),)))
    filled = fill_figure(DIRECTIVE, drawing, {}, Params())
    assert "<svg" not in filled.fill.feed
    assert "Two &lt; three." in filled.fill.feed
    assert "<table>" in filled.fill.feed
    assert "Computed from" not in filled.fill.html


def test_a_text_says_the_same_without_a_style_sheet() -> None:
    html = (
        '<blockquote class="smp-text">One\n<mark class="smp-c1">two</mark><sup class="smp-ref">1</sup>'
        '<span class="sur-3" title="4 bits">x</span></blockquote>'
        '<details class="smp-more"><summary>The other 2</summary><ol><li>rejected</li></ol></details>'
    )
    plain = unstyled(html)
    assert plain.startswith('<blockquote class="smp-text">One<br><u>two</u><mark><u><b>x</b></u></mark></blockquote>')
    assert "rejected" not in plain
    assert plain.endswith("are on the page.</p>")
    assert unstyled("<p>a\nb</p>") == "<p>a\nb</p>"


def test_provenance_names_every_source() -> None:
    both = provenance({"sources": [SOURCE, {"kind": "model", "name": "demo-4"}]})
    assert both.startswith("Computed from corpus <b>demo</b> (1,448 reviews")
    assert both.endswith("and model <b>demo-4</b>.")
    assert provenance({}) == ""


def test_columns_of_numbers_are_marked() -> None:
    html = table_html(Table(("name", "n"), (("a", "1,204"), ("b", "−3.5%"))))
    assert '<th scope="col">name</th><th scope="col" class="number">n</th>' in html
    assert '<td>a</td><td class="number">1,204</td>' in html


def test_the_empty_corner_of_a_table_is_no_header() -> None:
    html = table_html(Table(("", "n"), (("a", "1"),)))
    assert '<tr><td></td><th scope="col" class="number">n</th></tr>' in html

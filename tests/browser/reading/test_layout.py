"""How a page is set: text and captions on one edge, tables that show that they go on, a footer at the bottom."""

import io

import pytest
from PIL import Image

from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.hosting import hosted
from tests.browser.needed import both

pytestmark = [pytest.mark.browser, both]

CELLS = " | ".join(f"column {number}" for number in range(9))
TEXT = f"""A wide table:

| {CELLS} |
|{" --- |" * 9}
| {CELLS.replace("column", "cell")} |

And a narrow one:

|  | one |
| --- | --- |
| a | b |

$$ \\sum_{{i=1}}^{{n}} x_i $$
"""
EDGES = """() => [...document.querySelectorAll('.prose > .figure:not(.margin) > figcaption')].map(caption => {
  const range = document.createRange();
  range.selectNodeContents(caption);
  const text = caption.closest('.prose').querySelector(':scope > p').getBoundingClientRect();
  return range.getBoundingClientRect().left - text.left;
})"""


@pytest.fixture
def post(tmp_path, look):
    """Give a function that shows a post with tables and a formula at some width: the browser's page."""
    (tmp_path / "site.toml").write_text('title = "T"\nauthor = "A"\nbase_url = "https://x.example/"\n', "utf-8")
    file = tmp_path / "content" / "posts" / "2018-06-08-set.md"
    file.parent.mkdir(parents=True)
    file.write_text(f"---\ntitle: Set\ndescription: As it should be.\n---\n{TEXT}", "utf-8")
    built = build(Blog(tmp_path), Options(date="2018-06-08"))
    with hosted(built.output, "/") as host:
        yield lambda **window: look(host, **window).open("2018/06/set/index.html")


def picture(element):
    """Return what the browser paints of an element, as an image of greys."""
    return Image.open(io.BytesIO(element.screenshot())).convert("L")


def shade(region, x):
    """Return how much darker the emptiest place of a column of a region is than its ground."""
    shot = picture(region)
    return shot.getpixel((shot.width // 2, 3)) - max(shot.getpixel((x % shot.width, y)) for y in range(2, 8))


def test_a_table_that_goes_on_has_a_shadow_on_that_side(post):
    page = post(width=360)
    wide, narrow = page.locator(".scroll").all()
    assert wide.evaluate("one => one.scrollWidth > one.clientWidth")
    assert [shade(wide, 1) > 8, shade(wide, -2) > 8] == [False, True]
    wide.evaluate("one => { one.scrollLeft = 99999; }")
    assert [shade(wide, 1) > 8, shade(wide, -2) > 8] == [True, False]
    assert [shade(narrow, 1) > 8, shade(narrow, -2) > 8] == [False, False]
    assert wide.get_attribute("tabindex") == "0"


def test_an_empty_corner_of_a_table_is_no_header(post):
    page = post()
    assert page.locator("th").evaluate_all("all => all.filter(one => !one.textContent.trim()).length") == 0
    assert page.locator("thead td").count() == 1


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_captions_begin_where_the_text_does(demo, look, width):
    page = look(demo, width=width).open("2018/06/week-1/index.html")
    edges = page.evaluate(EDGES)
    assert len(edges) > 3
    assert max(abs(edge) for edge in edges) < 1, edges


def test_the_footer_of_a_short_page_stands_at_the_bottom(demo, look):
    page = look(demo, height=1400).open("404.html")
    below, height = page.evaluate(
        "[document.querySelector('.colophon').getBoundingClientRect().bottom, document.documentElement.scrollHeight]"
    )
    assert abs(below - height) < 1
    assert height == 1400


@pytest.mark.parametrize("font", ["", "math { font-family: 'DejaVu Sans' !important }"], ids=["math", "no math font"])
def test_limits_stand_free_of_their_sum(post, font):
    page = post(device_scale_factor=2)
    page.add_style_tag(content=font + "math { font-size: 40px !important }")
    shot = picture(page.locator("munderover"))
    ground = shot.getpixel((0, 0))
    rows = [any(abs(shot.getpixel((x, y)) - ground) > 40 for x in range(shot.width)) for y in range(shot.height)]
    # Of rows with ink: the upper limit, the sum, the lower limit (with the dot of its i).
    starts = sum(1 for before, here in zip([False, *rows], rows, strict=False) if here and not before)
    assert starts >= 3

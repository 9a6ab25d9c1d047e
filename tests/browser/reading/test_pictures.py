"""Drawings hold their place before they are there, and what is told of their sizes is what the browser itself finds."""

from urllib.parse import quote

import pytest

from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.hosting import hosted
from tests.pages.pictures.test_svg import SIZES

pytestmark = pytest.mark.browser

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}><rect width="9" height="9"/></svg>'
FULL = 2112
DRAWINGS = {
    "shape": 'viewBox="0 0 24 12"',
    "share": 'width="100%" viewBox="0 0 400 900"',
    "none": "",
    "one": 'width="90"',
}
PLACES = "() => [...document.querySelectorAll('.prose > *')].map(one => Math.round(one.getBoundingClientRect().top))"
MEASURE = """async source => {
  document.body.innerHTML = `<div style="width: 2112px"><img alt="" src="${source}"></div>`;
  const picture = document.querySelector('img');
  await picture.decode().catch(() => null);
  const box = picture.getBoundingClientRect();
  return [box.width, box.height];
}"""


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_when_drawings_come(tmp_path, look, width):
    (tmp_path / "site.toml").write_text('title = "T"\nauthor = "A"\nbase_url = "https://x.example/"\n', "utf-8")
    post = tmp_path / "content" / "posts" / "2018-06-08-drawn"
    post.mkdir(parents=True)
    text = "\n\n".join(f"![Words]({name}.svg)\n\nBelow {name}." for name in DRAWINGS)
    (post / "index.md").write_text(f"---\ntitle: Drawn\ndescription: Drawings.\n---\nFirst.\n\n{text}\n", "utf-8")
    for name, attributes in DRAWINGS.items():
        (post / f"{name}.svg").write_text(SVG.format(attributes), "utf-8")
    built = build(Blog(tmp_path), Options(date="2018-06-08"))
    with hosted(built.output, "/") as host:
        window = look(host, width=width)
        held = []

        def hold(route):
            held.append(route)

        window.page.route("**/drawn/*.svg", hold)
        page = window.open("2018/06/drawn/index.html", wait_until="domcontentloaded")
        page.wait_for_function("[...document.querySelectorAll('link[rel=stylesheet]')].every(one => one.sheet)")
        page.evaluate("[...document.images].forEach(one => { one.loading = 'eager'; })")
        while len(held) < len(DRAWINGS):
            page.wait_for_timeout(20)
        before = page.evaluate(PLACES)
        assert page.evaluate("[...document.images].every(one => one.naturalWidth === 0)")
        for route in held:
            route.continue_()
        page.wait_for_function("[...document.images].every(one => one.complete && one.naturalWidth)")
        assert page.evaluate(PLACES) == before
        column = page.evaluate("document.querySelector('.prose').clientWidth")
        shown = page.evaluate("[...document.images].map(one => Math.round(one.getBoundingClientRect().width))")
    assert shown == [column, column, min(300, column), 90]


def test_sizes_are_as_the_browser_finds_them(look):
    page = look(None, width=FULL + 100).page
    wrong = []
    for attributes, size in SIZES.items():
        found = page.evaluate(MEASURE, "data:image/svg+xml," + quote(SVG.format(attributes)))
        if size != (0, 0) and [round(side) for side in found] != list(size):
            wrong.append((attributes, size, found))
    assert wrong == []

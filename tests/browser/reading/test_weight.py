"""What a page costs its reader, in bytes, requests and jumps. Counted, not timed: a busy machine changes nothing."""

import gzip

import pytest

pytestmark = pytest.mark.browser

PAGE_BYTES = 60_000
FONT_BYTES = 90_000
POST_BYTES = 3_800_000
SITE_BYTES = 1_000_000_000
SHIFTS = """() => new Promise(done => {
  const found = [];
  new PerformanceObserver(list => list.getEntries().forEach(one => found.push(
    `${one.value.toFixed(4)} by ${one.sources.map(source => source.node && source.node.nodeName).join(', ')}`,
  ))).observe({type: 'layout-shift', buffered: true});
  let down = 0;
  const step = () => {
    window.scrollTo({top: down, behavior: 'instant'});
    down += innerHeight;
    if (down < document.body.scrollHeight + innerHeight) { requestAnimationFrame(step); }
    else { requestAnimationFrame(() => requestAnimationFrame(() => done(found))); }
  };
  step();
})"""
BLOCKING = """() => [
  ...[...document.querySelectorAll('script[src]')].filter(one => !one.defer && !one.async && one.type !== 'module'),
  ...document.querySelectorAll('head style, link[rel=stylesheet]:not([href*="site."])'),
].map(one => one.outerHTML.slice(0, 80))"""


def test_no_page_is_over_60_kb_compressed(host):
    """Without pictures: the page, its style sheet and its script stand between a reader and the text."""
    shared = sum(len(gzip.compress(path.read_bytes(), 6)) for path in (host.folder / "assets").glob("*.*s"))
    assert shared < PAGE_BYTES / 3, "what all pages load"
    heavy = []
    for path in host.files():
        size = len(gzip.compress((host.folder / path).read_bytes(), 6))
        if size > PAGE_BYTES:
            heavy.append(f"{path}: {size} bytes")
    assert heavy == []


@pytest.mark.parametrize("engine", ["desktop"], indirect=True)
@pytest.mark.parametrize(("path", "most"), [("index.html", 60_000), ("2018/06/week-1/index.html", 160_000)])
def test_a_first_visit_with_its_fonts_is_light(demo, look, path, most):
    """All that is loaded before the reader does anything but scroll; pictures further down come when they are near."""
    sizes = {}
    window = look(demo)
    window.page.on("requestfinished", lambda one: sizes.update({one.url: one.sizes()["responseBodySize"]}))
    window.open(path, wait_until="networkidle").evaluate("document.fonts.ready.then(() => null)")
    assert sum(sizes.values()) <= most, sizes
    assert sum(size for url, size in sizes.items() if url.endswith(".woff2")) <= FONT_BYTES, sizes


def test_posts_leave_room_for_five_years_of_fridays(host):
    assert sum(path.stat().st_size for path in host.folder.rglob("*") if path.is_file()) < SITE_BYTES
    for path in host.pages():
        folder = (host.folder / path).parent
        if path.startswith("2018/"):
            assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) < POST_BYTES


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_while_a_page_loads_and_is_read(host, look, width):
    window = look(host, width=width)
    shifts = []
    for path in host.kinds():
        shifts += [f"{path}: {shift}" for shift in window.open(path).evaluate(SHIFTS)]
    assert shifts == []


def test_a_first_visit_asks_for_little_and_only_of_this_site(host, chromium, look):
    for path in host.kinds():
        window = look(host)  # a new window has nothing kept
        page = window.open(path)
        assert window.off_site() == []
        assert window.complaints == []
        assert page.evaluate(BLOCKING) == [], path
        asked = [url for url in window.requested if not url.startswith("data:")]
        pictures = [
            url for url in asked if url.rsplit(".", 1)[-1] in ("png", "gif", "svg", "avif", "webp", "jpg", "ico")
        ]
        fonts = [url for url in asked if url.endswith(".woff2")]
        sizes = [(host.folder / "assets" / url.split("/assets/")[1]).stat().st_size for url in fonts]
        assert sum(sizes) <= FONT_BYTES, (path, fonts)
        others = [url for url in asked if url not in (*pictures, *fonts)]
        assert len(others) <= 6, others
        assert len(asked) == len(set(asked)), "everything is asked for once"
        assert page.context.cookies() == []
        window.page.context.close()

"""A reader's first visit: the built blog at its base path, every page opened and every link followed."""

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

pytestmark = pytest.mark.browser

LINKS = """() => [...document.querySelectorAll('[href], [src], [srcset]')].flatMap(element => {
  const set = (element.getAttribute('srcset') || '').split(',').map(part => part.trim().split(/\\s+/)[0]);
  return [element.getAttribute('href'), element.getAttribute('src'), ...set].filter(Boolean)
    .map(url => [element.localName, url]);
})"""
IDS = "() => [...document.querySelectorAll('[id]')].map(element => element.id)"
ELSEWHERE = ("https://", "http://", "mailto:")


def own(host, url, site):
    """Return an address as one on this host, where it leads to this site; else None."""
    if url.startswith(site):
        return host.home + url.removeprefix(site)
    return url if urlsplit(url)._replace(path="", query="", fragment="").geturl() == host.origin else None


def crawl(host, look, site):
    """Open home and all that it leads to; return page address -> (ids, links as [element, address])."""
    window = look(host)
    found, waiting = {}, [host.home]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = window.page.goto(address)
        assert answer.status == 200, address
        if "html" not in answer.headers["content-type"]:
            found[address] = (set(), [])
            continue
        base = window.page.url
        links = [(element, urljoin(base, written)) for element, written in window.page.evaluate(LINKS)]
        found[address] = (set(window.page.evaluate(IDS)), links)
        for element, url in links:
            target = own(host, url, site)
            if element == "a" and target and not is_download(target):
                waiting.append(urldefrag(target).url)
    assert window.complaints == []
    assert window.off_site() == []
    return found


def is_download(url):
    """Return whether a browser would save the target rather than show it, or show what is no page."""
    path = urlsplit(url).path
    return "." in path.rsplit("/", 1)[-1] and not path.endswith(".html")


@pytest.fixture(scope="module")
def visited(host, chromium):
    """Walk through the whole site once: (site's own address, page address -> (ids, links))."""
    from fridaygram.config import load_site
    from tests.browser.looking import Look

    site = load_site(host.folder.parent).base_url
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield site, crawl(host, lambda served: Look(served, context.new_page()), site)
    context.close()


def test_every_page_is_reached_from_home_without_a_complaint(host, visited):
    _, found = visited
    reached = {urldefrag(address).url for address in found}
    left = [path for path in host.pages() if host.url(path) not in reached]
    assert set(left) <= {"404.html"} | unlisted(host)
    assert len(reached) > 5


def unlisted(host):
    """Return the pages that ask search engines to pass: nothing needs to lead to them."""
    return {path for path in host.pages() if b'name="robots" content="noindex"' in (host.folder / path).read_bytes()}


def test_every_link_leads_somewhere(host, visited, chromium):
    site, found = visited
    context = chromium.new_context()
    answers, broken = {}, []
    for page, (_, links) in found.items():
        for element, url in links:
            target = own(host, url, site)
            if target is None:
                assert url.startswith(ELSEWHERE), f"{page}: {url}"
                continue
            assert target.startswith(host.home), f"{page} leads out of the base path: {url}"
            address, fragment = urldefrag(target)
            # What follows a question mark there is a receipt for the playground of that name.
            fragment = fragment.partition("?")[0]
            if address not in answers:
                answers[address] = context.request.get(address).status
            if answers[address] != 200:
                broken.append(f"{page}: <{element}> {url}: {answers[address]}")
            elif fragment and address in found and fragment not in found[address][0]:
                broken.append(f"{page}: <{element}> {url}: there is no #{fragment}")
    context.close()
    assert broken == []


def test_what_is_not_there_gets_a_page_that_works(host, look):
    window = look(host)
    for path in ("nowhere/", "2018/06/nowhere/at/all", "nowhere.html"):
        answer = window.page.goto(host.home + path)
        assert answer.status == 404
        assert window.page.locator("h1").is_visible()
        assert window.page.evaluate("document.styleSheets.length") >= 1
    # The page itself is the only thing that is missing: its styles, pictures and icons are found from any depth.
    asked = {url for url in window.requested if "nowhere" not in url}
    assert [one for one in window.complaints if any(url in one for url in asked)] == []
    window.page.get_by_role("link", name="archive", exact=True).click()
    assert window.page.url == host.home + "archive/"


def test_folders_without_their_slash_are_sent_on(host, look):
    window = look(host)
    window.page.goto(host.home + "archive")
    assert window.page.url == host.home + "archive/"
    window.page.goto(host.home.removesuffix("/"))
    assert window.page.url == host.home
    assert window.complaints == []

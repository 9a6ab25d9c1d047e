"""The site as a whole, built from the test blog."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from fridaygram.config import Site
from fridaygram.errors import BuildError
from fridaygram.pages.entries import Loaded, site_digest
from tests.pages.builder import BLOG, NOW, build


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return build(BLOG)


def test_two_builds_are_the_same(site: dict[str, bytes]) -> None:
    assert build(BLOG) == site


def test_nothing_hidden_reaches_any_surface(site: dict[str, bytes]) -> None:
    """Every word of a draft, of a future post, and every way to them."""
    for secret in ("nobody may see", "week-3", "of the future", "week-5", "secret-draft-tag", "secret-future-tag"):
        assert not [name for name, data in site.items() if secret in name or secret.encode() in data]


def test_an_unlisted_post_has_a_page_and_nothing_else(site: dict[str, bytes]) -> None:
    holders = [name for name, data in site.items() if b"secret" in data]
    assert holders == ["2018/06/secret/index.html"]
    assert "secret-unlisted-tag" not in "".join(site)


def test_drafts_on_request_and_the_future_when_it_comes() -> None:
    assert "2018/06/week-3/index.html" in build(BLOG, drafts=True, now=NOW + timedelta(days=14))
    assert "2018/07/week-5/index.html" in build(BLOG, now=NOW + timedelta(days=30))


def test_ids_of_a_page_are_unique(site: dict[str, bytes]) -> None:
    for name, data in site.items():
        if name.endswith(".html"):
            ids = re.findall(r'\sid="([^"]+)"', data.decode())
            assert len(ids) == len(set(ids)), name


def test_every_internal_url_leads_to_a_file(site: dict[str, bytes]) -> None:
    for name, data in site.items():
        if not name.endswith(".html"):
            continue
        for url in re.findall(r'(?:href|src)="(/[^"#]*)', data.decode()):
            assert url.startswith("/blog/"), (name, url)
            file = url.removeprefix("/blog/")
            assert (file + "index.html" if not file or file.endswith("/") else file) in site, (name, url)


def test_no_page_asks_another_host_for_anything(site: dict[str, bytes]) -> None:
    for name, data in site.items():
        if name.endswith(".html"):
            text = data.decode()
            assert not re.search(r'<(?:script|img|iframe|source|video|audio)[^>]+src="(?:https?:)?//', text), name
            assert not re.search(r'<link rel="(?:stylesheet|icon|preload)[^>]+href="(?:https?:)?//', text), name


def test_a_page_and_an_alias_at_one_url_are_both_named(tmp_path: Path) -> None:
    (tmp_path / "content/pages").mkdir(parents=True)
    (tmp_path / "site.toml").write_text('title = "A"\nauthor = "B"\nbase_url = "https://example.org/"\n')
    (tmp_path / "content/pages/a.md").write_text("---\ntitle: A\n---\n")
    (tmp_path / "content/pages/b.md").write_text("---\ntitle: B\naliases: [/a]\n---\n")
    with pytest.raises(BuildError) as caught:
        build(tmp_path)
    assert "content/pages/a.md" in str(caught.value)
    assert "/a/" in str(caught.value)


def test_an_empty_blog_is_a_site(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('title = "A"\nauthor = "B"\nbase_url = "https://example.org/"\n')
    site = build(tmp_path)
    assert b"Nothing yet" in site["index.html"]
    assert b"Nothing yet" in site["archive/index.html"]
    assert "tags/index.html" not in site


def test_what_all_pages_see_has_a_fingerprint() -> None:
    site = Site(title="A", author="B", base_url="https://example.org/")
    one, other = Loaded("/a.css", "/a.js"), Loaded("/a.css", "/b.js")
    assert site_digest(site, one) != site_digest(site, other)
    assert site_digest(site, one) == site_digest(Site(title="A", author="B", base_url="https://example.org/"), one)

import re
import shutil
from pathlib import Path

import pytest
from PIL import PngImagePlugin

from fridaygram.errors import ContentError
from fridaygram.pages.pictures.responsive import is_raster, make_picture, paths_of
from tests.pages.builder import BLOG, build
from tests.pages.pictures import SECRET, opened, photo

POST = "content/posts/2018-06-15-week-2"


def test_a_photograph_in_two_modern_formats_and_a_plain_one() -> None:
    made = make_picture("Süß & Sour.jpg", photo(size=(1000, 600)))
    picture = made.picture
    assert (picture.width, picture.height) == (1000, 600)
    assert list(picture.sources) == ["image/avif", "image/webp"]
    for copies in picture.sources.values():
        assert [width for width, _ in copies] == [480, 960, 1000]
        for width, path in copies:
            assert opened(made.files[path]).size == (width, round(width * 0.6))
    assert opened(made.files[picture.fallback]).size == (960, 576)
    assert re.fullmatch(r"/pictures/süß-sour-[0-9a-f]{10}\.jpg", picture.fallback)
    assert set(paths_of(picture)) == set(made.files)


def test_copies_hold_no_metadata_and_are_always_the_same() -> None:
    data = photo(size=(600, 300))
    made = make_picture("a.jpg", data)
    assert make_picture("a.jpg", data) == made
    for copy in made.files.values():
        assert SECRET.encode() not in copy
        assert not dict(opened(copy).getexif())


def test_a_picture_held_sideways_stands_upright() -> None:
    picture = make_picture("a.jpg", photo(size=(60, 40), orientation=6)).picture
    assert (picture.width, picture.height) == (40, 60)


def test_a_drawing_stays_sharp() -> None:
    data = photo("PNG", size=(500, 300))
    made = make_picture("a.png", data)
    assert list(made.picture.sources) == ["image/webp"]
    largest = made.picture.sources["image/webp"][-1][1]
    assert opened(made.files[largest]).convert("RGB").tobytes() == opened(data).convert("RGB").tobytes()


def test_more_text_than_pillow_reads_is_no_hindrance() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("mxfile", "x" * (PngImagePlugin.MAX_TEXT_CHUNK + 1), zip=True)
    data = photo("PNG", pnginfo=info)
    with pytest.raises(ValueError, match="too large"):
        opened(data)
    assert make_picture("a.png", data).picture.width == 64


def test_what_is_no_picture_is_refused() -> None:
    for data in (b"", b"no picture"):
        with pytest.raises(ContentError, match=r"cannot read the picture: it is no PNG, JPEG or WebP$"):
            make_picture("a.jpg", data)
    with pytest.raises(ContentError, match="cannot read the picture"):
        make_picture("a.jpg", photo()[:200])
    assert not is_raster("a.gif")
    assert not is_raster("a.svg")


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    shutil.copytree(BLOG, tmp_path / "blog")
    folder = tmp_path / "blog" / POST
    folder.mkdir()
    text = (
        (tmp_path / "blog" / f"{POST}.md")
        .read_text()
        .replace("](2018", "](../2018")
        .replace("week = 2", 'week = 2\ncover = "b.jpg"')
    )
    (tmp_path / "blog" / f"{POST}.md").unlink()
    (folder / "index.md").write_text(
        text
        + "\n![One](a.jpg)\n\n![Two](a.jpg){: .wide }\n"
        + "\n<img src='c.png' alt='Three' width='10'>\n\n[The original](d.jpg)\n"
    )
    (folder / "a.jpg").write_bytes(photo(size=(700, 420)))
    for name in ("b.jpg", "d.jpg", "unused.jpg"):
        (folder / name).write_bytes(photo())
    (folder / "c.png").write_bytes(photo("PNG"))
    return tmp_path / "blog"


def test_pages_offer_copies_with_sizes_and_load_late(blog: Path) -> None:
    site = build(blog)
    page = site["2018/06/week-2/index.html"].decode()
    pictures = re.findall(r"<picture>(.*?)</picture>", page)
    assert len(pictures) == 3
    assert 'width="700" height="420">' in pictures[0]
    assert "lazy" not in pictures[0]
    assert 'loading="lazy"' in pictures[1]
    assert 'sizes="(min-width: 69rem)' in pictures[1]
    assert "height" not in pictures[2]
    for url in re.findall(r'(?:src|href)="/blog/(pictures/[^"]+)"|/blog/(pictures/\S+) \d+w', page):
        assert (url[0] or url[1]) in site
    assert '<meta property="og:image" content="https://example.org/blog/pictures/b-' in page
    assert "https://example.org/blog/pictures/a-" in site["feed.xml"].decode()


def test_originals_are_shipped_only_where_linked_and_then_without_secrets(blog: Path) -> None:
    site = build(blog)
    shipped = [name for name in site if name.endswith((".jpg", ".png")) and name.startswith("2018/")]
    assert shipped == ["2018/06/week-2/d.jpg"]
    assert not [name for name, data in site.items() if SECRET.encode() in data]

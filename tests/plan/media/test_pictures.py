"""Pictures in a whole build: copies shipped, originals and what cameras write not, nothing made twice."""

import io
import shutil

import pytest
from PIL import Image

from fridaygram.errors import ContentError
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

POST = "content/posts/2018-06-15-photo"
PLACE = b"GPS-of-my-home"


def photo(seed=0):
    """Return a JPEG with EXIF data that tells where it was taken."""
    image = Image.linear_gradient("L").resize((1000, 600)).convert("RGB").rotate(seed)
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


@pytest.fixture
def blog(tmp_path):
    root = tmp_path / "blog"
    (root / POST).mkdir(parents=True)
    (root / "site.toml").write_text('title = "T"\nauthor = "A"\nbase_url = "https://t.example/b/"\n')
    (root / POST / "index.md").write_text("---\ntitle: Photo\n---\nText.\n\n![A grey ramp](ramp.jpg)\n")
    (root / POST / "ramp.jpg").write_bytes(photo())
    return root


def made(root, **options):
    return build(Blog(root), Options(workers=1, **options))


def test_copies_are_shipped_and_the_original_is_not(blog, tree):
    site = tree(made(blog).output)
    page = site["2018/06/photo/index.html"].decode()
    pictures = {name: data for name, data in site.items() if name.startswith("pictures/ramp-")}
    assert {name.rpartition(".")[2] for name in pictures} == {"avif", "webp", "jpg"}
    assert all(f"/b/{name}" in page for name in pictures)
    assert 'width="1000" height="600"' in page
    assert not any(name.endswith("ramp.jpg") for name in site)
    assert not any(PLACE in data for data in site.values())


def test_an_original_that_is_linked_is_shipped_without_its_metadata(blog, tree):
    with (blog / POST / "index.md").open("a") as text:
        text.write("\nThe [whole picture](ramp.jpg).\n")
    original = tree(made(blog).output)["2018/06/photo/ramp.jpg"]
    assert PLACE not in original
    assert len(original) > 1000


def test_nothing_is_encoded_twice(blog, tree):
    first = tree(made(blog).output)
    shutil.rmtree(blog / "site")
    again = made(blog)
    assert not any(ran.name.startswith("picture ") for ran in again.ran)
    assert tree(again.output) == first
    with (blog / POST / "index.md").open("a") as text:
        text.write("\nMore.\n")
    assert not any(ran.name.startswith("picture ") for ran in made(blog).ran)


def test_a_changed_picture_has_other_copies(blog, tree):
    before = {name for name in tree(made(blog).output) if name.startswith("pictures/")}
    (blog / POST / "ramp.jpg").write_bytes(photo(90))
    after = {name for name in tree(made(blog).output) if name.startswith("pictures/")}
    assert before.isdisjoint(after)
    assert len(before) == len(after)


def test_what_is_no_picture_is_an_error_with_its_name(blog):
    (blog / POST / "ramp.jpg").write_bytes(b"not a picture")
    with pytest.raises(ContentError, match=r"ramp\.jpg: cannot read the picture"):
        made(blog)


def shown_beside(blog, name, data):
    """Return the first ``<img>`` of a page that shows the file ``name``."""
    (blog / POST / name).write_bytes(data)
    (blog / POST / "index.md").write_text(f"---\ntitle: Photo\ncover: {name}\n---\nText.\n\n![A ramp]({name})\n")
    page = (made(blog).output / "2018/06/photo/index.html").read_text("utf-8")
    place = page.index("<img", page.index("Text."))
    return page[place : page.index(">", place) + 1], page


def test_a_gif_and_an_svg_are_shipped_with_their_size(blog):
    stream = io.BytesIO()
    frames = [Image.new("P", (31, 17), shade) for shade in (0, 1)]
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    image, page = shown_beside(blog, "ramp.gif", stream.getvalue())
    assert image == '<img alt="A ramp" src="/b/2018/06/photo/ramp.gif" width="31" height="17">'
    assert 'content="https://t.example/b/2018/06/photo/ramp.gif"' in page
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2in" height="96"/>'
    assert 'src="/b/2018/06/photo/ramp.svg" width="192" height="96"' in shown_beside(blog, "ramp.svg", svg.encode())[0]
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 4"/>'
    assert 'width="2112" height="2816"' in shown_beside(blog, "ramp.svg", svg.encode())[0]


def test_a_gif_that_is_none_is_an_error(blog):
    with pytest.raises(ContentError, match=r"cannot read the picture: it is no GIF$"):
        shown_beside(blog, "ramp.gif", b"text")

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from fridaygram.errors import ContentError
from fridaygram.pages.pictures.strip import published
from tests.pages.pictures import SECRET, opened, photo


@pytest.mark.parametrize(("kind", "file"), [("JPEG", "a.JPG"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_metadata_goes_and_every_pixel_stays(kind: str, file: str) -> None:
    before = photo(kind)
    assert SECRET.encode() in before
    after = published(file, before)
    assert SECRET.encode() not in after
    assert not dict(opened(after).getexif())
    assert opened(after).tobytes() == opened(before).tobytes()
    assert published(file, after) == after


def test_text_and_comments_go() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET)
    info.add_itxt("Place", SECRET, zip=True)
    after = published("a.png", photo("PNG", pnginfo=info))
    assert b"tEXt" not in after
    assert b"iTXt" not in after
    assert SECRET.encode() not in published("a.jpg", photo("JPEG", comment=SECRET.encode()))


def test_a_colour_profile_stays() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert opened(published("a.jpg", photo("JPEG", icc_profile=profile))).info["icc_profile"] == profile


def test_other_files_stay_as_they_are() -> None:
    assert published("a.csv", b"a,b\n") == b"a,b\n"


@pytest.mark.parametrize("file", ["a.jpg", "a.png", "a.webp"])
def test_what_is_no_picture_is_refused(file: str) -> None:
    for data in (b"", b"GIF89a", photo(Image.registered_extensions()[f".{file[2:]}"])[:30]):
        with pytest.raises(ContentError, match="not a whole"):
            published(file, data)


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_damaged_pictures_are_stripped_or_refused(kind: str, data: st.DataObject) -> None:
    whole = photo(kind, (8, 8))
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:place] + bytes([data.draw(st.integers(0, 255))]) + whole[place + 1 :]
    try:
        assert len(published(f"a.{kind.lower()}", damaged)) <= len(damaged)
    except ContentError as error:
        assert "not a whole" in str(error)

import io

import pytest
from PIL import Image

from fridaygram.errors import ContentError
from fridaygram.pages.email.message import COLUMN, EmailPictures

SITE = "https://example.org/blog/"


def drawn(kind: str, size: tuple[int, int] = (40, 20), frames: int = 1) -> bytes:
    stream = io.BytesIO()
    images = [Image.new("RGB", size, (60 * number, 90, 200)) for number in range(frames)]
    images[0].save(stream, kind, **({"save_all": True, "append_images": images[1:]} if frames > 1 else {}))
    return stream.getvalue()


def shown(data: bytes | None, address: str = f"{SITE}a", *, carried: bool = True):
    pictures = EmailPictures(lambda _: data, "example.org", carried)
    return pictures.show(address), list(pictures.parts.values())


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif"])
def test_what_all_programs_show_is_carried_as_it_is(kind: str) -> None:
    data = drawn(kind)
    found, (part,) = shown(data)
    assert (part.data, part.kind) == (data, kind)
    assert (found.address, found.width, found.height) == (f"cid:{part.cid}", 40, 20)
    assert part.cid.endswith("@example.org")


def test_of_what_moves_the_end_is_carried() -> None:
    _, (part,) = shown(drawn("gif", frames=3))
    assert part.kind == "png"
    with Image.open(io.BytesIO(part.data)) as image:
        assert image.convert("RGB").getpixel((0, 0)) == pytest.approx((120, 90, 200), abs=3)


def test_other_formats_and_large_pictures_are_drawn_again() -> None:
    _, (part,) = shown(drawn("webp"))
    assert part.kind == "jpeg"
    found, (part,) = shown(drawn("png", (4000, 100)))
    with Image.open(io.BytesIO(part.data)) as image:
        assert image.width == 2.5 * COLUMN
    assert (found.width, found.height) == (4000, 100)


def test_drawings_cannot_be_shown() -> None:
    assert shown(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == (None, [])
    assert shown(None, "https://o.example/a.svg") == (None, [])


def test_without_carrying_all_stay_where_they_are() -> None:
    found, parts = shown(drawn("gif", frames=3), carried=False)
    assert (found.address, parts) == (f"{SITE}a", [])
    assert EmailPictures(lambda _: None, "h", carried=False).carry(b"", "png", 1, 1) is None


def test_one_picture_is_carried_once() -> None:
    pictures = EmailPictures(lambda _: drawn("png"), "example.org")
    assert pictures.show(f"{SITE}a") == pictures.show(f"{SITE}b")
    assert len(pictures.parts) == 1


def test_a_damaged_picture_is_an_error() -> None:
    with pytest.raises(ContentError, match="cannot read the picture"):
        shown(b"\x89PNG\r\n\x1a\nnothing")

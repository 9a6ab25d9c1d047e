import io

import pytest
from PIL import Image, ImageChops

from fridaygram.pages.pictures.card import ACCENT, HEIGHT, PALETTE, WIDTH, CardText, _blank, draw_card
from tests.pages.pictures import opened, photo

TEXT = CardText("A site", "Week 3, 22 June 2018", "Counting characters", "Ada")


def ink(data: bytes, box: tuple[int, int, int, int]) -> int:
    """How many dark pixels a card has in a box."""
    return sum(value < 100 for value in opened(data).convert("L").crop(box).tobytes())


def test_a_card_has_the_size_that_services_want_and_little_weight() -> None:
    card = draw_card(TEXT)
    assert opened(card).size == (WIDTH, HEIGHT) == (1200, 630)
    assert len(card) < 30_000
    assert draw_card(TEXT) == card
    colours = {colour for _, colour in opened(card).convert("RGB").getcolors(256) or ()}
    assert tuple(bytes.fromhex(ACCENT[1:])) in colours


def test_a_card_without_a_picture_is_written_in_its_sixteen_colours() -> None:
    card = draw_card(TEXT)
    assert card[24:26] == bytes((4, 3)), "four bits a pixel, by palette (PNG, 11.2.1: IHDR)"
    Image.open(io.BytesIO(card)).verify()  # its checksums
    colours = opened(card).convert("RGB").getcolors(16) or []
    assert {colour for _, colour in colours} <= {tuple(bytes.fromhex(colour[1:])) for colour in PALETTE}
    # Letters have soft edges: each text colour comes with its shades.
    assert len(colours) > 12


def test_a_picture_leaves_the_colours_of_the_text_as_they_are() -> None:
    with_picture, without = (opened(draw_card(TEXT, picture)).convert("RGB") for picture in (photo("PNG"), None))
    above_the_picture = (0, 0, WIDTH, 200)
    assert with_picture.crop(above_the_picture).tobytes() == without.crop(above_the_picture).tobytes()


def test_a_card_is_the_same_whatever_was_drawn_before_it() -> None:
    others = [draw_card(CardText("Another", "above", "Other", author), photo("PNG")) for author in ("B", "C", "")]
    _blank.cache_clear()
    first = draw_card(TEXT)
    assert [draw_card(CardText("Another", "above", "Other", a), photo("PNG")) for a in ("B", "C", "")] == others
    assert draw_card(TEXT) == first


@pytest.mark.parametrize("title", ["x", "Counting " * 30, "Donaudampfschifffahrtsgesellschaft" * 4, ""])
def test_no_title_leaves_the_card(title: str) -> None:
    for picture in (None, photo("PNG")):
        card = draw_card(CardText("S" * 200, "above", title, "A" * 200), picture)
        for edge in ((0, 0, 40, 600), (WIDTH - 40, 0, WIDTH, 600), (0, 0, WIDTH, 30)):
            assert ink(card, edge) == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_shown(kind: str) -> None:
    assert draw_card(TEXT, photo(kind, (800, 300))) != draw_card(TEXT)


@pytest.mark.parametrize("size", [(1440, 700), (600, 150), (300, 500)])
def test_a_picture_is_shown_whole_and_in_its_proportions(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, "#00c8c8")
    patch = max(size) // 12
    for x in (0, size[0] - patch):
        for y in (0, size[1] - patch):
            picture.paste("#c800c8", (x, y, x + patch, y + patch))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    card = opened(draw_card(TEXT, stream.getvalue())).convert("RGB")
    # In neither colour is red like green: nothing else of a card is so far from grey and brown.
    red, green, blue = (band.point(lambda value: 255 * (value > 120)) for band in card.split())
    corners = ImageChops.multiply(ImageChops.multiply(red, blue), ImageChops.invert(green))
    plain = ImageChops.multiply(ImageChops.multiply(green, blue), ImageChops.invert(red))
    box = ImageChops.lighter(corners, plain).getbbox()
    assert box is not None
    assert corners.getbbox() == box
    left, top, right, bottom = box
    assert (right - left) / (bottom - top) == pytest.approx(size[0] / size[1], rel=0.03)
    assert left > 40
    assert right < WIDTH - 40
    # What is wide stands below the title, anything else beside it.
    assert (top > 150) == (left < WIDTH // 2) == (size[0] > size[1])
    for x in (left + 2, right - 3):
        for y in (top + 2, bottom - 3):
            assert corners.getpixel((x, y)) == 255


def test_of_a_very_tall_picture_the_upper_part_is_shown_large() -> None:
    picture = Image.new("RGB", (360, 900), "black")
    picture.paste("#00c8c8", (0, 0, 360, 90))
    picture.paste("#c800c8", (0, 810, 360, 900))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    data = draw_card(TEXT, stream.getvalue())
    card = opened(data).convert("RGB")
    colours = {colour for _, colour in card.getcolors(WIDTH * HEIGHT) or ()}
    assert (0, 200, 200) in colours
    assert (200, 0, 200) not in colours, "its lower end"
    # As wide as the sheet, and gone before its lower line.
    assert ink(data, (620, 300, 1110, 301)) == 490
    assert ink(data, (620, 570, 1110, 605)) == 0


def test_of_an_animation_the_last_frame_is_shown() -> None:
    frames = [Image.new("RGB", (80, 40), colour) for colour in ("white", "black")]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    assert ink(draw_card(TEXT, stream.getvalue()), (400, 350, 800, 550)) > 1000


def test_a_damaged_picture_costs_the_picture_only() -> None:
    assert draw_card(TEXT, photo()[:100]) == draw_card(TEXT)

import io

import pytest
from PIL import Image

from generator.pages.pictures.card import ACCENT, HEIGHT, WIDTH, CardText, draw_card
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


@pytest.mark.parametrize("title", ["x", "Counting " * 30, "Donaudampfschifffahrtsgesellschaft" * 4, ""])
def test_no_title_leaves_the_card(title: str) -> None:
    for picture in (None, photo("PNG")):
        card = draw_card(CardText("S" * 200, "above", title, "A" * 200), picture)
        for edge in ((0, 0, 40, 600), (WIDTH - 40, 0, WIDTH, 600), (0, 0, WIDTH, 30)):
            assert ink(card, edge) == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_shown(kind: str) -> None:
    assert draw_card(TEXT, photo(kind, (800, 300))) != draw_card(TEXT)


def test_of_an_animation_the_last_frame_is_shown() -> None:
    frames = [Image.new("RGB", (80, 40), colour) for colour in ("white", "black")]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    assert ink(draw_card(TEXT, stream.getvalue()), (400, 350, 800, 550)) > 1000


def test_a_damaged_picture_costs_the_picture_only() -> None:
    assert draw_card(TEXT, photo()[:100]) == draw_card(TEXT)

"""Random phrases of many scripts, each with its paths, for tests of what every animation must hold to."""

import random

from fridaygram.lm import generation_paths

ALPHABETS = (
    "ab ",
    "the remix is.",
    "abcdefghijklmnopqrstuvwxyz ABC,.!?'\"<>&",
    "日本語漢字はカタ ",
    "한국어 글자",
    "😀🎵👩‍👧🇩🇪❤️ a",
    "e\u0301o\u0308n\u0303 \u0327a\u20dd",
    "שלום עולם ",
    "مرحبا بالعالم ",
    "नमस्ते दुनिया ",
    "a\tb\nc\rd\u00a0\u200b\x01\u2028~",
    "ﷺ𒐫𝕏ǅ\ufdfd…—",
)
WIDTHS = (696, 272)


def phrase(number):
    """Return the number-th phrase and an order."""
    rng = random.Random(number)
    letters = rng.choice(ALPHABETS)
    if rng.random() < 0.2:
        letters += rng.choice(ALPHABETS)
    length = rng.choice((1, 3, 8, 19, 40))
    return "".join(rng.choice(letters) for _ in range(length)), rng.choice((1, 1, 2, 2, 3, 4, 7))


def values(number):
    """Return the values of the number-th animation."""
    text, order = phrase(number)
    return generation_paths(text, order)

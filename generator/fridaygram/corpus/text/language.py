"""The language of a text by py3langid: of the whole, and of its paragraphs by length."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

LEAST_CHARACTERS = 40
MOST_OF_IT = 0.75
LANGUAGES = (
    "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "ja", "ko", "nb", "nl",
    "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip


class Tongue(msgspec.Struct, frozen=True):
    """``lang`` is the whole text's language (ISO 639-1); ``share`` of its letters stand in paragraphs of it.

    Paragraphs under 40 characters say too little and are not asked.
    """

    lang: str
    share: float


def detect(text: str) -> Tongue:
    """Return the language of ``text``; ("", 0.0) where it holds no letters.

    Where paragraphs that make up most of it are of one language, so is the whole: it is asked where they differ.
    """
    if not any(character.isalpha() for character in text):
        return Tongue("", 0.0)
    classify = _identifier().classify
    parts = [part for part in text.split("\n\n") if len(part) >= LEAST_CHARACTERS]
    if len(parts) < 2:
        return Tongue(str(classify(text)[0]), 1.0)
    found = [str(classify(part)[0]) for part in parts]
    asked = sum(map(len, parts))
    if len(set(found)) == 1 and asked >= MOST_OF_IT * len(text):
        return Tongue(found[0], 1.0)
    lang = str(classify(text)[0])
    same = sum(len(part) for part, one in zip(parts, found, strict=True) if one == lang)
    return Tongue(lang, round(same / asked, 4))


@cache
def _identifier() -> Any:
    import numpy as np
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = set(identifier.labels)
    identifier.set_languages([lang for lang in LANGUAGES if lang in known])
    # Rows of the restricted table are looked up one by one: side by side in memory they take a fifth less time.
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc)
    return identifier

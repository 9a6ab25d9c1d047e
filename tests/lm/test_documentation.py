"""The examples of docs/content/pages/language-models.md run as they stand, and every model is in its table."""

import doctest
from pathlib import Path

import pytest

from fridaygram.lm import model_names

DOCUMENT = Path(__file__).parents[2] / "docs/content/pages/language-models.md"
NEURAL = {"lstm", "transformer"}


def test_the_examples_say_what_they_print():
    failed, tried = doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8")
    assert tried > 10
    assert failed == 0


@pytest.mark.parametrize("name", sorted(set(model_names()) - NEURAL))
def test_every_model_is_documented(name):
    assert f"| `{name}` |" in DOCUMENT.read_text("utf-8")

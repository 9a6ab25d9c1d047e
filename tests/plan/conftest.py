"""What tests of plans share: pictures that are drawn once."""

from pathlib import Path

import pytest

from fridaygram.files import digest_json
from fridaygram.plan import rendering


@pytest.fixture(scope="session")
def drawings():
    """Hold what was drawn."""
    return {}


@pytest.fixture
def drawn_once(monkeypatch, drawings):
    """Draw each picture once for all tests here: that drawing is a function is tested where it is drawn."""
    draw = rendering._draw

    def remembered(*given):
        key = digest_json([one for one in given if not isinstance(one, Path)])
        if key not in drawings:
            drawings[key] = draw(*given)
        return drawings[key]

    monkeypatch.setattr(rendering, "_draw", remembered)

"""Kernels: compiled code is kept between processes, and is never that of a helper as it was before a change."""

import importlib
import sys

import pytest

from fridaygram.lm.index.kernels import ENOUGH_TO_COMPILE

LOOP = """
from fridaygram.lm.index.kernels import kernel
from KEPT_helper import step
from KEPT_numbers import OWN

@kernel(helpers=(step,))
def loop(size):
    total = 0
    for place in range(size):
        total += step(place) * OWN
    return total
"""
HELPER = """
from KEPT_numbers import STEP

def step(place):
    return STEP
"""


def fresh(name):
    for module in (f"{name}_numbers", f"{name}_helper", f"{name}_loop"):
        sys.modules.pop(module, None)
    importlib.invalidate_caches()
    return importlib.import_module(f"{name}_loop").loop


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A kernel in files of its own, of which compiled code is kept, and the folder of its files."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "kept_loop.py").write_text(LOOP.replace("KEPT", "kept"))
    (tmp_path / "kept_helper.py").write_text(HELPER.replace("KEPT", "kept"))
    (tmp_path / "kept_numbers.py").write_text("OWN, STEP = 1, 1\n")
    assert fresh("kept").on(ENOUGH_TO_COMPILE)(10) == 10
    again = fresh("kept").on(ENOUGH_TO_COMPILE)
    assert again(10) == 10 and sum(again.stats.cache_hits.values()) == 1
    return tmp_path


def test_a_changed_helper_is_compiled_anew(kept):
    (kept / "kept_helper.py").write_text("def step(place):\n    return 2\n")
    assert fresh("kept").on(ENOUGH_TO_COMPILE)(10) == 20


@pytest.mark.parametrize("numbers", ["OWN, STEP = 2, 1\n", "OWN, STEP = 1, 2\n"])
def test_a_number_changed_in_another_file_is_compiled_anew(kept, numbers):
    (kept / "kept_numbers.py").write_text(numbers)
    assert fresh("kept").on(ENOUGH_TO_COMPILE)(10) == 20

"""Kernels: compiled code is kept between processes, and is never that of a helper as it was before a change."""

import importlib
import sys

from generator.lm.index.kernels import ENOUGH_TO_COMPILE

LOOP = """
from generator.lm.index.kernels import kernel
from KEPT_helper import step

@kernel(helpers=(step,))
def loop(size):
    total = 0
    for place in range(size):
        total += step(place)
    return total
"""


def fresh(name):
    for module in (f"{name}_helper", f"{name}_loop"):
        sys.modules.pop(module, None)
    importlib.invalidate_caches()
    return importlib.import_module(f"{name}_loop").loop


def test_a_changed_helper_is_compiled_anew(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "kept_loop.py").write_text(LOOP.replace("KEPT", "kept"))
    (tmp_path / "kept_helper.py").write_text("def step(place):\n    return 1\n")
    assert fresh("kept").on(ENOUGH_TO_COMPILE)(10) == 10
    again = fresh("kept").on(ENOUGH_TO_COMPILE)
    assert again(10) == 10 and sum(again.stats.cache_hits.values()) == 1
    (tmp_path / "kept_helper.py").write_text("def step(place):\n    return 2\n")
    assert fresh("kept").on(ENOUGH_TO_COMPILE)(10) == 20

"""Without the extra: nothing imports torch, and asking for a network says what to install."""

import subprocess
import sys

import pytest

from generator.errors import UsageError
from generator.lm import load_model, model_names
from generator.lm.neural.settings import Settings


def test_naming_and_using_the_counting_models_imports_no_torch():
    program = (
        "import sys; from generator.lm import *; index = build_index(['ab']);"
        "assert {'lstm', 'transformer'} <= set(model_names()); load_model('mle', index, 1).score(['ab']);"
        "sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


@pytest.mark.parametrize("kind", ["lstm", "transformer"])
def test_a_network_without_torch_says_what_to_install(kind, stored, monkeypatch):
    from generator.lm import open_index
    from generator.lm.neural.weights import network_folder

    assert kind in model_names()
    index = open_index(stored, corpus_digest="d")
    monkeypatch.setitem(sys.modules, "torch", None)
    from generator.lm.neural.extra import torch_module

    with pytest.raises(UsageError, match="not installed") as caught:
        torch_module()
    assert "fridaygram[neural]" in caught.value.hint
    network_folder(index, kind).mkdir()
    from generator.errors import ModelError

    with pytest.raises(ModelError, match="no network"):
        load_model(kind, index)


@pytest.mark.parametrize(
    "wrong", [{"width": 0}, {"layers": 0}, {"epochs": 0}, {"dropout": 1.0}, {"validation": 0.0}, {"rate": 0.0}]
)
def test_settings_that_cannot_be_are_refused(wrong):
    with pytest.raises(UsageError):
        Settings(**wrong).checked()

"""Without the extra: nothing imports torch, and asking for a network says what to install."""

import itertools
import subprocess
import sys

import msgspec
import pytest

from fridaygram import registry
from fridaygram.errors import UsageError
from fridaygram.lm import load_model, model_names
from tests.lm.neural.conftest import SMALL
from tests.patience import PATIENCE


def test_naming_and_using_the_counting_models_imports_no_torch():
    program = (
        "import sys; from fridaygram.lm import *; index = build_index(['ab']);"
        "assert {'lstm', 'transformer'} <= set(model_names()); load_model('mle', index, 1).score(['ab']);"
        "sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=PATIENCE)


@pytest.mark.parametrize("kind", ["lstm", "transformer"])
def test_a_network_without_torch_says_what_to_install(kind, stored, monkeypatch):
    from fridaygram.lm import open_index
    from fridaygram.lm.index.store import folder_beside

    assert kind in model_names()
    index = open_index(stored, corpus_digest="d")
    monkeypatch.setattr(registry, "missing", lambda extra: ("torch",) if extra == "neural" else ())
    from fridaygram.lm.neural import torch_module

    with pytest.raises(UsageError, match="a neural model needs torch") as caught:
        torch_module()
    assert "fridaygram[neural]" in caught.value.hint
    folder_beside(index, kind).mkdir()
    from fridaygram.errors import ModelError

    with pytest.raises(ModelError, match="no trained model here"):
        load_model(kind, index)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("width", 0),
        ("layers", 0),
        ("epochs", 0),
        ("patience", 0),
        ("dropout", 1.0),
        ("validation", 0.0),
        ("rate", 0.0),
        ("decay", -0.1),
    ],
)
def test_settings_that_cannot_be_are_refused(name, wrong):
    with pytest.raises(UsageError, match=f"{name} {wrong} is"):
        msgspec.structs.replace(SMALL, **{name: wrong}).checked()


@pytest.mark.parametrize("kind", ["lstm", "transformer"])
def test_usual_settings_grow_with_the_corpus_and_read_it_less_often(kind):
    usual = registry.load("fridaygram.lm.models", kind, "MODEL", what="network").network.usual
    by_size = [usual(characters, 7).checked() for characters in (0, 1_000, 30_000, 300_000, 3_000_000, 300_000_000)]
    assert {made.seed for made in by_size} == {7}
    for smaller, larger in itertools.pairwise(by_size):
        assert (smaller.width, smaller.layers) <= (larger.width, larger.layers)
        assert smaller.epochs >= larger.epochs
        assert smaller.rate >= larger.rate


def test_a_wide_memory_learns_by_smaller_steps():
    usual = registry.load("fridaygram.lm.models", "lstm", "MODEL", what="network").network.usual
    assert [(usual(size, 1).width, usual(size, 1).rate) for size in (10_000, 262_000, 950_000)] == [
        (64, 0.005),
        (192, 0.005),
        (384, 0.002),
    ]

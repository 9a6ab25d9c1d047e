"""Surprisal against counting by hand, and its sums against the model's own."""

import math
import shutil

import pytest

from fridaygram.errors import ModelError
from fridaygram.lm import build_index, load_model
from fridaygram.values.kinds.surprisal import OTHERS, PROVIDER, choices
from fridaygram.values.samples.receipts import write_receipts
from tests.values.writing import receipts_of

PARAMS = {"corpus": "sung", "data": "samples.toml", "pick": None}


def test_the_first_post_by_hand():
    """Order 2 on "This is the remix.": the only coin is after "s ", between "i" and "t"."""
    model = load_model("mle", build_index(["This is the remix."]), 2)
    sample = model.sample(1, trace=True)
    found = choices(sample.trace, 0)
    assert found["steps"] == len(sample.text) + 1
    assert found["bits"] == len(found["choices"])
    for choice in found["choices"]:
        assert choice["after"] == "s "
        assert {choice["chosen"], *(name for name, _ in choice["others"])} == {"i", "t"}
        assert (choice["bits"], choice["chance"], choice["count"]) == (1.0, 0.5, 2)
        assert sample.text[choice["at"]] == choice["chosen"]


def test_the_bits_are_the_models(kept):
    model = load_model("mle", kept.index("sung"), 3)
    for sample in PROVIDER.compute(PARAMS, kept)["samples"]:
        bits = model.bits(sample["text"])
        own = bits if sample["ended"] else bits[:-1]
        assert sample["steps"] == len(own)
        assert sample["bits"] == pytest.approx(math.fsum(own))
        assert math.fsum(choice["bits"] for choice in sample["choices"]) == pytest.approx(sample["bits"])
        for choice in sample["choices"]:
            assert choice["bits"] == pytest.approx(bits[choice["at"]])
            assert choice["count"] > 1
            assert len(choice["others"]) == min(OTHERS, choice["count"] - 1)
            chances = [chance for _, chance in choice["others"]]
            assert chances == sorted(chances, reverse=True)
            if choice["count"] <= OTHERS + 1:
                assert choice["chance"] + math.fsum(chances) == pytest.approx(1)


def test_a_prompt_costs_nothing_and_a_temperature_changes_no_bits(sung):
    write_receipts(sung.bundle / "samples.toml", receipts_of(sung, picks=(2,), prompt="The ", temperature=0.5))
    (sample,) = PROVIDER.compute(PARAMS, sung)["samples"]
    assert all(choice["at"] >= 4 for choice in sample["choices"])
    model = load_model("mle", sung.index("sung"), 3)
    bits = model.bits(sample["text"])
    for choice in sample["choices"]:
        assert choice["bits"] == pytest.approx(bits[choice["at"]])


def test_some_are_picked(kept):
    (sample,) = PROVIDER.compute({**PARAMS, "pick": [2]}, kept)["samples"]
    assert sample["index"] == 3


def test_without_the_model_it_says_where_and_what_to_do(kept):
    shutil.rmtree(kept.root / "content" / "models" / "sung")
    kept.shelf._indexes.clear()
    kept.shelf._models.clear()
    with pytest.raises(ModelError) as caught:
        PROVIDER.compute(PARAMS, kept)
    assert str(caught.value).startswith(
        "content/posts/a/samples.toml:3: the model that wrote this sample of 'sung' is not here; train"
    )

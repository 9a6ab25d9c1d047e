"""Surprisal against counting by hand, and its sums against the model's own."""

import json
import math
import shutil

import pytest

from fridaygram.errors import ModelError
from fridaygram.lm import build_index, load_model
from fridaygram.values.kinds.surprisal import PROVIDER
from fridaygram.values.samples.expectations import LIKELIEST, expected_of
from fridaygram.values.samples.receipts import write_receipts
from tests.values.writing import receipts_of

PARAMS = {"corpus": "sung", "data": "samples.toml", "pick": None}


def test_the_first_post_by_hand():
    """Order 2 on "This is the remix.": the only coin is after "s ", between "i" and "t"."""
    model = load_model("mle", build_index(["This is the remix."]), 2)
    sample = model.sample(1, trace=True)
    lines = expected_of(sample.trace, 0)
    places = [place for place in range(2, len(sample.text)) if sample.text[place - 2 : place] == "s "]
    assert [json.loads(line) for line in lines] == [[place, 0.5, 1, 2, "i", 0.5, "t", 0.5] for place in places]


def test_the_bits_are_the_models(kept):
    model = load_model("mle", kept.index("sung"), 3)
    for sample in PROVIDER.compute(PARAMS, kept)["samples"]:
        bits = model.bits(sample["text"])
        own = bits if sample["ended"] else bits[:-1]
        assert sample["steps"] == len(own)
        assert sample["bits"] == pytest.approx(math.fsum(own))
        rows = [json.loads(line) for line in sample["expected"]]
        assert math.fsum(-math.log2(row[1]) for row in rows) == pytest.approx(sample["bits"], rel=1e-3)
        for place, chance, rank, among, *likely in rows:
            assert -math.log2(chance) == pytest.approx(bits[place], rel=1e-3)
            assert 1 <= rank <= among > 1
            assert len(likely) == 2 * min(LIKELIEST, among)
            assert likely[1::2] == sorted(likely[1::2], reverse=True)
            if among <= LIKELIEST:
                assert math.fsum(likely[1::2]) == pytest.approx(1, rel=1e-3)


def test_a_prompt_costs_nothing_and_a_temperature_changes_no_bits(sung):
    write_receipts(sung.bundle / "samples.toml", receipts_of(sung, picks=(2,), prompt="The ", temperature=0.5))
    (sample,) = PROVIDER.compute(PARAMS, sung)["samples"]
    rows = [json.loads(line) for line in sample["expected"]]
    assert rows and all(place >= 4 for place, *_ in rows)
    model = load_model("mle", sung.index("sung"), 3)
    bits = model.bits(sample["text"])
    for place, chance, *_ in rows:
        assert -math.log2(chance) == pytest.approx(bits[place], rel=1e-3)


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

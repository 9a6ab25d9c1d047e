import pytest

from fridaygram.errors import ContentError
from fridaygram.lm import load_model
from fridaygram.values.kinds.samples import PROVIDER

PARAMS = {
    "corpus": "sung", "model": "mle", "order": [2, 4], "seed": 3, "count": 4, "pick": [0, 3], "temperature": 1.0,
    "prompt": "", "length": 40,
}  # fmt: skip


def test_samples_are_what_the_model_writes(sung):
    found = PROVIDER.compute(PARAMS, sung)["samples"]
    assert [(one["order"], one["index"]) for one in found] == [(2, 0), (2, 3), (4, 0), (4, 3)]
    for one in found:
        again = load_model("mle", sung.index("sung"), one["order"]).sample(3, index=one["index"], batch=4, limit=40)
        assert (one["text"], one["ended"]) == (again.text, again.ended)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"pick": [4]}, "pick 4 is outside a batch of 4; numbers start at 0"),
        (
            {"pick": None, "count": 1_000_000_000},
            "count 1,000,000,000 is more texts than anybody reads; at most 100,000, or pick some",
        ),
        ({"length": 0}, "length 0 leaves nothing to read; write 1 or more characters"),
    ],
)
def test_what_no_batch_has_is_an_error(sung, wrong, message):
    with pytest.raises(ContentError) as caught:
        PROVIDER.compute({**PARAMS, **wrong}, sung)
    assert str(caught.value) == message

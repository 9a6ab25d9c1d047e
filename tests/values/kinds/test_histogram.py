from generator.values.base import Source
from generator.values.kinds.histogram import PROVIDER


def test_words_a_review_in_bins(stores):
    values = PROVIDER.compute({"corpus": "small"}, stores)
    assert PROVIDER.sources({"corpus": "small"}) == (Source(kind="corpus", name="small"),)
    assert (values["unit"], values["what"], values["total"]) == ("words", "reviews", 4)
    assert (values["mean"], values["median"]) == (9.5, 9.5)
    assert sum(one["count"] for one in values["bins"]) == 4
    assert values["bins"][0] == {"low": 1, "high": 10, "count": 3}
    assert values["bins"][-1] == {"low": 1000, "high": None, "count": 0}

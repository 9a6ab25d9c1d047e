import pytest

from fridaygram.errors import ContentError
from fridaygram.values.base import ValueSource
from fridaygram.values.kinds.funnel import PROVIDER


def test_the_funnel_of_a_corpus_as_of_the_posts_day(stores):
    values = PROVIDER.compute({"corpus": "small"}, stores)
    assert values == {
        "funnels": [
            {
                "title": "small",
                "stages": [
                    {"label": "links of all songs", "count": 5},
                    {"label": "in English", "count": 4, "drops": {"French": 1}},
                ],
            }
        ]
    }


def test_several_funnels_side_by_side_the_published_one_among_them(stores):
    params = {"corpus": ["small", "original"]}
    assert PROVIDER.sources(params) == (ValueSource(kind="corpus", name="small"),)
    small, original = PROVIDER.compute(params, stores)["funnels"]
    assert (small["title"], original["stages"][0]["count"]) == ("small", 86_381)
    for one in (small, original):
        counts = [stage["count"] for stage in one["stages"]]
        drops = [sum(stage.get("drops", {}).values()) for stage in one["stages"]]
        assert all(a - d == b for a, b, d in zip(counts, counts[1:], drops[1:], strict=False))


def test_a_corpus_without_a_ledger_has_none(stores):
    with pytest.raises(ContentError, match="corpus 'plain' has no funnel"):
        PROVIDER.compute({"corpus": "plain"}, stores)

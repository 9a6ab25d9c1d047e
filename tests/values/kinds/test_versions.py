"""What each provider computes from fixed inputs, held to a golden of its version.

A provider whose values come out otherwise has another meaning: raise its ``version``, so that published numbers are
told to be stale, then write the golden of the new version with --update-goldens.
"""

from pathlib import Path

import msgspec
import pytest

from fridaygram import registry
from fridaygram.files import json_text
from fridaygram.values.base import rounded
from fridaygram.values.inline import INLINE
from tests.values.writing import state_licence, write_songs

GOLDEN = Path(__file__).parents[2] / "golden" / "values"
KINDS = "fridaygram.values.kinds"
PHRASE = {"phrase": "This is the remix.", "order": 2, "model": "mle", "paths": None, "corpus": ""}
EXPLORED = {"phrase": "", "corpus": "", "order": 2, "seed": 1}
DRAW = {"count": 3, "pick": [0, 2], "order": [2, 3], "seed": 1, "prompt": "", "temperature": 1.0, "length": 60}
KEPT = {"corpus": "sung", "data": "samples.toml"}
OTHER = "Celia Moor - Red Kite"
INPUTS = {
    "changes": [{"corpora": ["small", "sung"], "since": "2018-05-02"}],
    "curated": [{**KEPT, "pick": None}],
    "data": [{"data": "fixed.csv"}, {"data": "fixed.toml"}],
    "explore_ngrams": [{**EXPLORED, "phrase": "This is the remix."}, {**EXPLORED, "corpus": "sung"}],
    "funnel": [{"corpus": "small"}, {"corpus": ["small", "original"]}],
    "generation_path": [PHRASE, {**PHRASE, "order": 3}],
    "histogram": [{"corpus": "small", "bins": bins} for bins in ("seed", "auto", [0, 9, 12])],
    "inline": [
        {"name": name} for name in ("small.reviews", "small.mean_words", "small.funnel.first", "original.funnel.last")
    ]
    + [{"name": name} for name in ("sung.eval.kneser-ney.3", "sung.copies.3", "sung.copies.3.longest")],
    "learning_curve": [
        {
            "corpus": "sung",
            "weeks": 8,
            "days": ["2018-05-01", "2018-05-03"],
            "models": ["kneser-ney", "mle"],
            "share": 0.4,
            "seed": 1,
        }
    ],
    "limits": [{"corpus": "sung", "model": "kneser-ney", "orders": [1, 2, 3], "samples": 5}],
    "order_curve": [
        {
            "corpus": "sung",
            "models": ["kneser-ney", "mle"],
            "measure": measure,
            "orders": [1, 2, 3],
            "share": 0.2,
            "seed": 1,
        }
        for measure in ("bits", "seed_perplexity")
    ],
    "playground": [{**KEPT, "order": 3, "kilobytes": 20, "least": 1}],
    "prediction": [
        {"claim": claim, "by": "2018-06-08"} for claim in ("small.reviews > 3", "small.words != small.blogs")
    ],
    "samples": [{"corpus": "sung", "model": "kneser-ney", **DRAW}],
    "since_last": [{"corpus": "sung", "model": "kneser-ney"}],
    "song_bits": [{"corpus": "songs", "seed": 1}],
    "song_review": [{"corpus": "songs", "data": "reviews.toml", "pick": 1, "other": other} for other in ("", OTHER)],
    "surprisal": [{**KEPT, "pick": [1]}],
}


def provider_of(name):
    return INLINE if name == "inline" else registry.load(KINDS, name, "PROVIDER", what="provider of values")


def computed(name, stores):
    """Return what a provider computes from each of its inputs, as results.json would hold it."""
    (stores.bundle / "fixed.csv").write_text("tea,cups\nblack,2\ngreen,1.5\n")
    (stores.bundle / "fixed.toml").write_text('unit = "cups"\n[values]\nblack = 2\ngreen = 1.5\n')
    if name == "explore_ngrams":
        state_licence(stores.root)
    if name.startswith("song"):
        write_songs(stores)
    compute = provider_of(name).compute
    return msgspec.json.decode(msgspec.json.encode([rounded(compute(params, stores)) for params in INPUTS[name]]))


def test_every_provider_is_held():
    assert {*INPUTS} == {*(name.replace("-", "_") for name in registry.names(KINDS)), "inline"}


@pytest.mark.parametrize("name", INPUTS)
def test_a_version_computes_what_it_always_did(name, kept, update_goldens):
    version = provider_of(name).version
    golden = GOLDEN / f"{name}-{version}.json"
    values = computed(name, kept)
    if update_goldens and not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json_text(values), "utf-8")
    assert golden.exists(), f"{name} has no golden of version {version}: write it with --update-goldens"
    assert values == msgspec.json.decode(golden.read_bytes()), f"{name} computes something else: raise its version"

"""Since last Friday: corpus, held-out bits and best order beside those of the post before, on the same held-out set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.errors import ModelError
from generator.files import digest_json
from generator.values.base import Params, Provider, Source, Stores
from generator.values.kinds.order_curve import HIGHEST, NAMES, held_out_texts
from generator.values.results import NAME, read_results

if TYPE_CHECKING:
    from pathlib import Path

KIND = "since-last"


def _sources(params: Params) -> tuple[Source, ...]:
    return (Source(kind="corpus", name=params["corpus"]), Source(kind="model", name=params["corpus"]))


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    name, model = params["corpus"], params["model"]
    now = _now(name, model, stores)
    post, before = _before(name, model, stores)
    if before is not None and before["held_out"]["digest"] != now["held_out"]["digest"]:
        raise ModelError(
            f"the held-out set of '{name}' is not that of {post}: {before['held_out']['texts']} texts then, "
            f"{now['held_out']['texts']} now, so the scores say nothing of each other",
            hint="train on the corpus of then, or leave the comparison out",
        )
    return {"corpus": name, "model": NAMES.get(model, model), "now": now, "before": before, "post": post}


def _now(name: str, model: str, stores: Stores) -> dict[str, Any]:
    from generator.corpus.stats import corpus_stats
    from generator.lm import evaluate

    texts = held_out_texts(name, stores)
    evaluation = evaluate(stores.index(name), texts, models=(model,), orders=range(1, HIGHEST + 1))
    known = [(row.bits_per_character, row.order) for row in evaluation.rows if row.bits_per_character is not None]
    if not known:
        raise ModelError(f"'{model}' has infinite bits at every order", hint="compare a smoothed model: kneser-ney")
    bits, order = min(known)
    stats = corpus_stats(stores.corpus(name).reviews(stores.as_of))
    return {
        "date": stores.as_of.isoformat() if stores.as_of else "",
        "reviews": stats.reviews,
        "words": stats.words,
        "bits": bits,
        "order": order,
        "held_out": {"texts": evaluation.texts, "digest": digest_json(texts)},
    }


def _before(name: str, model: str, stores: Stores) -> tuple[str, dict[str, Any] | None]:
    """Return the name and the numbers of the latest post before this one that has such a box of the same model."""
    folders: list[Path] = sorted(stores.bundle.parent.glob(f"*/{NAME}"), reverse=True)
    for path in folders:
        if path.parent.name >= stores.bundle.name:
            continue
        for entry in read_results(path).figures.values():
            same = entry.kind.replace("_", "-") == KIND and entry.params.get("corpus") == name
            if same and entry.params.get("model") == model:
                before: dict[str, Any] = entry.values["now"]
                return path.parent.name, before
    return "", None


PROVIDER = Provider(sources=_sources, compute=_compute)

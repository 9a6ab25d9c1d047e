"""Held-out bits a character against order: measured on the texts that training kept aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fridaygram.errors import ModelError
from fridaygram.values.base import Params, Provider, Stores, of_corpus_and_model
from fridaygram.values.leakage import NOTHING_KEPT

if TYPE_CHECKING:
    from fridaygram.lm import Index

HIGHEST = 16
IN_PROSE = ("mle", "kneser-ney", "witten-bell")
NAMES = {
    "mle": "Unsmoothed",
    "kneser-ney": "Kneser-Ney",
    "witten-bell": "Witten-Bell",
    "ppm": "PPM",
    "lstm": "LSTM",
    "transformer": "Transformer",
}
MEASURES = {
    "bits": ("bits a character", "bits_per_character"),
    "covered_bits": ("bits a character, seen events only", "covered_bits"),
    "unseen": ("% of histories never seen", "unseen_share"),
    "impossible": ("% of characters given no chance", "impossible_share"),
    "seed_perplexity": ("perplexity, unseen histories skipped", "seed_perplexity"),
}
SHARES = ("unseen", "impossible")


def held_out_texts(name: str, stores: Stores) -> list[str]:
    """Return the texts that the model ``name`` never saw, as its own split says.

    Raises ModelError where the model was trained without a held-out set, or on another state of the corpus.
    """
    index = stores.index(name)
    reviews = stores.training(name)
    if index.held_out is None:
        hint = f"train it again: fridaygram train {name} --held-out 0.2"
        raise ModelError(f"model '{name}' kept no texts aside to be measured on", hint=hint)
    if not index.held_out.texts:
        raise ModelError(
            f"model '{name}' could keep no texts aside: {NOTHING_KEPT}",
            hint=f"train on more texts, or with a larger share than --held-out {index.held_out.share:g}",
        )
    return [reviews[number].content for number in index.held_out.texts]


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.lm import evaluate

    name = params["corpus"]
    texts = held_out_texts(name, stores)
    orders = sorted(set(params.get("orders") or ()) or range(1, HIGHEST + 1))
    models = list(params.get("models") or ("mle", "kneser-ney"))
    measure = params.get("measure") or "bits"
    unit, field = MEASURES[measure]
    evaluation = evaluate(stores.index(name), texts, models=models, orders=orders)
    found = {(row.model, row.order): getattr(row, field) for row in evaluation.rows}
    scale = 100 if measure in SHARES else 1
    series = []
    for model in models:
        values = [found.get((model, order)) for order in orders]
        scaled = [None if value is None else value * scale for value in values]
        series.append({"name": NAMES.get(model, model), "model": model, "values": scaled})
    held_out = {
        "texts": evaluation.texts,
        "characters": evaluation.characters,
        "share": _share(stores.index(name)),
        "seed": stores.index(name).held_out.seed,
    }
    return {"unit": unit, "orders": orders, "series": series, "held_out": held_out}


def _share(index: Index) -> float:
    """Return the share of all texts that is held out: near the one asked for, which is a threshold for hashes."""
    held_out = len(index.held_out.texts) if index.held_out else 0
    return held_out / (held_out + index.texts)


def bits_by_name(name: str, stores: Stores) -> dict[str, Any]:
    """Return what ``{{ NAME.eval.* }}`` may ask for: ``MODEL.ORDER`` in bits, coverage, and the best order."""
    from fridaygram.lm import evaluate

    texts = held_out_texts(name, stores)
    evaluation = evaluate(stores.index(name), texts, models=IN_PROSE, orders=range(1, HIGHEST + 1))
    known: dict[str, Any] = {"held_out_texts": evaluation.texts, "held_out_characters": evaluation.characters}
    known["held_out_share"] = _share(stores.index(name))
    for row in evaluation.rows:
        key = f"{row.model}.{row.order}"
        if row.bits_per_character is not None:
            known[key] = row.bits_per_character
            known[f"{key}.perplexity"] = row.perplexity
        for part in ("unseen_share", "impossible_share", "covered_bits", "covered_share", "seed_perplexity"):
            if getattr(row, part) is not None:
                known[f"{key}.{part}"] = getattr(row, part)
    smoothed = [row for row in evaluation.rows if row.model == "kneser-ney" and row.bits_per_character is not None]
    if smoothed:
        best = min(smoothed, key=lambda row: (row.bits_per_character, row.order))
        known["best_order"], known["best_bits"] = best.order, best.bits_per_character
    return known


PROVIDER = Provider(sources=of_corpus_and_model, compute=_compute, version=2)

"""Curated samples: texts kept by the author in samples.toml, replayed by the model that wrote them.

Where that model is not on this machine a text is "recorded": it stands on the author's word and its receipt.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fridaygram.errors import ContentError
from fridaygram.values.base import Params, Provider, Stores, ValueSource, of_corpus_and_model
from fridaygram.values.samples.copying import copies_of, people_baseline, training_reviews
from fridaygram.values.samples.expectations import expected_of
from fridaygram.values.samples.receipts import Placed, read_receipts
from fridaygram.values.samples.replay import model_of, replay, replay_batch, writer_is_here

REPLAYED, RECORDED = "replayed", "recorded"


def sources(params: Params) -> tuple[ValueSource, ...]:
    """Return what kept samples come from: their file, and the corpus and the model that wrote them."""
    return (ValueSource(kind="file", name=params["data"]), *of_corpus_and_model(params))


def chosen(params: Params, stores: Stores) -> tuple[Path, list[Placed]]:
    """Return the file of samples, as errors name it, and those of it that a figure shows, in its order."""
    found = stores.file(params["data"])
    path = found.relative_to(stores.root.resolve())
    placed = [one for one in read_receipts(found, path) if one.receipt.corpus == params["corpus"]]
    if not placed:
        raise ContentError(f"no sample of '{params['corpus']}'", file=path, hint="keep some: fridaygram curate")
    picks = params.get("pick")
    if picks is None:
        return path, placed
    beyond = [pick for pick in picks if not 1 <= pick <= len(placed)]
    if beyond:
        raise ContentError(f"no sample {beyond[0]} among {len(placed)}", hint="samples are counted from 1")
    return path, [placed[pick - 1] for pick in picks]


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    path, kept = chosen(params, stores)
    batches: dict[str, list[str]] = {}
    samples = []
    limit = 0
    for placed in kept:
        receipt = placed.receipt
        row = {**receipt.fields(), "state": RECORDED}
        if writer_is_here(receipt, stores):
            model = model_of(placed, stores, path)
            # A review that is put together of sentences was not written character by character.
            sample = replay(placed, model, path, trace=not receipt.choices)
            row["ended"] = sample.ended
            if sample.trace:
                row["expected"] = expected_of(sample.trace, len(sample.prompt))
            if receipt.first_sentence:
                row["opening"] = sample.prompt
            row["state"] = REPLAYED
            reviews = training_reviews(params["corpus"], stores)
            row["copies"] = copies_of(stores.index(params["corpus"]), receipt.text, reviews)
            limit = max(limit, receipt.limit)
            if receipt.batch_digest not in batches and (reviews or not receipt.choices):
                batches[receipt.batch_digest] = replay_batch(placed, model, path, reviews)
        samples.append(row)
    baseline = people_baseline(params["corpus"], stores, limit) if limit else None
    return {"samples": samples, "batches": batches, "baseline": baseline, "corpus": params["corpus"]}


def _check(params: Params, stores: Stores) -> str:
    """Replay every text whose model is here and say in a word how many that were."""
    path, kept = chosen(params, stores)
    replayed = 0
    for placed in kept:
        if writer_is_here(placed.receipt, stores):
            replay(placed, model_of(placed, stores, path), path)
            replayed += 1
    recorded = len(kept) - replayed
    return ", ".join(f"{count} {word}" for count, word in ((replayed, REPLAYED), (recorded, RECORDED)) if count)


PROVIDER = Provider(sources=sources, compute=_compute, follows=("file",), check=_check, version=2)

"""A playground's values: a pocket model of a corpus, what pruning it cost, texts it writes, samples it can replay."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from fridaygram.errors import ContentError, ModelError
from fridaygram.files import digest
from fridaygram.values.base import Params, Provider, Stores, ValueSource, of_corpus_and_model

if TYPE_CHECKING:
    from fridaygram.lm import Index
    from fridaygram.values.playground.contexts import Contexts
    from fridaygram.values.playground.pocket import PocketModel, PocketTree

SEEDS, EXAMPLE_LENGTH, SHORT = 60, 240, 80
"""How many seeds are tried for the first text that readers see, how long it is at most, and what is rather short."""
LIMITS = {"order": (1, 16), "least": (1, 1_000_000), "kilobytes": (1, 10_000)}
_LINE = 120


def _sources(params: Params) -> tuple[ValueSource, ...]:
    file = (ValueSource(kind="file", name=params["data"]),) if params.get("data") else ()
    return (*file, *of_corpus_and_model(params))


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.values.playground.contexts import all_contexts
    from fridaygram.values.playground.pocket import unpack
    from fridaygram.values.playground.pruning import fitted, in_enough_texts, telling

    for key, (low, high) in LIMITS.items():
        if not low <= params[key] <= high:
            raise ContentError(f"{key} {params[key]} of a playground is not between {low} and {high}")
    name = params["corpus"]
    index = stores.index(name)
    if not index.texts:
        raise ModelError(f"model '{name}' has no texts", hint="train it on a corpus that has some")
    everything = all_contexts(index, params["order"])
    shared = everything.only(in_enough_texts(everything, params["least"]))
    kept, data = fitted(shared.only(telling(shared)), params["kilobytes"] * 1000)
    tree = unpack(data)
    return {
        "model": _lines(data),
        "digest": digest(data)[:8],
        "bytes": len(data),
        "order": params["order"],
        "least": params["least"],
        "contexts": {"all": len(everything.depth), "shared": len(shared.depth), "kept": len(kept.depth)},
        "bits": _bits(name, everything, tree, stores),
        "examples": _examples(tree, index),
        **_replays(params, stores),
    }


def _lines(data: bytes) -> list[str]:
    """Return bytes as lines that a diff can show."""
    text = b64encode(data).decode()
    return [text[start : start + _LINE] for start in range(0, len(text), _LINE)]


def _bits(name: str, everything: Contexts, tree: PocketTree, stores: Stores) -> dict[str, Any]:
    """Return bits a character of all contexts and of the kept ones, on training and on held-out texts."""
    from fridaygram.values.kinds.order_curve import held_out_texts
    from fridaygram.values.playground.packing import pack
    from fridaygram.values.playground.pocket import bits_a_character, unpack
    from fridaygram.values.samples.copying import training_reviews

    index = stores.index(name)
    whole = unpack(pack(everything))
    sides = {"training": (list(index.all_texts()), False)}
    if index.held_out is not None and index.held_out.texts and training_reviews(name, stores):
        sides["held_out"] = (held_out_texts(name, stores), True)
    return {
        side: {
            "all": bits_a_character(whole, texts, smoothed=smoothed),
            "kept": bits_a_character(tree, texts, smoothed=smoothed),
        }
        for side, (texts, smoothed) in sides.items()
    }


def _examples(tree: PocketTree, index: Index) -> list[dict[str, Any]]:
    """Return one text by each order: what a page without its script can show. Where a reader begins, its seed is."""
    from fridaygram.values.playground.pocket import PocketModel

    seed = _first_seed(PocketModel(tree, tree.order), index)
    texts = []
    for order in range(1, tree.order + 1):
        sample = PocketModel(tree, order).sample(seed, limit=EXAMPLE_LENGTH)
        texts.append({"order": order, "text": sample.text, "ended": sample.ended, "seed": seed})
    return texts


def _first_seed(model: PocketModel, index: Index) -> int:
    """Return the seed of the text that reads best: of those that the model ended and that are not short, if there are
    any, the one of the fewest bits a character by the whole corpus's smoothed model.
    """
    from fridaygram.lm import load_model

    judge = load_model("kneser-ney", index, model.order)
    texts = {seed: model.sample(seed, limit=EXAMPLE_LENGTH) for seed in range(1, SEEDS + 1)}
    whole = [seed for seed, one in texts.items() if one.ended and len(one.text) >= SHORT]
    return min(whole or texts, key=lambda seed: (float(judge.bits(texts[seed].text).mean()), seed))


def _replays(params: Params, stores: Stores) -> dict[str, Any]:
    """Return the kept samples that the page can write again, and how many it cannot."""
    from fridaygram.values.kinds.curated import chosen
    from fridaygram.values.samples.pages import pack_replays, page_replay
    from fridaygram.values.samples.replay import model_of, replay, writer_is_here

    if not params.get("data"):
        return {"replays": [], "beyond": 0}
    path, placed = chosen(params, stores)
    replays = []
    for one in placed:
        if writer_is_here(one.receipt, stores):
            replay(one, model_of(one, stores, path), path)
            made = page_replay(one.receipt, stores.index(params["corpus"]))
            if made is not None:
                replays.append(made)
    shown = [{key: made[key] for key in ("order", "seed", "index", "batch")} for made in replays]
    return {"replays": shown, "beyond": len(placed) - len(replays), "samples": _lines(pack_replays(replays))}


PROVIDER = Provider(sources=_sources, compute=_compute, follows=("file",), version=2)

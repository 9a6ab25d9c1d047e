"""Since last Friday: corpus, bits and best order beside those of the post before, on texts that both held out.

Where the corpus has grown, last week's state of it is trained again in memory, and both weeks are measured on the texts
that both held out. What either week held out alone is left out, and counted.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fridaygram.errors import FridaygramError, ModelError
from fridaygram.files import digest_json
from fridaygram.values.base import Params, Provider, Stores, ValueSource, of_corpus_and_model
from fridaygram.values.kinds.learning_curve import best_bits, shared, split_of, trained
from fridaygram.values.kinds.order_curve import NAMES, held_out_texts
from fridaygram.values.results import Entry

if TYPE_CHECKING:
    from pathlib import Path

    from fridaygram.lm import Index

KIND = "since-last"


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.corpus.stats import corpus_stats

    name, model = params["corpus"], params["model"]
    texts = held_out_texts(name, stores)
    stats = corpus_stats(stores.reviews(name))
    now = {
        "date": stores.as_of.isoformat() if stores.as_of else "",
        "reviews": stats.reviews,
        "words": stats.words,
        **_measured(stores.index(name), texts, model),
        "held_out": {"texts": len(texts), "digest": digest_json(texts)},
    }
    post, entry = _before(name, model, stores)
    before = None if entry is None else entry.values["now"]
    values = {"corpus": name, "model": NAMES.get(model, model), "now": now, "before": before, "post": post}
    if entry is None or before is None or before["held_out"]["digest"] == now["held_out"]["digest"]:
        return values
    return {**values, "on_shared": _on_shared(params, stores, texts, entry, post)}


def _measured(index: Index, texts: list[str], model: str) -> dict[str, Any]:
    bits, order = best_bits(index, texts, model)
    if bits is None:
        raise ModelError(f"'{model}' has infinite bits at every order", hint="compare a smoothed model: kneser-ney")
    return {"bits": bits, "order": order}


def _on_shared(params: Params, stores: Stores, now: list[str], entry: Entry, post: str) -> dict[str, Any]:
    """Measure both weeks on the texts that both held out. ``entry`` is the value of the earlier ``post``."""
    name, day = params["corpus"], entry.values["now"]["date"]
    then = stores.at(date.fromisoformat(day))
    corpus = ValueSource(kind="corpus", name=name)
    if entry.sources.get(corpus.label, "") != then.digest(corpus):
        raise ModelError(
            f"the corpus '{name}' as of {day} is not what {post} was computed from, so the weeks cannot be compared",
            hint=f"compute that number again: fridaygram refresh {post}#{KIND}; or leave this comparison out",
        )
    index = stores.index(name)
    texts, split = split_of(then.reviews(name), index.held_out.share, index.held_out.seed)
    held_out = [texts[number] for number in split.held_out]
    common = shared(held_out, now)
    if not common:
        raise ModelError(
            f"no text of '{name}' was held out both for {post} and now: {len(held_out)} texts then, {len(now)} now",
            hint="hold out a larger share, or leave this comparison out",
        )
    before = _measured(trained(texts, split), common, params["model"])
    return {
        "texts": len(common),
        "before": {**before, "left_out": len(held_out) - len(common)},
        "now": {**_measured(index, common, params["model"]), "left_out": len(now) - len(common)},
    }


def _before(name: str, model: str, stores: Stores) -> tuple[str, Entry | None]:
    """Return the name of the latest post before this one that has such a box of the same model, and its value.

    Drafts do not count: no reader has seen them.
    """
    own = (stores.as_of.isoformat() if stores.as_of else "9999", stores.bundle.name)
    found: list[tuple[tuple[str, str], Entry]] = []
    for path, results in stores.results().items():
        for entry in results.values.values():
            same = entry.kind.replace("_", "-") == KIND and entry.params.get("corpus") == name
            if same and not entry.retired and entry.params.get("model") == model:
                day = (entry.values["now"]["date"], path.parent.name)
                found += [(day, entry)] if day[0] and day < own and not _is_draft(path.parent) else []
                break
    (_, post), before = max(found, key=lambda one: one[0], default=(("", ""), None))
    return post, before


def _is_draft(bundle: Path) -> bool:
    """Return whether a post is a draft, or cannot be read."""
    from fridaygram.pages.document import read_front_matter
    from fridaygram.pages.sources import INDEXES

    root = bundle.parents[2]
    index = next((name for name in INDEXES if (bundle / name).is_file()), INDEXES[0])
    try:
        return read_front_matter(root, (bundle / index).relative_to(root).as_posix()).draft
    except FridaygramError:
        return True


PROVIDER = Provider(sources=of_corpus_and_model, compute=_compute)

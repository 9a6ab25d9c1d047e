"""Since last Friday: corpus, held-out bits and best order beside those of the post before, on the same held-out set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fridaygram.errors import FridaygramError, ModelError
from fridaygram.files import digest_json, read_text
from fridaygram.values.base import Params, Provider, Stores, ValueSource
from fridaygram.values.kinds.order_curve import HIGHEST, NAMES, held_out_texts

if TYPE_CHECKING:
    from pathlib import Path

KIND = "since-last"


def _sources(params: Params) -> tuple[ValueSource, ...]:
    return (ValueSource(kind="corpus", name=params["corpus"]), ValueSource(kind="model", name=params["corpus"]))


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
    from fridaygram.corpus.stats import corpus_stats
    from fridaygram.lm import evaluate

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
    """Return the name and the numbers of the latest post before this one that has such a box of the same model.

    Drafts do not count: what no reader has seen is nothing to compare with, and nothing to tell of.
    """
    own = (stores.as_of.isoformat() if stores.as_of else "9999", stores.bundle.name)
    found: list[tuple[tuple[str, str], dict[str, Any]]] = []
    for path, results in stores.results().items():
        for entry in results.values.values():
            same = entry.kind.replace("_", "-") == KIND and entry.params.get("corpus") == name
            if same and not entry.retired and entry.params.get("model") == model:
                day = (entry.values["now"]["date"], path.parent.name)
                found += [(day, entry.values["now"])] if day < own and not _is_draft(path.parent) else []
                break
    (_, post), before = max(found, key=lambda one: one[0], default=(("", ""), None))
    return post, before


def _is_draft(bundle: Path) -> bool:
    """Return whether a post is a draft, or cannot be read."""
    from fridaygram.pages.frontmatter import parse, split

    source = bundle / "index.md"
    try:
        return parse(split(read_text(source), str(source)), str(source)).draft
    except FridaygramError:
        return True


PROVIDER = Provider(sources=_sources, compute=_compute)

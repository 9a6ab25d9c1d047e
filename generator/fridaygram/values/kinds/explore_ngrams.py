"""The explorer's values: the paths of its phrase, and short sentences of a corpus that readers may take instead."""

from __future__ import annotations

from typing import Any

from fridaygram.errors import ContentError
from fridaygram.values.base import Params, Provider, Stores, ValueSource

SENTENCES, SHORTEST, LONGEST = 8, 16, 48


def _sources(params: Params) -> tuple[ValueSource, ...]:
    return (ValueSource(kind="corpus", name=params["corpus"]),) if params["corpus"] else ()


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.lm import generation_paths

    phrase, sentences = params["phrase"], []
    if params["corpus"]:
        sentences = _sentences(params["corpus"], params["seed"], stores)
    if not phrase and not sentences:
        raise ContentError("there is no phrase", hint="write one, or name a corpus: its sentences can be taken")
    if "\n" in phrase:
        raise ContentError("the phrase has several lines", hint="write one: readers have one line to type in")
    return {**generation_paths(phrase or sentences[0], params["order"]), "sentences": sentences}


def _sentences(name: str, seed: int, stores: Stores) -> list[str]:
    """Return short sentences of a corpus, drawn by ``seed``.

    Raises ContentError where no licence of its texts is stated, or no sentence is short.
    """
    from fridaygram.config import FILE, load_site
    from fridaygram.lm.rng import Random
    from fridaygram.lm.sentences import sentence_ends

    terms = load_site(stores.root).corpora.get(name)
    if terms is None or not terms.licence:
        hint = f'state it in {FILE}: [corpora.{name}] licence = "cc-by-4.0"'
        raise ContentError(f"no licence is stated for the texts of '{name}'", hint=hint)
    found = set()
    for review in stores.reviews(name):
        begin = 0
        for end in sentence_ends(review.content):
            found.add(review.content[begin:end].strip())
            begin = end
    short = sorted(one for one in found if SHORTEST <= len(one) <= LONGEST and "\n" not in one)
    if not short:
        raise ContentError(
            f"no sentence of '{name}' has {SHORTEST} to {LONGEST} characters", hint="write a phrase, and no corpus"
        )
    return [short[place] for place in Random(seed).shuffled(len(short))[:SENTENCES]]


PROVIDER = Provider(sources=_sources, compute=_compute)

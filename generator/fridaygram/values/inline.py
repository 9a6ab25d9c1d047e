"""Numbers in prose: ``{{ demo.reviews }}``, ``{{ demo.funnel.english }}``, ``{{ demo.eval.kneser-ney.8 }}``,
``{{ demo.copies.8 }}``.

The first word names a corpus (or ``original``, the first project's published funnel), the next ones say what
of it is wanted.
"""

from __future__ import annotations

from typing import Any

import msgspec

from fridaygram.errors import ContentError, suggestion
from fridaygram.values.base import Params, Provider, Stores, ValueSource

PUBLISHED = "original"
OF_MODELS = ("eval", "copies")


def _sources(params: Params) -> tuple[ValueSource, ...]:
    name, *rest = params["name"].split(".")
    if name == PUBLISHED:
        return ()
    return (ValueSource(kind="model" if rest and rest[0] in OF_MODELS else "corpus", name=name),)


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    name, *rest = params["name"].split(".")
    known = _known(name, rest, stores)
    if rest[:1] and rest[0] in ("funnel", *OF_MODELS) and rest[0] not in known:
        wanted = ".".join(rest[1:])
        prefix = f"{name}.{rest[0]}"
    else:
        wanted, prefix = ".".join(rest), name
    measured = wanted.removesuffix(".perplexity")
    if wanted not in known and f"{measured}.impossible_share" in known:
        hint = f"take {prefix}.{measured}.covered_bits, or a smoothed model: kneser-ney"
        raise ContentError(f"'{params['name']}' is infinite: the model calls held-out text impossible", hint=hint)
    if wanted not in known:
        raise ContentError(f"unknown value '{params['name']}'", hint=_hint(prefix, wanted, known))
    if known[wanted] == "":
        hint = "import the texts with their dates, or leave it out"
        raise ContentError(f"'{params['name']}' is not known: no text of the corpus has a date", hint=hint)
    return {"value": known[wanted]}


def _hint(prefix: str, wanted: str, known: dict[str, Any]) -> str:
    close = suggestion(wanted, known)
    return close.replace("'", f"'{prefix}.", 1) if close.startswith("did") else close


def _known(name: str, rest: list[str], stores: Stores) -> dict[str, Any]:
    """Return everything that may be asked of the first words of an expression, by the last ones."""
    if name == PUBLISHED or rest[:1] == ["funnel"]:
        return _stages(funnel_of(name, stores))
    if rest[:1] == ["eval"]:
        from fridaygram.values.kinds.order_curve import bits_by_name

        return bits_by_name(name, stores)
    if rest[:1] == ["copies"]:
        from fridaygram.values.samples.copying import copies_by_name

        return copies_by_name(name, stores)
    from fridaygram.corpus.stats import corpus_stats

    stats = msgspec.to_builtins(corpus_stats(stores.reviews(name)))
    return {key: value for key, value in stats.items() if not isinstance(value, list | dict | tuple)}


def funnel_of(name: str, stores: Stores) -> Any:
    """Return the funnel of a corpus as of its day, or PUBLISHED. Raises ContentError where a corpus has none."""
    from fridaygram.corpus.funnel import published_funnel

    if name == PUBLISHED:
        return published_funnel()
    funnel = stores.corpus(name).funnel(stores.day(name))
    if funnel is None:
        raise ContentError(
            f"corpus '{name}' has no funnel", hint="only an acquired or imported corpus counts its drops"
        )
    return funnel


def _stages(funnel: Any) -> dict[str, Any]:
    """Return a funnel's counts by stage name, and its ends as ``first`` and ``last``."""
    counts = {stage.name: stage.count for stage in funnel.stages}
    return {**counts, "first": funnel.stages[0].count, "last": funnel.stages[-1].count}


INLINE = Provider(sources=_sources, compute=_compute, version=2)

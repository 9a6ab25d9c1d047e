"""Computes data statements and model cards, and keeps them in ``content/statements.json``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from fridaygram import __version__
from fridaygram.errors import ContentError
from fridaygram.files import json_text, write_atomic
from fridaygram.pages.kinds.statements import DataStatement, ModelCard
from fridaygram.values.base import rounded
from fridaygram.values.kinds.order_curve import HIGHEST, held_out_texts
from fridaygram.values.samples.copying import copies_by_name
from fridaygram.values.stores import BlogStores

FILE = "content/statements.json"


class StatementsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is kept: data statements by corpus, model cards by model."""

    format: int = 1
    corpora: dict[str, DataStatement] = {}
    models: dict[str, ModelCard] = {}

    def described(self, label: str) -> str:
        """Return the label of what describes a source: the corpus, where a model's name stands for it as of a day."""
        kind, _, name = label.partition(" ")
        return f"corpus {self.models[name].corpus}" if kind == "corpus" and name in self.models else label

    def by_label(self) -> dict[str, DataStatement | ModelCard]:
        """Return them by the labels of their sources: "corpus demo", "model demo"."""
        corpora = {f"corpus {name}": one for name, one in self.corpora.items()}
        return {**corpora, **{f"model {name}": one for name, one in self.models.items()}}


def read_statements(root: Path) -> StatementsFile:
    """Return what is kept, nothing where there is no file. Raises ContentError for a damaged one."""
    try:
        return msgspec.json.decode((root / FILE).read_bytes(), type=StatementsFile)
    except FileNotFoundError:
        return StatementsFile()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = "remove it, then: fridaygram describe"
        raise ContentError(f"damaged statements: {error}", file=root / FILE, hint=hint) from None


def write_statements(root: Path, found: StatementsFile) -> None:
    """Write what is kept, whole and sorted."""
    write_atomic(root / FILE, json_text(msgspec.to_builtins(found)))


def data_statement(name: str, stores: BlogStores, day: str) -> DataStatement:
    """Describe a corpus as it is now. Raises CorpusError where it is not here."""
    from fridaygram.corpus.stats import corpus_stats
    from fridaygram.lm.split import near_duplicates

    corpus = stores.corpus(name)
    reviews = corpus.reviews()
    stats, funnel = corpus_stats(reviews), corpus.funnel()
    groups = near_duplicates([review.content for review in reviews])
    drops: Counter[str] = Counter()
    for stage in funnel.stages if funnel else ():
        drops.update(stage.drops)
    return DataStatement(
        day=day,
        program=__version__,
        digest=corpus.digest,
        note=corpus.note,
        texts=stats.reviews,
        words=stats.words,
        characters=stats.characters,
        median_words=stats.median_words,
        sources=stats.blogs,
        first=stats.first,
        last=stats.last,
        languages=dict(Counter(review.lang for review in reviews)),
        duplicates=len(reviews) - len(groups),
        links=funnel.stages[0].count if funnel else 0,
        drops=dict(drops),
    )


def model_card(name: str, stores: BlogStores, day: str) -> ModelCard:
    """Describe a model: its corpus, what it reaches on held-out texts, how much it copies.

    Raises ModelError where it is not here, and where its corpus is not, or not in the state that it was trained on.
    """
    from fridaygram.lm import evaluate

    index = stores.index(name)
    card = ModelCard(
        day=day,
        program=__version__,
        digest=index.digest,
        corpus=index.corpus,
        corpus_digest=index.corpus_digest,
        as_of=index.as_of,
        texts=index.texts,
        characters=index.characters,
        symbols=len(index.alphabet.characters),
    )
    if index.held_out is None or not index.held_out.texts:
        return card
    texts = held_out_texts(name, stores)
    evaluation = evaluate(index, texts, models=("kneser-ney",), orders=range(1, HIGHEST + 1))
    copies = copies_by_name(name, stores)
    return msgspec.structs.replace(
        card,
        held_out=len(texts),
        share=index.held_out.share,
        bits=tuple((row.order, rounded(row.bits_per_character)) for row in evaluation.rows),
        copied=tuple((order, rounded(copies[str(order)])) for order in range(1, HIGHEST + 1)),
        at_least=copies["at_least"],
    )

"""Character language models over one index of a corpus: every order at once, exact counts, honest numbers.

Everything public is importable from here and loaded on first use: importing the room costs nothing.

>>> from fridaygram.lm import build_index, load_model
>>> index = build_index(["This is the remix."])
>>> load_model("mle", index, order=2).distribution("s ")
{'i': 0.5, 't': 0.5}

Three constants name what is not a character. ``PAD`` at the head of a history is the start of a text; people see it as
"~". ``END`` ("") is the event that a text ends. ``UNKNOWN`` ("<unk>") is one event for all characters that the corpus
never had.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fridaygram.lm.base import LanguageModel, Sample, Score, TraceStep
    from fridaygram.lm.evaluation import Evaluation, EvaluationRow, ReadabilityRow, evaluate, readability
    from fridaygram.lm.index.index import HeldOut, Index
    from fridaygram.lm.index.store import open_index, save_index
    from fridaygram.lm.memorisation import Memorisation, Span, copied, memorise
    from fridaygram.lm.models import load_model, model_names
    from fridaygram.lm.neural.teach import teach
    from fridaygram.lm.paths import generation_paths
    from fridaygram.lm.sampling import Batch, sample_batch, sample_stream, sample_texts
    from fridaygram.lm.split import Split, split_texts
    from fridaygram.lm.training import build_index, index_split, train

PAD = "\ud800"
"""At the head of a history: the start of a text, any number of times. A lone surrogate, which no text has."""

SHOWN_PAD = "~"
"""How PAD is shown. A text may have this character, so it is never read as the start."""

END = ""
"""The event that a text ends."""

UNKNOWN = "<unk>"
"""All characters that the corpus never had, as one event."""

LEAK_LENGTH = 50
"""Characters from which a run that stands on both sides is no accident of language: about a sentence."""

Progress = Callable[[int, int, str], None]
"""A report of long work: steps done, steps in all, what is being done."""

_HOMES = {
    "Batch": "fridaygram.lm.sampling",
    "Evaluation": "fridaygram.lm.evaluation",
    "EvaluationRow": "fridaygram.lm.evaluation",
    "HeldOut": "fridaygram.lm.index.index",
    "Index": "fridaygram.lm.index.index",
    "LanguageModel": "fridaygram.lm.base",
    "Memorisation": "fridaygram.lm.memorisation",
    "ReadabilityRow": "fridaygram.lm.evaluation",
    "Sample": "fridaygram.lm.base",
    "Score": "fridaygram.lm.base",
    "Span": "fridaygram.lm.memorisation",
    "Split": "fridaygram.lm.split",
    "TraceStep": "fridaygram.lm.base",
    "build_index": "fridaygram.lm.training",
    "copied": "fridaygram.lm.memorisation",
    "evaluate": "fridaygram.lm.evaluation",
    "generation_paths": "fridaygram.lm.paths",
    "index_split": "fridaygram.lm.training",
    "load_model": "fridaygram.lm.models",
    "memorise": "fridaygram.lm.memorisation",
    "model_names": "fridaygram.lm.models",
    "open_index": "fridaygram.lm.index.store",
    "readability": "fridaygram.lm.evaluation",
    "sample_batch": "fridaygram.lm.sampling",
    "sample_stream": "fridaygram.lm.sampling",
    "sample_texts": "fridaygram.lm.sampling",
    "save_index": "fridaygram.lm.index.store",
    "split_texts": "fridaygram.lm.split",
    "teach": "fridaygram.lm.neural.teach",
    "train": "fridaygram.lm.training",
}

__all__ = [
    "END",
    "PAD",
    "UNKNOWN",
    "Batch",
    "Evaluation",
    "EvaluationRow",
    "HeldOut",
    "Index",
    "LanguageModel",
    "Memorisation",
    "ReadabilityRow",
    "Sample",
    "Score",
    "Span",
    "Split",
    "TraceStep",
    "build_index",
    "copied",
    "evaluate",
    "generation_paths",
    "index_split",
    "load_model",
    "memorise",
    "model_names",
    "open_index",
    "readability",
    "sample_batch",
    "sample_stream",
    "sample_texts",
    "save_index",
    "split_texts",
    "teach",
    "train",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its file on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)

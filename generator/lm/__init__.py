"""Character language models over one index of a corpus: every order at once, exact counts, honest numbers.

Everything public is importable from here and loaded on first use: importing the room costs nothing.

>>> from generator.lm import build_index, load_model
>>> index = build_index(["This is the remix."])
>>> load_model("mle", index, order=2).distribution("s ")
{'i': 0.5, 't': 0.5}

Two constants name what is not a character: ``PAD`` ("~") at the head of a history stands for the start of a text, and
``END`` ("") is the event that a text ends. ``UNKNOWN`` ("<unk>") is where a smoothed model keeps its belief in
characters that its corpus never had.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from generator.lm.symbols import END, PAD, UNKNOWN

if TYPE_CHECKING:
    from generator.lm.base import LanguageModel, Sample, Score, TraceStep
    from generator.lm.catalogue import load_model, model_names
    from generator.lm.evaluation import Evaluation, EvaluationRow, evaluate
    from generator.lm.index.build import build_index
    from generator.lm.index.index import HeldOut, Index
    from generator.lm.index.store import open_index, save_index
    from generator.lm.memorisation import Memorisation, Span, memorise
    from generator.lm.neural.teach import teach
    from generator.lm.paths import generation_paths
    from generator.lm.sampling import Batch, sample_batch, sample_stream, sample_texts
    from generator.lm.split import Split, split_texts
    from generator.lm.training import train

_HOMES = {
    "Batch": "generator.lm.sampling",
    "Evaluation": "generator.lm.evaluation",
    "EvaluationRow": "generator.lm.evaluation",
    "HeldOut": "generator.lm.index.index",
    "Index": "generator.lm.index.index",
    "LanguageModel": "generator.lm.base",
    "Memorisation": "generator.lm.memorisation",
    "Sample": "generator.lm.base",
    "Score": "generator.lm.base",
    "Span": "generator.lm.memorisation",
    "Split": "generator.lm.split",
    "TraceStep": "generator.lm.base",
    "build_index": "generator.lm.index.build",
    "evaluate": "generator.lm.evaluation",
    "generation_paths": "generator.lm.paths",
    "load_model": "generator.lm.catalogue",
    "memorise": "generator.lm.memorisation",
    "model_names": "generator.lm.catalogue",
    "open_index": "generator.lm.index.store",
    "sample_batch": "generator.lm.sampling",
    "sample_stream": "generator.lm.sampling",
    "sample_texts": "generator.lm.sampling",
    "save_index": "generator.lm.index.store",
    "split_texts": "generator.lm.split",
    "teach": "generator.lm.neural.teach",
    "train": "generator.lm.training",
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
    "Sample",
    "Score",
    "Span",
    "Split",
    "TraceStep",
    "build_index",
    "evaluate",
    "generation_paths",
    "load_model",
    "memorise",
    "model_names",
    "open_index",
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

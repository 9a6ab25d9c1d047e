"""Fridaygram: a static site generator whose figures are computed from a corpus and its language models.

>>> import fridaygram as fg
>>> index = fg.train(["This is the remix.", "This is the song."])
>>> fg.load_model("kneser-ney", index, order=3).sample(seed=4).text
'The song.'

The names in ``__all__`` are public: they stay, or a new version says in CHANGELOG.md what takes their place. Everything
else may move. Names are loaded on first use: importing the package costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which takes a while to import
if TYPE_CHECKING:
    from typing import Any

    from fridaygram.corpus.store import Corpus
    from fridaygram.errors import FridaygramError
    from fridaygram.figures.base import Drawing
    from fridaygram.library import build, figure, figure_kinds, load_corpus
    from fridaygram.lm.base import LanguageModel
    from fridaygram.lm.evaluation import evaluate
    from fridaygram.lm.index.index import Index
    from fridaygram.lm.index.store import open_index, save_index
    from fridaygram.lm.memorisation import memorise
    from fridaygram.lm.models import load_model
    from fridaygram.lm.paths import generation_paths
    from fridaygram.lm.training import train

__version__ = "0.1.0"

_HOMES = {
    "Corpus": "corpus.store",
    "Drawing": "figures.base",
    "FridaygramError": "errors",
    "Index": "lm.index.index",
    "LanguageModel": "lm.base",
    "build": "library",
    "evaluate": "lm.evaluation",
    "figure": "library",
    "figure_kinds": "library",
    "generation_paths": "lm.paths",
    "load_corpus": "library",
    "load_model": "lm.models",
    "memorise": "lm.memorisation",
    "open_index": "lm.index.store",
    "save_index": "lm.index.store",
    "train": "lm.training",
}

__all__ = [
    "Corpus",
    "Drawing",
    "FridaygramError",
    "Index",
    "LanguageModel",
    "build",
    "evaluate",
    "figure",
    "figure_kinds",
    "generation_paths",
    "load_corpus",
    "load_model",
    "memorise",
    "open_index",
    "save_index",
    "train",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its file on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)

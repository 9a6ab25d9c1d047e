"""Neural character models in PyTorch, an optional extra: ``pip install 'fridaygram[neural]'``.

They stand behind the same interface as the counting models and are scored by the same evaluation. Nothing outside
this folder and its two models, ``models/lstm.py`` and ``models/transformer.py``, imports torch.
"""

from __future__ import annotations

from typing import Any

from fridaygram.registry import require


def torch_module() -> Any:
    """Return the ``torch`` module, on one thread. Raises UsageError where the extra is not installed.

    Networks as small as ours gain little from a second thread, lose much to a busy machine, and add up in another
    order with every number of threads; with one, the same seed gives the same network.
    """
    require("neural", "a neural model")
    import torch

    if torch.get_num_threads() != 1:
        torch.set_num_threads(1)
    return torch

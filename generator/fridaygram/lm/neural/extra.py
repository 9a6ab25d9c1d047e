"""The one door to torch, with a way out where it is not installed."""

from __future__ import annotations

from typing import Any

from fridaygram.errors import UsageError


def torch_module() -> Any:
    """Return the ``torch`` module, on one thread. Raises UsageError where the extra is not installed.

    Networks as small as ours gain little from a second thread, lose much to a busy machine, and add up in another
    order with every number of threads; with one, the same seed gives the same network.
    """
    try:
        import torch
    except ImportError:
        raise UsageError(
            "neural models need PyTorch, which is not installed", hint="pip install 'fridaygram[neural]'"
        ) from None
    if torch.get_num_threads() != 1:
        torch.set_num_threads(1)
    return torch

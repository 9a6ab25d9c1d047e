"""How big a network is, and how it is taught."""

from __future__ import annotations

import msgspec

from fridaygram.errors import UsageError


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Choices made before training; the same settings and seed on one machine give the same network.

    ``width``: numbers in a hidden state. ``layers``: networks on top of one another. ``context``: characters that a
    gradient flows through, and all that a transformer sees. ``batch``: streams read side by side. ``epochs``:
    readings of the training texts, at most. ``patience``: epochs without a better one after which training ends.
    ``rate``: the highest step size of Adam. ``decay``: share of a matrix that a step of size 1 would take away.
    ``dropout``: share of a layer's output set to 0 while learning. ``validation``: share of the training texts that
    choose the best epoch.
    """

    width: int
    layers: int
    context: int
    batch: int
    epochs: int
    patience: int = 3
    rate: float
    decay: float = 0.0
    dropout: float
    validation: float = 0.05
    seed: int = 1

    def checked(self) -> Settings:
        """Return these settings. Raises UsageError for one that cannot be."""
        for name in ("width", "layers", "context", "batch", "epochs", "patience"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name} {getattr(self, name)} is not 1 or more")
        if not self.decay >= 0:
            raise UsageError(f"decay {self.decay} is below 0")
        if not 0 <= self.dropout < 1:
            raise UsageError(f"dropout {self.dropout} is not in [0, 1)")
        if not 0 < self.validation < 1:
            raise UsageError(f"validation {self.validation} is not between 0 and 1")
        if not self.rate > 0:
            raise UsageError(f"rate {self.rate} is not above 0")
        return self


class Epoch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bits a character after one reading, on what was read and on the texts kept for validation."""

    learning: float
    validation: float

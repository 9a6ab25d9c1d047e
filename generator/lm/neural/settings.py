"""How big a network is, and how it is taught."""

from __future__ import annotations

import msgspec

from generator.errors import UsageError


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Choices made before training; the same settings and seed on one machine give the same network.

    ``width``: numbers in a hidden state. ``layers``: networks on top of one another. ``context``: characters that a
    gradient flows through, and all that a transformer sees. ``batch``: streams read side by side. ``epochs``:
    readings of the training texts. ``rate``: the highest step size of Adam. ``dropout``: share of a layer's output
    set to 0 while learning. ``validation``: share of the training texts that choose the best epoch.
    """

    width: int = 192
    layers: int = 1
    context: int = 128
    batch: int = 32
    epochs: int = 12
    rate: float = 0.004
    dropout: float = 0.2
    validation: float = 0.1
    seed: int = 1

    def checked(self) -> Settings:
        """Return these settings. Raises UsageError for one that cannot be."""
        for name in ("width", "layers", "context", "batch", "epochs"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name} {getattr(self, name)} is not 1 or more")
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

"""How a network is taught, and what it must be able to do: the rest is written once for all kinds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import UsageError
from fridaygram.lm.index.alphabet import BOUNDARY
from fridaygram.lm.neural import torch_module

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LAST = 4
"""Characters whose embeddings are added up at each place: the one just read and those before it."""

_SIDE_BY_SIDE = 16


class TrainingSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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

    def checked(self) -> TrainingSettings:
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


class Network(ABC):
    """A function from symbols read to beliefs about the next one; ``modules`` holds its parameters.

    ``symbols`` are the corpus's own, the boundary included, and one more, the last, for all it never had.
    """

    def __init__(self, settings: TrainingSettings, symbols: int):
        self.settings = settings
        self.symbols = symbols
        self.unknown = symbols - 1
        self.modules: Any = torch_module().nn.ModuleDict(self.parts())

    @staticmethod
    @abstractmethod
    def usual(characters: int, seed: int) -> TrainingSettings:
        """Return settings that suit a corpus of so many characters."""

    @abstractmethod
    def parts(self) -> dict[str, Any]:
        """Return the named torch modules that make up the network, freshly initialised."""

    @abstractmethod
    def read(self, codes: Any, state: Any = None) -> tuple[Any, Any]:
        """Read codes (batch, time) after ``state``; return logits (batch, time, symbols) and the state reached.

        A state of None is the beginning; a state is a tuple of tensors.
        """

    @abstractmethod
    def carried(self, state: Any) -> Any:
        """Return the state that the next piece of the same stream begins with, cut off from its gradient."""

    def embedding(self, width: int) -> Any:
        """Return a table of embeddings: each symbol has LAST, by how far back it stands (see ``embedded``)."""
        nn = torch_module().nn
        table = nn.Embedding(LAST * self.symbols, width)
        nn.init.normal_(table.weight, std=LAST**-0.5)
        return table

    def embedded(self, table: Any, codes: Any, before: Any = None) -> Any:
        """Return for each code the sum of the embeddings of the last LAST (batch, time, width).

        ``before`` (batch, any time) are the codes before. What stands before a text's boundary is not looked at: there
        are boundaries all the way, as an n-gram's history is padded.
        """
        torch = torch_module()
        pads = torch.full((codes.shape[0], LAST - 1), BOUNDARY)
        whole = torch.cat((pads, codes) if before is None else (pads, before, codes), dim=1)
        own = whole.unfold(1, LAST, 1)[:, -codes.shape[1] :].flip(2)
        inside = (own != BOUNDARY).long().cumprod(2)
        inside = torch.cat((torch.ones_like(inside[:, :, :1]), inside[:, :, :-1]), dim=2)
        places = own * inside + torch.arange(0, LAST * self.symbols, self.symbols)
        return table(places).sum(2)

    def log2_probabilities(self, codes: Any, state: Any = None) -> tuple[Any, Any]:
        """Return log2 of the next symbol's probability after each code, and the state reached.

        ``codes`` (batch, time) give (batch, time, symbols).
        """
        torch = torch_module()
        self.modules.eval()
        with torch.no_grad():
            logits, state = self.read(torch.as_tensor(codes, dtype=torch.int64), state)
            beliefs = torch.log_softmax(logits.double(), dim=-1) / torch.log(torch.tensor(2.0, dtype=torch.float64))
        return beliefs, state

    def bits(self, texts: Sequence[Any]) -> list[NDArray[np.float64]]:
        """Return -log2 p of each text's events, (events): those of a length are read side by side.

        A text is its symbols (events,), a boundary first; what comes after the last is a boundary.
        """
        torch = torch_module()
        found: list[Any] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for first in range(0, len(order), _SIDE_BY_SIDE):
            some = order[first : first + _SIDE_BY_SIDE]
            codes = torch.full((len(some), len(texts[some[-1]]) + 1), BOUNDARY)
            for row, number in enumerate(some):
                codes[row, : len(texts[number])] = torch.as_tensor(texts[number])
            beliefs, _ = self.log2_probabilities(codes[:, :-1])
            bits = -beliefs.gather(2, codes[:, 1:, None])[:, :, 0].numpy()
            for row, number in enumerate(some):
                found[number] = bits[row, : len(texts[number])]
        return found

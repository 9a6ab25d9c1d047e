"""What a network must be able to do, so that teaching, storing, scoring and sampling need be written once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from generator.lm.neural.extra import torch_module
from generator.lm.neural.settings import Settings


class Network(ABC):
    """A function from symbols read to beliefs about the next one; ``modules`` holds its parameters.

    ``symbols`` are the corpus's own, the boundary included, and one more, the last, for all it never had.
    """

    def __init__(self, settings: Settings, symbols: int):
        self.settings = settings
        self.symbols = symbols
        self.unknown = symbols - 1
        self.modules: Any = torch_module().nn.ModuleDict(self.parts())

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

    def log2_probabilities(self, codes: Any, state: Any = None) -> tuple[Any, Any]:
        """Return log2 of the next symbol's probability after each code (time, symbols), and the state reached."""
        torch = torch_module()
        self.modules.eval()
        with torch.no_grad():
            logits, state = self.read(torch.as_tensor(codes, dtype=torch.int64)[None, :], state)
            beliefs = torch.log_softmax(logits[0].double(), dim=-1) / torch.log(torch.tensor(2.0, dtype=torch.float64))
        return beliefs, state

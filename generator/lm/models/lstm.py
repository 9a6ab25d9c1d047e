"""A character-level LSTM: a memory of fixed width that is rewritten at every character, for as long as the text is.

S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", 1997; gates as in PyTorch's ``nn.LSTM``.
"""

from __future__ import annotations

from typing import Any

from generator.lm.neural.extra import torch_module
from generator.lm.neural.model import NeuralModel
from generator.lm.neural.network import Network


class LstmNetwork(Network):
    """Embedding, LSTM layers, and a linear map to the symbols."""

    def parts(self) -> dict[str, Any]:
        """Return the embedding, the recurrent layers, dropout and the output map."""
        nn, made = torch_module().nn, self.settings
        return {
            "embedding": nn.Embedding(self.symbols, made.width),
            "lstm": nn.LSTM(
                made.width, made.width, made.layers, batch_first=True, dropout=made.dropout if made.layers > 1 else 0.0
            ),
            "dropout": nn.Dropout(made.dropout),
            "output": nn.Linear(made.width, self.symbols),
        }

    def read(self, codes: Any, state: Any = None) -> tuple[Any, Any]:
        """Read on from ``state``, the pair (hidden, cell), each (layers, batch, width)."""
        parts = self.modules
        outputs, state = parts["lstm"](parts["dropout"](parts["embedding"](codes)), state)
        return parts["output"](parts["dropout"](outputs)), state

    def carried(self, state: Any) -> Any:
        """Return the memory as numbers; no gradient flows further back than one piece."""
        return tuple(part.detach() for part in state)


class Lstm(NeuralModel):
    """The LSTM behind the interface of every model; its history has no bound."""

    name = "lstm"
    network = LstmNetwork


MODEL = Lstm

"""A character-level LSTM: a memory of fixed width that is rewritten at every character, for as long as the text is.

S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", 1997; gates as in PyTorch's ``nn.LSTM``.
"""

from __future__ import annotations

import math
from typing import Any

from fridaygram.lm.neural import torch_module
from fridaygram.lm.neural.model import NeuralModel
from fridaygram.lm.neural.network import LAST, Network, TrainingSettings


class LstmNetwork(Network):
    """Embeddings of the last characters, LSTM layers, and a linear map to the symbols."""

    @staticmethod
    def usual(characters: int, seed: int) -> TrainingSettings:
        """Return a width of 3/8 of the square root of the characters, in steps of 64: some two parameters for each.

        Three million characters are read in all, or the corpus eight times. A wide memory learns by smaller steps: the
        rate falls with the width to the 4/3, which suits the two widths that were tried, 192 and 384.
        """
        width = 64 * min(8, max(1, round(math.sqrt(characters) * 3 / 8 / 64)))
        return TrainingSettings(
            width=width,
            layers=1,
            context=64,
            batch=8,
            epochs=min(40, max(8, round(3_000_000 / max(1, characters)))),
            rate=round(0.005 * (192 / max(192, width)) ** (4 / 3), 4),
            dropout=0.1,
            seed=seed,
        )

    def parts(self) -> dict[str, Any]:
        """Return the embedding, the recurrent layers, dropout and the output map."""
        nn, made = torch_module().nn, self.settings
        return {
            "embedding": self.embedding(made.width),
            "lstm": nn.LSTM(
                made.width, made.width, made.layers, batch_first=True, dropout=made.dropout if made.layers > 1 else 0.0
            ),
            "dropout": nn.Dropout(made.dropout),
            "output": nn.Linear(made.width, self.symbols),
        }

    def read(self, codes: Any, state: Any = None) -> tuple[Any, Any]:
        """Read on from ``state``: the last codes (batch, time), and hidden and cell, each (layers, batch, width)."""
        parts = self.modules
        before, memory = (codes[:, :0], None) if state is None else (state[0], state[1:])
        inputs = parts["dropout"](self.embedded(parts["embedding"], codes, before))
        outputs, memory = parts["lstm"](inputs, memory)
        last = torch_module().cat((before, codes), dim=1)[:, 1 - LAST :]
        return parts["output"](parts["dropout"](outputs)), (last, *memory)

    def carried(self, state: Any) -> Any:
        """Return the memory as numbers; no gradient flows further back than one piece."""
        return tuple(part.detach() for part in state)


class Lstm(NeuralModel):
    """The LSTM behind the interface of every model; its history has no bound."""

    name = "lstm"
    network = LstmNetwork


MODEL = Lstm

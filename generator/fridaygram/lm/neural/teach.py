"""Teaching a network: read the texts as streams, predict each next symbol, correct the weights a little.

The loss is the mean of -log p (cross-entropy); the optimiser is Adam (D. Kingma and J. Ba, 2015) with a step size that
rises for half an epoch and falls to nothing along a cosine (I. Loshchilov and F. Hutter, "SGDR", 2017), matrices that
decay beside it (the same, "Decoupled Weight Decay Regularization", 2019), and gradients no longer than 1. Texts come in
another order at each epoch. After each the network is scored on texts it does not learn from; the best epoch's weights
stay, and training ends early where there has been no better one for a while.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import UsageError
from fridaygram.lm.index.store import folder_beside
from fridaygram.lm.neural import torch_module
from fridaygram.lm.neural.network import Epoch, TrainingSettings
from fridaygram.lm.neural.weights import (
    FORMAT,
    VERSION,
    Learning,
    WeightsHeader,
    arrays_of,
    fill,
    open_learning,
    save_learning,
)
from fridaygram.lm.rng import Random

if TYPE_CHECKING:
    from fridaygram.lm import Progress
    from fridaygram.lm.index.index import Index
    from fridaygram.lm.neural.network import Network

_LONGEST_GRADIENT = 1.0


def teach(
    name: str,
    index: Index,
    *,
    epochs: int | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> WeightsHeader:
    """Teach the network of a model's name beside the index's folder, in its usual size.

    Raises UsageError where torch is missing and for an index that was not opened from a folder.
    """
    from fridaygram import registry

    torch_module()
    folder = folder_beside(index, name)
    if folder is None:
        raise UsageError("the index is in memory only", hint="save it first: a network is kept beside its index")
    kind = registry.load("fridaygram.lm.models", name, "MODEL", what="network").network
    settings = kind.usual(index.characters, seed)
    if epochs is not None:
        settings = msgspec.structs.replace(settings, epochs=epochs)
    return train_network(kind, name, index, folder, settings=settings, progress=progress)


def train_network(
    kind: type[Network],
    name: str,
    index: Index,
    folder: Path,
    *,
    settings: TrainingSettings,
    progress: Progress | None = None,
) -> WeightsHeader:
    """Teach a network the texts of an index, saving each epoch in ``folder``; return what was learnt.

    A folder left by an interrupted training of the same settings on the same index is gone on with, to the same
    end on the same machine. The held-out texts are not in the index, so no epoch is chosen by them. Raises
    UsageError for settings that cannot be, for a corpus too small to teach, and where numbers run away.
    """
    made = settings.checked()
    torch = torch_module()
    torch.manual_seed(made.seed)
    network = kind(made, index.alphabet.size + 1)
    learning = _resumed(folder, name, index, made) or _begun(network, name, index, made)
    if learning.header.is_done():
        return learning.header
    lesson = Lesson(network, index, made)
    if learning.latest is not None and learning.memory is not None:
        fill(network, learning.latest, folder)
        lesson.recall(learning.memory, learning.header.steps)
    while not learning.header.is_done():
        learning = _after(learning, lesson, lesson.epoch(len(learning.header.epochs), progress))
        save_learning(folder, learning)
    return learning.header


class Lesson:
    """A network, its optimiser, and the streams it reads."""

    def __init__(self, network: Network, index: Index, settings: TrainingSettings):
        self.network, self.settings = network, settings
        self.learn, self.check = _shares(index, settings)
        self.rare = _rare_symbols(index)
        parameters = list(network.modules.parameters())
        groups = [
            {"params": [one for one in parameters if one.dim() > 1], "weight_decay": settings.decay},
            {"params": [one for one in parameters if one.dim() <= 1], "weight_decay": 0.0},
        ]
        self.optimiser = torch_module().optim.AdamW(groups, lr=settings.rate, betas=(0.9, 0.99))
        self.steps = 0

    @property
    def steps_an_epoch(self) -> int:
        """Number of corrections in one reading."""
        stream = sum(map(len, self.learn)) // self.settings.batch
        return max(1, math.ceil((stream - 1) / self.settings.context))

    def epoch(self, number: int, progress: Progress | None) -> Epoch:
        """Read all once, correcting; return bits a character on both sides. Repeatable from (seed, number)."""
        torch = torch_module()
        torch.manual_seed(self.settings.seed * 1_000_003 + number)
        self.network.modules.train()
        total, count, state = 0.0, 0, None
        for inputs, targets in self._pieces(number):
            if progress is not None:
                done = number * self.steps_an_epoch + count
                progress(done, self.settings.epochs * self.steps_an_epoch, f"epoch {number + 1}")
            logits, state = self.network.read(inputs, state)
            state = self.network.carried(state)
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
            for group in self.optimiser.param_groups:
                group["lr"] = self._rate()
            self.optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.modules.parameters(), _LONGEST_GRADIENT)
            self.optimiser.step()
            self.steps += 1
            count += 1
            total += float(loss.detach())
        epoch = Epoch(learning=total / count / math.log(2), validation=_mean(self.network.bits(self.check)))
        if not math.isfinite(epoch.learning + epoch.validation):
            raise UsageError(f"epoch {number + 1} ran away: its bits are not finite", hint="a smaller rate")
        return epoch

    def memory(self) -> dict[str, Any]:
        """Return Adam's running means of each parameter's gradient and of its square."""
        out = {}
        for name, parameter in self.network.modules.named_parameters():
            kept = self.optimiser.state[parameter]
            out[f"first.{name}"] = kept["exp_avg"].detach().clone().numpy()
            out[f"second.{name}"] = kept["exp_avg_sq"].detach().clone().numpy()
        return out

    def recall(self, memory: dict[str, Any], steps: int) -> None:
        """Take up Adam where it was left."""
        torch = torch_module()
        self.steps = steps
        for name, parameter in self.network.modules.named_parameters():
            self.optimiser.state[parameter] = {
                "step": torch.tensor(float(steps)),
                "exp_avg": torch.from_numpy(memory[f"first.{name}"].copy()),
                "exp_avg_sq": torch.from_numpy(memory[f"second.{name}"].copy()),
            }

    def _rate(self) -> float:
        warm = max(1, self.steps_an_epoch // 2)
        whole = self.settings.epochs * self.steps_an_epoch
        if self.steps < warm:
            return self.settings.rate * (self.steps + 1) / warm
        gone = (self.steps - warm) / max(1, whole - warm)
        return self.settings.rate * (1 + math.cos(math.pi * min(1.0, gone))) / 2

    def _pieces(self, number: int) -> Iterator[tuple[Any, Any]]:
        """Yield inputs and targets (batch, time). A rare character is read as unknown every other time."""
        import numpy as np

        torch, made = torch_module(), self.settings
        generator = np.random.Generator(np.random.PCG64(made.seed * 1_000_003 + number))
        codes = np.concatenate([self.learn[text] for text in generator.permutation(len(self.learn))])
        codes[self.rare[codes] & (generator.random(len(codes)) < 0.5)] = self.network.unknown
        length = len(codes) // made.batch
        streams = torch.from_numpy(codes[: length * made.batch].reshape(made.batch, length))
        for begin in range(0, length - 1, made.context):
            end = min(begin + made.context, length - 1)
            yield streams[:, begin:end], streams[:, begin + 1 : end + 1]


def _shares(index: Index, settings: TrainingSettings) -> tuple[list[Any], list[Any]]:
    """Return the texts to learn from, and those kept for validation, each an array of symbols (events,)."""
    import numpy as np

    texts = np.split(index.codes.astype(np.int64), index.starts[1:].astype(np.int64))
    order = Random(settings.seed).shuffled(len(texts))
    kept = max(1, round(len(texts) * settings.validation))
    learn, check = ([texts[number] for number in sorted(side)] for side in (order[kept:], order[:kept]))
    if sum(map(len, learn)) < 2 * settings.batch:
        raise UsageError("the corpus is too small to teach a network", hint="take in more texts")
    return learn, check


def _mean(bits: list[Any]) -> float:
    return math.fsum(float(one.sum()) for one in bits) / sum(map(len, bits))


def _rare_symbols(index: Index) -> Any:
    """Return for each symbol, the unknown one included, whether the corpus has it once."""
    import numpy as np

    counts = np.bincount(index.codes, minlength=index.alphabet.size + 1)
    return counts == 1


def _begun(network: Network, name: str, index: Index, settings: TrainingSettings) -> Learning:
    weights = arrays_of(network)
    header = WeightsHeader(
        format=FORMAT,
        version=VERSION,
        kind=name,
        index_digest=index.digest,
        settings=settings,
        epochs=(),
        best=0,
        steps=0,
        shapes={key: array.shape for key, array in weights.items()},
        digests={},
    )
    return Learning(header=header, best=weights)


def _resumed(folder: Path, name: str, index: Index, settings: TrainingSettings) -> Learning | None:
    """Return what an earlier training of the same network left; None where there is nothing to go on with."""
    from fridaygram.errors import ModelError

    try:
        learning = open_learning(folder)
    except ModelError:
        return None
    header = learning.header
    same = (header.kind, header.index_digest, header.settings) == (name, index.digest, settings)
    return learning if same and (header.is_done() or learning.latest is not None) else None


def _after(learning: Learning, lesson: Lesson, epoch: Epoch) -> Learning:
    earlier = learning.header.epochs
    latest = arrays_of(lesson.network)
    is_best = all(epoch.validation < one.validation for one in earlier)
    best = len(earlier) + 1 if is_best else learning.header.best
    header = msgspec.structs.replace(learning.header, epochs=(*earlier, epoch), best=best, steps=lesson.steps)
    return Learning(
        header=header,
        best=latest if is_best else learning.best,
        latest=None if header.is_done() else latest,
        memory=None if header.is_done() else lesson.memory(),
    )

"""Networks on disk, without pickle: a folder beside the index's, ``NAME+lstm``.

``network.json`` holds the format and its version, the kind, the settings, the digest of the index that was learnt
from, the epochs so far, and each array's shape; its own digest is its last line. ``weights.bin`` holds the arrays one
after the other as little-endian float32. While it is being taught the folder also has ``latest.bin`` and
``memory.bin``, Adam's two running means, so that an interrupted training goes on from its last whole epoch.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import ModelError
from fridaygram.files import digest, folder_atomic
from fridaygram.lm.index.store import read_header, write_header
from fridaygram.lm.neural import torch_module
from fridaygram.lm.neural.network import Epoch, TrainingSettings

if TYPE_CHECKING:
    from fridaygram.lm.index.index import Index
    from fridaygram.lm.neural.network import Network

FORMAT, VERSION = "fridaygram-network", 2
HEADER, WEIGHTS, LATEST, MEMORY = "network.json", "weights.bin", "latest.bin", "memory.bin"
_AGAIN = "train the network again"
Arrays = dict[str, Any]


class WeightsHeader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The content of ``network.json``. ``steps``: of Adam; ``best``: the epoch whose weights are in ``weights.bin``."""

    format: str
    version: int
    kind: str
    index_digest: str
    settings: TrainingSettings
    epochs: tuple[Epoch, ...]
    best: int
    steps: int
    shapes: dict[str, tuple[int, ...]]
    digests: dict[str, str]

    @property
    def parameters(self) -> int:
        """Number of numbers that were learnt."""
        return sum(math.prod(shape) for shape in self.shapes.values())

    def is_done(self) -> bool:
        """Whether all epochs are read, or so many since the best that there is no hope of a better one."""
        read = len(self.epochs)
        return read >= self.settings.epochs or (read > 0 and read - self.best >= self.settings.patience)


class Learning(msgspec.Struct, kw_only=True):
    """A network in the middle of its training: the best weights, the latest, Adam's means (None once it is done)."""

    header: WeightsHeader
    best: Arrays
    latest: Arrays | None = None
    memory: Arrays | None = None


def save_learning(folder: Path, learning: Learning) -> None:
    """Write a network beside, then rename: a kill leaves the last whole epoch."""
    files = {WEIGHTS: _packed(learning.best)}
    if learning.latest is not None and learning.memory is not None:
        files |= {LATEST: _packed(learning.latest), MEMORY: _packed(learning.memory)}
    header = msgspec.structs.replace(learning.header, digests={name: digest(data) for name, data in files.items()})
    with folder_atomic(folder) as beside:
        for name, data in files.items():
            (beside / name).write_bytes(data)
        write_header(beside / HEADER, header)


def open_learning(folder: Path) -> Learning:
    """Return what a folder holds. Raises ModelError where it is foreign, damaged or of another version."""
    header = read_header(folder / HEADER, WeightsHeader, FORMAT, VERSION, _AGAIN)
    shapes = header.shapes
    twice = {f"{mean}.{name}": shape for mean in ("first", "second") for name, shape in shapes.items()}
    going_on = LATEST in header.digests and MEMORY in header.digests
    return Learning(
        header=header,
        best=_unpacked(folder, header, WEIGHTS, shapes),
        latest=_unpacked(folder, header, LATEST, shapes) if going_on else None,
        memory=_unpacked(folder, header, MEMORY, twice) if going_on else None,
    )


def load_network(folder: Path, kind: type[Network], index: Index) -> Network:
    """Return the best network of a folder. Raises ModelError as ``open_learning``, and for another corpus's."""
    learning = open_learning(folder)
    header = learning.header
    if header.index_digest != index.digest:
        raise ModelError("the network was trained on another corpus, or another share of it", file=folder, hint=_AGAIN)
    network = kind(header.settings, index.alphabet.size + 1)
    fill(network, learning.best, folder)
    return network


def arrays_of(network: Network) -> Arrays:
    """Return copies of a network's parameters, float32, by name."""
    return {name: tensor.detach().clone().numpy() for name, tensor in network.modules.state_dict().items()}


def fill(network: Network, arrays: Arrays, folder: Path) -> None:
    """Give a network its parameters. Raises ModelError where they are those of another kind or size."""
    torch = torch_module()
    own = {name: tuple(tensor.shape) for name, tensor in network.modules.state_dict().items()}
    if own != {name: array.shape for name, array in arrays.items()}:
        raise ModelError("the weights are those of another network", file=folder, hint=_AGAIN)
    network.modules.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in arrays.items()})


def _packed(arrays: Arrays) -> bytes:
    return b"".join(arrays[name].astype("<f4").tobytes() for name in sorted(arrays))


def _unpacked(folder: Path, header: WeightsHeader, name: str, shapes: dict[str, tuple[int, ...]]) -> Arrays:
    import numpy as np

    file = folder / name
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read it: {error.strerror}", file=file, hint=_AGAIN) from None
    wanted = sum(math.prod(shape) for shape in shapes.values()) * 4
    if len(data) != wanted or digest(data) != header.digests.get(name):
        raise ModelError("damaged: not the bytes that were written", file=file, hint=_AGAIN)
    numbers, place, arrays = np.frombuffer(data, dtype="<f4"), 0, {}
    for key in sorted(shapes):
        size = math.prod(shapes[key])
        arrays[key] = numbers[place : place + size].reshape(shapes[key])
        place += size
    return arrays

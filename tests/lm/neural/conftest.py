import pytest

from fridaygram.lm import save_index, train
from fridaygram.lm.neural.network import TrainingSettings

COLOURS, VERBS = ("slow", "low", "old", "red", "cold"), ("fills", "leaves", "eats", "finds")
TEXTS = [
    *(f"the {colour} drum {verb} the room." for colour in COLOURS for verb in VERBS),
    *(f"a {colour} horn {verb} the door." for colour in COLOURS for verb in VERBS),
    "once, a é",
]
SMALL = TrainingSettings(
    width=24, layers=2, context=12, batch=4, epochs=3, patience=9, rate=0.02, dropout=0.1, validation=0.1, seed=3
)


@pytest.fixture(scope="session")
def index():
    return train(TEXTS)


@pytest.fixture
def stored(index, tmp_path):
    """The folder of an index, as a blog has it."""
    folder = tmp_path / "models" / "songs"
    save_index(folder, index, corpus="songs", corpus_digest="d")
    return folder

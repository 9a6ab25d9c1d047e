"""The generator gives its authors' outputs, and the compiled step gives the interpreted one's."""

import pytest

from fridaygram.errors import UsageError
from fridaygram.lm import rng
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.sampling import next_uniform, stream_states


def test_xoshiro_gives_the_published_outputs():
    random = rng.Random(0)
    random.state = (1, 2, 3, 4)
    assert [random.next() for _ in range(6)] == [
        11520,
        0,
        1509978240,
        1215971899390074240,
        1216172134540287360,
        607988272756665600,
    ]


def test_splitmix_gives_the_published_outputs():
    state, outputs = 1234567, []
    for _ in range(3):
        state, output = rng._splitmix64(state)
        outputs.append(output)
    assert outputs == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@kernel(helpers=(next_uniform,))
def fill(state, out):
    for place in range(len(out)):
        out[place] = next_uniform(state)


@pytest.mark.parametrize("way", ["compiled", "interpreted"])
def test_a_kernel_steps_as_the_class_does(way):
    import numpy as np

    states = stream_states(7, 3)
    for index in range(3):
        out = np.zeros(50)
        getattr(fill, way)(states[index], out)
        random = rng.Random(7, index)
        assert out.tolist() == [random.uniform() for _ in range(50)]


def test_streams_are_fixed_for_ever():
    assert [rng.Random(2018, index).next() for index in range(2)] == PINNED


PINNED = [6651054710767108849, 191813547036909029]


def test_choices_are_in_range_and_shuffles_are_permutations():
    random = rng.Random(3)
    assert {random.below(3) for _ in range(200)} == {0, 1, 2}
    assert sorted(random.shuffled(50)) == list(range(50))
    assert random.shuffled(0) == []


@pytest.mark.parametrize("seed", [-1, 1 << 64])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(UsageError, match="seed"):
        rng.Random(seed)

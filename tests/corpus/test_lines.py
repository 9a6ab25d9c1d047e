import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus import lines
from fridaygram.corpus.lines import Again, in_order, read_lines, write_lines


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lines")


def last_first(line):
    return line[::-1]


@pytest.mark.parametrize(("held", "runs"), [(1 << 20, 200), (40, 200), (8, 3)])
@given(found=st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line), max_size=60))
def test_lines_are_in_order_however_few_are_held(folder, held, runs, found):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "RUN_BYTES", held)
        patch.setattr(lines, "MOST_RUNS", runs)
        path = folder / "out"
        write_lines(path, in_order(iter(found), last_first, folder))
    assert list(read_lines(path)) == sorted(found, key=last_first)
    assert list(read_lines(path, skip=1)) == sorted(found, key=last_first)[1:]
    assert [one.name for one in folder.iterdir()] == ["out"]


def test_again_asks_anew(folder):
    counted = Again(lambda: iter((1, 2)))
    assert (list(counted), list(counted)) == ([1, 2], [1, 2])

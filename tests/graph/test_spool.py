import os

import pytest

from fridaygram.graph.spool import Spool


def test_what_was_put_in_is_given_by_name_in_its_order():
    spool = Spool([("b", b"two"), ("a", b""), ("c", b"x" * 100_000)])
    assert list(spool.items()) == [("b", b"two"), ("a", b""), ("c", b"x" * 100_000)]
    assert len(spool) == 3
    with pytest.raises(KeyError):
        spool["d"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork there is one process")
def test_a_fork_reads_it_too():
    spool = Spool([("a", b"one"), ("b", b"two")])
    pid = os.fork()
    if pid == 0:
        os._exit(7 if spool["b"] == b"two" else 1)
    assert spool["a"] == b"one"
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7

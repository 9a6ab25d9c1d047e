"""What tests of the pipeline share."""

import pytest

from fridaygram.corpus.engines import local
from fridaygram.corpus.pipeline import run
from tests.corpus.worlds import InlinePool


@pytest.fixture(scope="module")
def no_processes():
    """Read pages in this process. Tests of the pool, of Dask, of faults and of verbs use real processes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "TextPool", InlinePool)
        patch.setattr(local, "TextPool", InlinePool)
        yield

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.counted import HEADER, counted_funnel
from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.records import Review
from fridaygram.corpus.store import open_corpus, write_corpus

STAGES = tuple(StageLabel(name, f"label {name}") for name in ("source", "one", "two"))


@pytest.fixture
def folder(tmp_path):
    kept = "https://a.example/1"
    fates = [Fate(url=kept), *(Fate(url=f"https://a.example/{n}", stage="two", reason="short") for n in (2, 3))]
    review = Review(url=kept, domain="a.example", content="Six words make a short review.", word_count=6)
    write_corpus(tmp_path / "hums", "hums", [review], ledger=Ledger("hums", STAGES, fates))
    return tmp_path / "hums"


def test_it_says_what_the_corpus_says(folder):
    funnel = open_corpus(folder).funnel()
    title, stages = counted_funnel(folder)
    assert title == funnel.title
    assert stages == tuple((one.name, one.label, one.count, one.drops) for one in funnel.stages)


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": 99},
        {"funnel": None},
        {"funnel": {"title": "hums", "stages": []}},
        {"funnel": {"title": "hums", "stages": [{"name": "a", "label": "b", "count": "3", "drops": {}}]}},
        {"funnel": {"title": "hums", "stages": [{"name": "a", "label": "b", "count": 3}]}},
        {
            "funnel": {
                "title": "hums",
                "stages": [{"name": name, "label": name, "count": 3, "drops": {"x": 1}} for name in "ab"],
            }
        },
    ],
)
def test_what_it_cannot_vouch_for_is_left_to_the_corpus(folder, wrong):
    header = folder / HEADER
    header.write_text(json.dumps(json.loads(header.read_text("utf-8")) | wrong), "utf-8")
    assert counted_funnel(folder) is None


@given(st.one_of(st.binary(max_size=40), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)))
def test_any_header_is_read_or_left(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("corpus")
    (folder / HEADER).write_bytes(data if isinstance(data, bytes) else data.encode())
    assert counted_funnel(folder) is None


def test_no_header(tmp_path):
    assert counted_funnel(tmp_path) is None


def test_it_takes_none_of_what_a_corpus_takes():
    code = "import sys, fridaygram.corpus.counted; print('msgspec' in sys.modules, 'dataclasses' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "False False\n"

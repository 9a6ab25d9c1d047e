import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.header import HEADER, check_model_is_current, counted_funnel
from fridaygram.corpus.records import Review
from fridaygram.corpus.store import open_corpus, write_corpus
from fridaygram.errors import ModelError

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
    code = "import sys, fridaygram.corpus.header; print('msgspec' in sys.modules, 'dataclasses' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "False False\n"


def test_a_model_that_is_older_than_its_corpus_is_refused_or_remarked(folder):
    digest = open_corpus(folder).digest
    assert check_model_is_current(folder, digest, stale=False) == ""
    with pytest.raises(ModelError) as caught:
        check_model_is_current(folder, "another", stale=False)
    assert str(caught.value) == (
        "the model 'hums' is older than its corpus; train it again: fridaygram train hums; or go on with --stale"
    )
    said = check_model_is_current(folder, "another", stale=True)
    assert said == "the model 'hums' is older than its corpus; train it again: fridaygram train hums"


@pytest.mark.parametrize("text", [None, "{}", "[]", "no", '{"digest": 1'])
def test_a_model_without_a_corpus_or_without_a_digest_is_taken(folder, text):
    digest = open_corpus(folder).digest
    assert check_model_is_current(folder, "", stale=False) == ""
    (folder / HEADER).unlink() if text is None else (folder / HEADER).write_text(text)
    assert check_model_is_current(folder, digest, stale=False) == ""

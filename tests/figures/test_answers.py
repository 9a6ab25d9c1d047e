"""What a text answers: the same from lines of JSON, from lists, and from what an earlier version froze."""

import json
import re
from html import unescape

import pytest

from fridaygram.figures.answers import Expected, answers_html, expected_in, list_html
from fridaygram.figures.kinds.curated import FIGURE as CURATED
from fridaygram.figures.kinds.curated import CuratedParams
from fridaygram.figures.kinds.samples import FIGURE as SAMPLES
from fridaygram.figures.kinds.samples import SamplesParams
from tests.figures.test_sample_html import RECEIPT

ROW = [4, 0.33333, 2, 9, "d", 0.66667, "", 0.2]


def data_of(html):
    return json.loads(re.search(r'<script type="application/json" class="smp-answers">(.*?)</script>', html)[1])


def test_a_line_of_json_and_a_list_say_the_same():
    expected = Expected(4, 0.33333, 2, 9, (("d", 0.66667), ("", 0.2)))
    assert expected_in({"expected": [ROW]}) == expected_in({"expected": [json.dumps(ROW)]}) == [expected]


def test_what_version_1_of_surprisal_froze_is_read_and_a_rank_is_only_said_where_it_is_known():
    choice = {"at": 4, "after": "he ", "chosen": "b", "bits": 1.0, "chance": 0.3, "count": 3}
    others = [["d", 0.4], ["c", 0.3]]
    likely = (("d", 0.4), ("c", 0.3), ("b", 0.3))
    assert expected_in({"choices": [{**choice, "others": others}]}) == [Expected(4, 0.3, 2, 3, likely)]
    (rare,) = expected_in({"choices": [{**choice, "chance": 0.1, "count": 9, "others": others}]})
    assert rare.rank == 0


def test_a_receipts_own_choices_are_no_expectations():
    assert expected_in({"choices": [[1, 2, 3]]}) == []
    assert expected_in({"text": "a"}) == []


def test_the_page_gets_short_numbers_and_no_tag():
    html = answers_html({"order": 3, "expected": [[0, 0.123456, 1, 2, "<", 0.123456, "</script>", 0.1]]}, 2)
    assert html.count("<") == 2
    assert data_of(html) == {"order": 3, "begun": 2, "expected": [[0, 0.123, 1, 2, "<", 0.123, "</script>", 0.1]]}


def test_where_nothing_is_known_there_is_nothing_to_ask():
    assert answers_html({"order": 3}, 0) == ""
    assert data_of(answers_html({"order": 3}, 0, copied=True))["expected"] == []
    assert "data-hint" not in list_html(["<li>a</li>"])
    assert "data-hint" in list_html([answers_html({"order": 3, "expected": [ROW]}, 0)])


@pytest.mark.parametrize(("figure", "params"), [(CURATED, CuratedParams(corpus="demo")), (SAMPLES, SamplesParams())])
def test_pages_answer_and_feeds_do_not(figure, params):
    values = {"samples": [{**RECEIPT, "expected": [ROW]}], "batches": {}}
    drawing = figure.draw(values, params, "x-")
    assert data_of(drawing.html)["order"] == 8
    assert "smp-answers" not in drawing.feed
    assert "data-hint" not in drawing.feed
    assert "A hum & a drum" in unescape(drawing.feed)

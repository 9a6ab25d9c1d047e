from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fridaygram.corpus.importing.fields import RefusedRecordError, iso_date, review_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2016-05-04", "2016-05-04"),
        ("2017-11-20T13:33:10.000Z", "2017-11-20T13:33:10Z"),
        ("2017-11-20 13:33", "2017-11-20T13:33:00Z"),
        (1431327613, "2015-05-11T07:00:13Z"),
        ("1431327613", "2015-05-11T07:00:13Z"),
        (date(2018, 6, 8), "2018-06-08"),
        (datetime(2018, 6, 8, 12), "2018-06-08T12:00:00Z"),
        ("Tue, 01 May 2018 10:00:00 GMT", "2018-05-01T10:00:00Z"),
        ("2016-02-30", ""),
        ("yesterday", ""),
        (True, ""),
        (float("nan"), ""),
        (10**30, ""),
        ("0001-01-01T00:00:00+23:59", ""),
        (None, ""),
    ],
)
def test_dates(value, expected):
    assert iso_date(value) == expected


values = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(max_size=30), st.lists(st.text(max_size=9), max_size=3)
)
names = st.sampled_from(["content", "url", "title", "date", "song", "genres", "artist"])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(names, values | st.dictionaries(names, values, max_size=3)))
def test_any_record_becomes_a_review_or_is_refused(record):
    try:
        review, _ = review_of(record, "here#1")
    except RefusedRecordError as why:
        assert why.reason
    else:
        assert review.content.strip() == review.content != ""
        assert review.word_count == len(review.content.split())


def test_controls_and_line_ends_go():
    review, notes = review_of({"content": "\x00a\r\nb\x07\rc\t", "date": "soon"}, "here#1")
    assert review.content == "a\nb\nc"
    assert notes == ["date not understood: 'soon'"]

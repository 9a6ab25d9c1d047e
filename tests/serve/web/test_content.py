from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.serve.web.content import byte_range, conditional, content_type, entity

BODY = bytes(range(100))


def asked(**headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}.get


def test_types():
    assert content_type(Path("a.HTML")) == "text/html; charset=utf-8"
    assert content_type(Path("a.svg")).startswith("image/svg+xml")
    assert content_type(Path("CNAME")) == "application/octet-stream"


def test_the_tag_follows_the_content():
    assert entity(b"a", "text/plain").headers["ETag"] == entity(b"a", "text/plain").headers["ETag"]
    assert entity(b"a", "text/plain").headers["ETag"] != entity(b"b", "text/plain").headers["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_what_the_browser_has_is_not_sent_again(form):
    whole = entity(BODY, "image/gif")
    answer = conditional(whole, asked(If_None_Match=form.format(whole.headers["ETag"])))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == whole.headers["ETag"]


def test_another_tag_gets_the_whole():
    assert conditional(entity(BODY, "image/gif"), asked(If_None_Match='"x"')).body == BODY


def test_a_missing_page_is_never_not_modified():
    assert conditional(entity(BODY, "text/html", 404), asked(If_None_Match="*", Range="bytes=0-1")).status == 404


@pytest.mark.parametrize(
    ("header", "part", "said"),
    [
        ("bytes=0-9", BODY[:10], "bytes 0-9/100"),
        ("bytes=90-", BODY[90:], "bytes 90-99/100"),
        ("bytes=-5", BODY[95:], "bytes 95-99/100"),
        ("bytes=-500", BODY, "bytes 0-99/100"),
        ("bytes=99-1000", BODY[99:], "bytes 99-99/100"),
    ],
)
def test_a_part(header, part, said):
    answer = conditional(entity(BODY, "image/gif"), asked(Range=header))
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (206, part, said)


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_part_outside(header):
    answer = conditional(entity(BODY, "image/gif"), asked(Range=header))
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (416, b"", "bytes */100")


@pytest.mark.parametrize(
    "header", ["bytes=0-1,5-6", "lines=0-1", "bytes=5-2", "bytes=a-b", "bytes=-", "bytes", "bytes=１-２"]
)
def test_what_is_no_range_gets_the_whole(header):
    assert conditional(entity(BODY, "image/gif"), asked(Range=header)).body == BODY


def test_a_part_of_an_older_file_gets_the_whole():
    whole = entity(BODY, "image/gif")
    assert conditional(whole, asked(Range="bytes=0-1", If_Range='"old"')).body == BODY
    assert conditional(whole, asked(Range="bytes=0-1", If_Range=whole.headers["ETag"])).body == BODY[:2]


@given(header=st.text(max_size=12) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True), size=st.integers(0, 200))
def test_a_range_lies_within(header, size):
    try:
        part = byte_range(header, size)
    except ValueError:
        return
    if part is not None:
        assert 0 <= part[0] <= part[1] < size

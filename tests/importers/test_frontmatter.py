import pytest

from fridaygram_importers.frontmatter import is_zone, listed, plain_text, split, titled, when


@pytest.mark.parametrize(
    ("written", "moment", "has_time"),
    [
        ("2018-06-01", "2018-06-01T00:00:00+02:00", False),
        ("2018-6-1 9:05", "2018-06-01T09:05:00+02:00", True),
        ("2018/06/01", "2018-06-01T00:00:00+02:00", False),
        ("2018-06-01 09:05:07 -0400", "2018-06-01T15:05:07+02:00", True),
        ("2018-06-01T09:05:07Z", "2018-06-01T11:05:07+02:00", True),
        ("2018-06-01T09:05:07.123+01:00", "2018-06-01T10:05:07+02:00", True),
        ("June 1, 2018", "2018-06-01T00:00:00+02:00", False),
        ("Fri, 01 Jun 2018 09:05:07", "2018-06-01T09:05:07+02:00", True),
    ],
)
def test_dates_are_read_as_people_write_them(written, moment, has_time):
    found = when(written, "Europe/Oslo")
    assert (found[0].isoformat(), found[1]) == (moment, has_time)


@pytest.mark.parametrize("written", ["", "yesterday", "2018-13-01", "2018-06-01 25:00", None, [1], "0000-01-01"])
def test_what_is_no_date_is_none(written):
    assert when(written, "UTC") is None


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("a, b,, a", ["a", "b"]),
        (["a", None, ["b", 3]], ["a", "b", "3"]),
        ({"name": "Ada", "email": "x"}, ["Ada"]),
        ([{"name": "Ada"}, {"email": "x"}], ["Ada"]),
        (None, []),
        (False, []),
    ],
)
def test_lists_are_read_as_people_write_them(value, names):
    assert listed(value) == names


def test_small_things():
    assert plain_text(" <b>Tea</b> &amp;\n cups ") == "Tea & cups"
    assert (titled("first-cup_of tea"), titled("--")) == ("First Cup Of Tea", "Untitled")
    assert [is_zone(name) for name in ("Europe/Oslo", "Mars/Base", "", "../etc/passwd")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("---\na: b\n---\nText", ("a: b\n", "yaml", "Text", 4)),
        ("+++\na = 1\n+++\n\nText", ("a = 1\n", "toml", "\nText", 4)),
        ('{"a": 1}\n\nText', ('{"a": 1}', "json", "\nText", 2)),
        ("---\nno end", ("", "", "---\nno end", 1)),
        ("{{ x }}", ("", "", "{{ x }}", 1)),
        ("", ("", "", "", 1)),
    ],
)
def test_front_matter_is_cut_off_with_the_line_that_follows(text, parts):
    assert split(text) == parts

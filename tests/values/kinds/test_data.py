import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError, FridaygramError
from fridaygram.values.base import ValueSource
from fridaygram.values.kinds.data import PROVIDER, read_data

BARS = {"unit": "%", "categories": ["a", "b"], "series": [{"name": "2018", "values": [1.5, 2]}], "date": "2018-06-08"}


def data(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.json",
            '{"unit": "%", "categories": ["a", "b"], "series": [{"name": "2018", "values": [1.5, 2]}],'
            ' "date": "2018-06-08"}',
        ),
        (
            "a.toml",
            'unit = "%"\ncategories = ["a", "b"]\ndate = 2018-06-08\n[[series]]\nname = "2018"\nvalues = [1.5, 2]\n',
        ),
        ("a.yaml", 'unit: "%"\ncategories: [a, b]\ndate: 2018-06-08\nseries:\n- {name: "2018", values: [1.5, 2]}\n'),
        ("A.YML", 'unit: "%"\ncategories: [a, b]\ndate: 2018-06-08\nseries:\n- {name: "2018", values: [1.5, 2]}\n'),
    ],
)
def test_three_formats_give_one_table(tmp_path, name, text):
    assert read_data(data(tmp_path, name, text)) == BARS


def test_a_csv_names_categories_and_series(tmp_path):
    text = "language,2017,2018\nPython, 40.5 ,44\nR,17,\n\n"
    assert read_data(data(tmp_path, "a.csv", text)) == {
        "unit": "",
        "categories": ["Python", "R"],
        "series": [{"name": "2017", "values": [40.5, 17.0]}, {"name": "2018", "values": [44.0, None]}],
    }


@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_csv_may_have_semicolons_or_tabs(tmp_path, sign):
    text = "order,bits,more\n\n2,3.1,\n4,2.2,1\n"
    assert read_data(data(tmp_path, "a.csv", text.replace(",", sign))) == read_data(data(tmp_path, "b.csv", text))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.xml", "<a/>", ": unknown kind of data file; known: .csv, .json, .toml, .yaml, .yml"),
        ("a.json", "[1]", ": a data file must be a table of names and values"),
        ("a.json", '{\n"a": }', ":2: not JSON: a value is missing here"),
        ("a.json", '{"a": NaN}', ": a number that is not finite"),
        ("a.json", '{"a": ["\\ud800"]}', ": a character that no feed or drawing can hold (U+D800); see 'a'"),
        ("a.json", '{"a": {"b\\u0007": 1}}', ": a character that no feed or drawing can hold (U+0007); see 'a'"),
        ("a.json", "[" * 100_000, ": not JSON: nested too deeply"),
        ("a.toml", "a = 1\nb = = 2", ":2: not TOML: this is no value; put text in quotes"),
        ("a.toml", "a = [1, nan]", ": a number that is not finite"),
        ("a.toml", "a = " + "[" * 5000, ": not TOML: nested too deeply"),
        ("a.yaml", "a: 1\nb: ]\n", ":2: not YAML: a value cannot begin with this character; put it in quotes"),
        ("a.yaml", "a: .inf", ": a number that is not finite"),
        ("a.yaml", "a: !!binary aGk=", ": 'a' holds something that JSON cannot"),
        ("a.yaml", "a: !!set {x}", ": 'a' holds something that JSON cannot"),
        ("a.yaml", "a: &x [*x]", ": not YAML: nested too deeply"),
        ("a.yaml", "a: \x01", ": not YAML: "),
        ("a.yaml", "a: 2018-99-99", ": not YAML: "),
        ("a.csv", "a,b\n", ": a CSV needs a header of two columns or more, and a row"),
        ("a.csv", "a\n1\n", ": a CSV needs a header of two columns or more, and a row"),
        ("a.csv", "a,b\nx,1\ny\n", ":3: 1 cells where the header has 2"),
        ("a.csv", "a,b,b\nx,1,2\n", ":1: two columns are named 'b'; name each once"),
        ("a.csv", "a,b\nx,one\n", ":2: 'one' is not a number"),
        ("a.csv", "a,b\nx,nan\n", ":2: 'nan' is not a number"),
        ("a.csv", "a,b\nx,inf\n", ":2: 'inf' is not a number"),
        ("a.csv", b"a,b\nx,\xff\n", ":2: not UTF-8 text"),
        ("a.csv", "a,b\n" + "x" * 200_000 + ",1\n", ":2: not CSV: field larger than field limit"),
    ],
    ids=range(26),
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, name, text, message):
    path = data(tmp_path, name, text)
    with pytest.raises(ContentError) as caught:
        read_data(path)
    assert str(caught.value).startswith(f"{path}{message}")
    assert len(str(caught.value)) < 300


@given(st.sampled_from([".csv", ".json", ".toml", ".yaml"]), st.text(max_size=60) | st.binary(max_size=60))
def test_random_text_gives_a_table_or_one_line(tmp_path_factory, suffix, text):
    path = tmp_path_factory.getbasetemp() / f"random{suffix}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    try:
        assert isinstance(read_data(path), dict)
    except FridaygramError as error:
        assert "\n" not in str(error)


NUMBERS = st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5)


@given(NUMBERS)
def test_a_csv_round_trip(tmp_path_factory, column):
    path = tmp_path_factory.getbasetemp() / "column.csv"
    path.write_text("".join(["name,n\n", *(f"r,{'' if x is None else repr(x)}\n" for x in column)]))
    back = read_data(path)["series"][0]["values"]
    assert all(x == y or math.isclose(x, y) for x, y in zip(back, column, strict=True))


def test_the_provider_reads_the_file_it_names(blog, stores):
    (blog / "content/data/a.csv").write_text("x,y\na,1\n")
    assert PROVIDER.sources({"data": "a.csv"}) == (ValueSource(kind="file", name="a.csv"),)
    assert PROVIDER.compute({"data": "a.csv"}, stores)["categories"] == ["a"]

import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.corpus.importing import import_corpus
from fridaygram.corpus.importing.readers import read_csv, read_folder, read_json, read_jsonl, reader_for
from fridaygram.errors import CorpusError, FridaygramError


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_every_delimiter(tmp_path, delimiter):
    path = tmp_path / "a.csv"
    quoted = f'"Two lines\nand a {delimiter} sign"'
    path.write_text(delimiter.join(["Title", "Text"]) + "\n" + delimiter.join(["Rain", quoted]) + "\n")
    assert list(read_csv(path)) == [("line 2", {"Title": "Rain", "Text": f"Two lines\nand a {delimiter} sign"})]


def test_csv_lines_are_those_of_the_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('url,content\nhttp://b.example/1,"two\nlines"\nhttp://b.example/2\nhttp://b.example/3,c\n')
    places = [(place, getattr(record, "reason", "")) for place, record in read_csv(path)]
    assert places == [("line 2", ""), ("line 4", "wrong number of fields"), ("line 5", "")]


def test_csv_without_a_text_column_says_what_it_found(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,stars\n1,5\n")
    with pytest.raises(CorpusError, match=r"a\.csv:1: no column holds texts \(found id, stars\)"):
        list(read_csv(path))


def test_a_huge_field_is_refused_alone(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("url,content\nhttp://b.example/1," + "x" * 5_000_000 + "\nhttp://b.example/2,fine\n")
    report = import_corpus(path, tmp_path / "c", "c")
    assert report.taken == 1
    assert len(report.refused) == 1


def test_json_that_is_nested_or_no_list(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[" * 100_000)
    with pytest.raises(CorpusError, match=r"nested too deeply|not JSON"):
        list(read_json(path))
    path.write_text('"text"')
    with pytest.raises(CorpusError, match="not a list of records"):
        list(read_json(path))
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"content": ' + "[" * 100_000 + "\n" + json.dumps({"content": "fine"}) + "\n")
    assert [getattr(record, "reason", "ok") for _, record in read_jsonl(lines)][1] == "ok"


def test_a_folder_of_texts(tmp_path):
    root = tmp_path / "texts"
    (root / "sub").mkdir(parents=True)
    (root / "a.txt").write_bytes(b"\xef\xbb\xbfPlain\r\ntext")
    (root / "sub" / "b.md").write_text("---\ntitle: Rain\ndate: 2016-05-04\nurl: http://b.example/1\n---\nBody")
    (root / "c.md").write_text("---\n- : [\n---\nBody")
    (root / "d.txt").write_bytes(b"caf\xe9")
    (root / ".hidden.txt").write_text("no")
    (root / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "secret.txt").write_text("outside")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert [place for place, _ in read_folder(root)] == ["a.txt", "c.md", "d.txt", "link.txt", "sub/b.md"]
    report = import_corpus(root, tmp_path / "c", "c")
    assert {r.place: r.reason for r in report.refused} == {
        "c.md": "bad front matter", "d.txt": "not UTF-8 text", "link.txt": "link out of the folder"
    }  # fmt: skip
    undated, dated = report.corpus.reviews()
    assert undated.content == "Plain\ntext" and undated.url == "texts/a.txt"
    assert (dated.title, dated.date_published, dated.url) == ("Rain", "2016-05-04", "http://b.example/1")


def test_unknown_formats_and_missing_files(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"'\.xlsx' files cannot be imported; take \.jsonl"):
        reader_for(tmp_path / "a.xlsx")
    with pytest.raises(CorpusError, match="no such file"):
        reader_for(tmp_path / "none.csv")


@pytest.mark.parametrize("suffix", ["jsonl", "json", "csv"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_wide_encoding_is_named_with_the_way_out(tmp_path, encoding, suffix):
    source = tmp_path / f"a.{suffix}"
    source.write_bytes("content\nM\u00f6tley\n".encode(encoding))
    with pytest.raises(CorpusError, match=rf"a\.{suffix}: {encoding.upper()}, not UTF-8 text; save it as UTF-8$"):
        reader_for(source)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["jsonl", "json", "csv", "tsv"]))
def test_hostile_bytes_are_taken_or_refused_in_words(tmp_path_factory, data, suffix):
    folder = tmp_path_factory.mktemp("fuzz")
    source = folder / f"a.{suffix}"
    source.write_bytes(b"content\n" + data if suffix in ("csv", "tsv") else data)
    try:
        report = import_corpus(source, folder / "c", "c")
    except FridaygramError as error:
        assert not (folder / "c").exists()
        assert "\n" not in str(error)
    else:
        assert report.taken + len(report.refused) == report.read


def test_the_limit_of_a_fields_length_is_put_back(tmp_path):
    before = csv.field_size_limit()
    file = tmp_path / "a.csv"
    file.write_text("url,content\nhttps://a.example/," + "x" * 200_000 + "\n")
    assert len(list(read_csv(file))) == 1
    assert csv.field_size_limit() == before

import json

import pytest

from fridaygram.corpus.importing import import_corpus
from fridaygram.errors import CorpusError

LINES = [
    {"url": "http://b.example/1", "content": "First review, of rain.", "date_published": "2016-05-04"},
    {"url": "http://b.example/2", "content": "   "},
    {"url": "http://www.b.example/1/?utm_source=x", "content": "First review under another address."},
    {"url": "http://b.example/3", "content": "First  review,\nof rain."},
    {"url": "javascript:alert(1)", "content": "A review with a bad link."},
    {"link": "http://c.example/9", "text": "Second review.", "pubDate": "Tue, 01 May 2018 10:00:00 +0200"},
]


def test_what_is_taken_and_what_is_refused_by_line(tmp_path):
    source = tmp_path / "reviews.jsonl"
    body = "\n".join(json.dumps(line) for line in LINES) + "\n\n{broken\n[1, 2]\n"
    source.write_bytes(body.encode() + b'{"url": "http://b.example/8", "content": "caf\xe9 music"}\n')
    report = import_corpus(source, tmp_path / "mine", "mine", note="try")
    assert (report.format, report.read, report.taken) == ("jsonl", 9, 2)
    assert {(r.place, r.reason) for r in report.refused} == {
        ("line 2", "no text"),
        ("line 3", "same URL"),
        ("line 4", "same text"),
        ("line 5", "URL is not http(s)"),
        ("line 8", "not JSON"),
        ("line 9", "not a record"),
        ("line 10", "not UTF-8 text"),
    }
    first, second = report.corpus.reviews()
    assert (first.date_published, second.date_published) == ("2016-05-04", "2018-05-01T08:00:00Z")
    assert second.domain == "c.example"
    funnel = report.corpus.funnel()
    assert [stage.count for stage in funnel.stages] == [9, 4, 2]
    assert funnel.stages[2].drops == {"same URL": 1, "same text": 1}


def test_nothing_taken_writes_nothing(tmp_path):
    source = tmp_path / "empty.jsonl"
    source.write_text('{"content": ""}\n{"content": null}\n')
    with pytest.raises(CorpusError, match="none of its 2 records can be taken: 2 no text; no corpus was written"):
        import_corpus(source, tmp_path / "mine", "mine")
    source.write_text("")
    with pytest.raises(CorpusError, match="holds no records"):
        import_corpus(source, tmp_path / "mine", "mine")
    assert not (tmp_path / "mine").exists()


def test_an_old_corpus_is_replaced_only_when_told_and_only_by_a_whole_one(tmp_path):
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps(LINES[0]))
    first = import_corpus(source, tmp_path / "mine", "mine").corpus
    with pytest.raises(CorpusError, match=r"already.*--replace"):
        import_corpus(source, tmp_path / "mine", "mine")
    bad = tmp_path / "bad.json"
    bad.write_text("[{}, {")
    with pytest.raises(CorpusError, match=r"bad\.json:1: not JSON"):
        import_corpus(bad, tmp_path / "mine", "mine", replace=True)
    assert first.reviews()[0].content == LINES[0]["content"]


def test_a_song_in_any_shape(tmp_path):
    rows = [
        {"content": "One.", "song": {"title": "Rain", "artist": "The Wet", "genres": "pop, Rock;pop",
                                     "characteristics": {"tempo": 99, "key": "C", "bad": float("inf")}}},
        {"content": "Two.", "song_title": "Snow", "artist": "The Cold", "genres": ["ambient"]},
        {"content": "Three.", "song": "No artist"},
    ]  # fmt: skip
    source = tmp_path / "songs.json"
    source.write_text(json.dumps({"reviews": rows}))
    songs = [review.song for review in import_corpus(source, tmp_path / "s", "s").corpus.reviews()]
    assert songs[0].genres == ("pop", "rock") and songs[0].characteristics == {"tempo": 99.0}
    assert (songs[1].title, songs[1].genres) == ("Snow", ("ambient",))
    assert songs[2] is None


def test_real_field_names_with_nulls(tmp_path):
    row = {"url": "//b.example/x", "domain": None, "title": None, "date_published": None, "lang": "EN",
           "word_count": 999, "content": "Three small words"}  # fmt: skip
    source = tmp_path / "r.jsonl"
    source.write_text(json.dumps(row))
    review = import_corpus(source, tmp_path / "r", "r").corpus.reviews()[0]
    assert (review.url, review.domain, review.word_count) == ("https://b.example/x", "b.example", 3)
    assert (review.title, review.date_published, review.lang) == ("", "", "en")


WRAPPED = (
    "## The Hums - Chord\n\nIt begins with a hum and then another one comes in from the other side,\n"
    "and before you know it there are three of them, and a bass that goes\nwherever it likes, and at the end "
    "of it all there is nothing left to say\nabout the song."
)
JOINED = f"The Hums - Chord\n\n{' '.join(WRAPPED.split()[5:])}"


def test_wrapped_texts_are_joined_and_counted(tmp_path):
    source = tmp_path / "a.json"
    source.write_text(json.dumps([{"content": WRAPPED}, {"content": "Two\nlines."}]))
    report = import_corpus(source, tmp_path / "a", "a")
    assert (report.unwrapped, report.breaks, report.stripped) == (1, 3, 1)
    first, second = report.corpus.reviews()
    assert (first.content, first.word_count) == (JOINED, len(JOINED.split()))
    assert second.content == "Two\nlines."
    kept = import_corpus(source, tmp_path / "b", "b", keep_lines=True)
    assert (kept.unwrapped, kept.breaks, kept.stripped) == (0, 0, 0)
    assert kept.corpus.reviews()[0].content == WRAPPED


@pytest.mark.parametrize("keep_lines", [True, False])
def test_an_import_again_follows_the_recorded_recipe(tmp_path, keep_lines):
    source = tmp_path / "a.json"
    source.write_text(json.dumps([{"content": WRAPPED}]))
    first = import_corpus(source, tmp_path / "a", "a", keep_lines=keep_lines)
    header = (tmp_path / "a" / "corpus.json").read_bytes()
    again = import_corpus(source, tmp_path / "a", "a", replace=True)
    assert (tmp_path / "a" / "corpus.json").read_bytes() == header
    assert (again.corpus.digest, again.recorded) == (first.corpus.digest, True)
    other = import_corpus(source, tmp_path / "a", "a", replace=True, keep_lines=not keep_lines)
    assert other.corpus.digest != first.corpus.digest


def test_an_import_without_a_recipe_kept_its_lines(tmp_path):
    source, header = tmp_path / "a.json", tmp_path / "a" / "corpus.json"
    source.write_text(json.dumps([{"content": WRAPPED}]))
    first = import_corpus(source, tmp_path / "a", "a", keep_lines=True).corpus
    fields = json.loads(header.read_bytes())
    del fields["recipe"]
    header.write_text(json.dumps(fields))
    assert import_corpus(source, tmp_path / "a", "a", replace=True).corpus.digest == first.digest
    header.write_text("damaged")
    assert import_corpus(source, tmp_path / "a", "a", replace=True).corpus.digest != first.digest

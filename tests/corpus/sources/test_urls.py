import json

import pytest

from fridaygram.corpus.pipeline.services import MOST_NOTES, Services
from fridaygram.corpus.sources.urls import links
from fridaygram.errors import ConfigError, ContentError
from tests.corpus.sources.test_feeds import Asker
from tests.corpus.worlds import settings_of


@pytest.fixture
def listed(tmp_path):
    def read(text):
        path = tmp_path / "links.txt"
        path.write_text(text, "utf-8")
        asker = Asker({})
        return list(links(settings_of(source="urls", urls=str(path)), asker)), asker.notes

    return read


def test_lines_with_comments_and_what_is_no_address(listed):
    found, notes = listed("\ufeff# mine\nhttps://a.example/1\r\n\n  https://a.example/2  \nftp://a.example/3\n")
    assert [link.address for link in found] == ["https://a.example/1", "https://a.example/2"]
    assert len(notes) == 1
    assert notes[0].endswith("entry 3: no web address: ftp://a.example/3")


RECORD = {"url": "https://a.example/1", "artist": "Marl", "title": "Landfall (feat. Oda)", "date": "2016-05-11"}


@pytest.mark.parametrize("text", [json.dumps([RECORD]), json.dumps(RECORD) + "\n"])
def test_records_as_a_json_list_or_as_lines(listed, text):
    (link,), notes = listed(text)
    assert (link.artist, link.title, link.posted, link.song) == (
        "Marl", "Landfall (feat. Oda)", "2016-05-11", "marl / landfall",
    )  # fmt: skip
    assert notes == []


def test_a_song_is_one_only_where_it_has_both_names(listed):
    (link,), _ = listed(json.dumps({"url": "https://a.example/1", "title": "Landfall"}))
    assert link.song == ""


@pytest.mark.parametrize(("text", "line"), [('["https://a.example/1",', None), ('https://a.example/1\n{"url": ', 2)])
def test_broken_json_is_named_with_its_line(listed, text, line):
    with pytest.raises(ContentError, match=r"links.txt:2: not JSON" if line else r"links.txt: not JSON"):
        listed(text)


def test_a_list_that_is_not_there(tmp_path):
    with pytest.raises(ContentError, match="no such file"):
        list(links(settings_of(source="urls", urls=str(tmp_path / "none.txt")), Asker({})))
    with pytest.raises(ConfigError, match="needs a file"):
        list(links(settings_of(source="urls"), Asker({})))


def test_of_many_remarks_the_first_few_are_kept_and_the_rest_counted():
    services = Services(None, None, None, {})
    for number in range(MOST_NOTES + 5):
        services.note(f"entry {number}")
        services.note("entry 0")
    assert services.notes == [f"entry {number}" for number in range(MOST_NOTES)]
    assert services.unsaid == 5

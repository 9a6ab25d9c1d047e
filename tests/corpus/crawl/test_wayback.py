import pytest

from fridaygram.corpus.crawl.pages import capture_url, timestamp_of


@pytest.mark.parametrize(
    ("iso", "stamp"),
    [
        ("2015-05-11T07:00:13Z", "20150511070013"),
        ("2015-05-11", "20150511120000"),
        ("2015-05-11T07:00", "20150511070000"),
    ],
)
def test_a_moment_as_the_archive_writes_it(iso, stamp):
    assert timestamp_of(iso) == stamp
    assert (
        capture_url("http://a.example/1?x=2", iso) == f"https://web.archive.org/web/{stamp}id_/http://a.example/1?x=2"
    )

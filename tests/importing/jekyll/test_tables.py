import pytest

from fridaygram.importing.body.traced import Traced
from fridaygram.importing.jekyll.tables import plain_tables


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("|a|b|\n|c|d|", "| a | b |\n| c | d |"),
        ("|h|i|\n|:-|-:|\n|a|b|", "| h | i |\n|:-|-:|\n| a | b |"),
        ("|h|\n|---|\n|a|\n|===|\n|sum|", "| h |\n|---|\n| a |\n| **sum** |"),
        ("|h|i|\n|---+---|\n|a|b|\n|---|\n|c|d|", "| h | i |\n|---|---|\n| a | b |\n| c | d |"),
        ("|a `x|y`|b|\n|c|d|", "| a `x|y` | b |\n| c | d |"),
    ],
)
def test_tables_are_written_as_ours(old, new):
    body = Traced(old)
    plain_tables(body)
    assert body.text == new
    assert len(body.lines) == new.count("\n") + 1


@pytest.mark.parametrize("text", ["```\n|a|b|\n```", "Words | with a pipe\nand more words.", "no pipe"])
def test_what_is_no_table_stays(text):
    body = Traced(text)
    plain_tables(body)
    assert body.text == text

import pytest

from tests.pages.markup import html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":tada:", "\U0001f389"),
        ("so :+1:, he said", "so \U0001f44d, he said"),
        (":norway:", "\U0001f1f3\U0001f1f4"),
        (":no-such-thing:", ":no-such-thing:"),
        ("12:100:30 and a::tada::b", "12:100:30 and a::tada::b"),
        ("`:tada:`", "<code>:tada:</code>"),
        ("\\:tada:", ":tada:"),
    ],
)
def test_short_codes(text: str, shown: str) -> None:
    assert html(text) == f"<p>{shown}</p>"

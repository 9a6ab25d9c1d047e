from datetime import datetime
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import msgspec

from fridaygram.pages.email.message import EmailHeading, EmailPart, message, self_contained

DAY = datetime(2018, 6, 8, tzinfo=ZoneInfo("Europe/London"))
HEADING = EmailHeading("Zwölf & mehr", "Ada Beispiel", "ada@example.org", "https://example.org/a/", "example.org", DAY)
HTML = '<p>Grüße <img src="cid:a1@example.org" alt=""></p>'
PARTS = {"a1@example.org": EmailPart("a1@example.org", b"PNG", "png")}


def test_text_html_and_pictures_are_alternatives_and_their_relatives() -> None:
    made = message_from_bytes(message(HEADING, "Grüße\n", HTML, PARTS), policy=policy.default)
    assert made.get_content_type() == "multipart/alternative"
    text, related = made.iter_parts()
    assert (text.get_content_type(), text.get_content()) == ("text/plain", "Grüße\r\n")
    assert related.get_content_type() == "multipart/related"
    html, picture = related.iter_parts()
    assert html.get_content().strip() == HTML
    assert (picture["Content-ID"], picture.get_content(), picture.get_filename()) == (
        "<a1@example.org>",
        b"PNG",
        "a1.png",
    )
    assert made.defects == []


def test_its_head() -> None:
    made = message_from_bytes(message(HEADING, "", HTML, {}), policy=policy.default)
    assert made["Subject"] == "Zwölf & mehr"
    assert made["From"] == "Ada Beispiel <ada@example.org>"
    assert made["Date"] == "Fri, 08 Jun 2018 00:00:00 +0100"
    assert made["Message-ID"].endswith("@example.org>")
    assert made["X-Unsent"] == "1"
    assert "To" not in made
    assert "List-Unsubscribe" not in made
    nobody = msgspec.structs.replace(HEADING, email="", unsubscribe="https://l.example/u")
    other = message_from_bytes(message(nobody, "", HTML, {}), policy=policy.default)
    assert "From" not in other
    assert other["List-Unsubscribe"] == "<https://l.example/u>"
    assert other["Message-ID"] == made["Message-ID"]


def test_the_same_bytes_every_time_with_lines_of_mail() -> None:
    made = message(HEADING, "Grüße\n" * 100, HTML * 500, PARTS)
    assert made == message(HEADING, "Grüße\n" * 100, HTML * 500, PARTS)
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"\n" not in b"".join(lines)


def test_a_words_line_end_makes_no_header() -> None:
    bad = msgspec.structs.replace(HEADING, subject="a b", unsubscribe="{{ unsubscribe }}")
    assert b"List-Unsubscribe" not in message(bad, "", HTML, {})


def test_a_file_of_its_own_has_its_pictures_inside() -> None:
    assert 'src="data:image/png;base64,UE5H"' in self_contained(HTML, PARTS.values())

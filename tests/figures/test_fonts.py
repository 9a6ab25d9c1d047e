"""Fonts are found without matplotlib; texts are measured, wrapped and cut so that they fit."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.figures import fonts


def test_fonts_are_found_without_importing_matplotlib():
    code = "import sys; from fridaygram.figures import fonts; fonts.width('a'); sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("character", "face"),
    [("a", fonts.MONO), (" ", fonts.MONO), ("ß", fonts.MONO), ("␣", "DejaVuSansMono"), ("日", fonts.LAST_RESORT)],
)
def test_the_first_face_that_has_a_sign_draws_it(character, face):
    assert fonts.face_of(character, fonts.MONO) == face


def test_each_face_of_ours_has_its_own_outlines_and_its_licence():
    drawn = {bytes(fonts.font(face, 40).getmask("Rag")) for face in (fonts.MONO, fonts.SANS, fonts.SANS_BOLD)}
    assert len(drawn) == 3
    for face in (fonts.MONO, fonts.SANS, fonts.SERIF_BOLD):
        file = fonts.file_of(face)
        assert "SIL OPEN FONT LICENSE" in file.with_name(f"{file.stem}-OFL.txt").read_text("utf-8")


def test_missing_characters_are_named_with_code_point_and_font():
    assert fonts.missing(["día", "日本"]) == ["日", "本"]
    (warning,) = fonts.warning(["日"], fonts.IN_CHARTS)
    assert "U+65E5" in warning
    assert "Last Resort" in warning
    assert fonts.warning([], fonts.IN_CHARTS) == ()


@given(st.text(max_size=80), st.floats(8, 20), st.floats(30, 300), st.integers(1, 4))
def test_wrapped_lines_fit_the_room_unless_even_an_ellipsis_does_not(text, size, room, lines):
    rows = fonts.wrap(text, size, room, lines=lines)
    assert 1 <= len(rows) <= lines
    assert all(fonts.width(row, size) <= room + 0.1 for row in rows)


@given(st.text(alphabet="abc de", max_size=40))
def test_wrapping_loses_no_word_where_there_is_room(text):
    assert " ".join(fonts.wrap(text, 10, 1000, lines=9)).split() == text.split()


def test_a_cut_text_shows_it():
    assert fonts.shorten("a long sentence", 13, 50).endswith("…")
    assert fonts.shorten("short", 13, 500) == "short"


def test_bold_is_wider():
    assert fonts.width("bold", 13, bold=True) > fonts.width("bold", 13)

"""Fonts are found without matplotlib; texts are measured, wrapped and cut so that they fit."""

import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont
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


@pytest.mark.skipif(fonts.tabular() is None, reason="Pillow has no libraqm")
def test_digits_have_one_width_and_words_with_a_hyphen_stay_as_they_are():
    assert len({fonts.length(digit, fonts.SANS, 20) for digit in "0123456789"}) == 1
    plain = fonts.font(fonts.SANS, 20, shaped=True)
    assert fonts.length("Kneser-Ney", fonts.SANS, 20) == plain.getlength("Kneser-Ney")


def test_arabic_letters_join_and_run_from_the_right():
    whole, apart = fonts.length("سلام", fonts.SANS, 40), sum(fonts.length(letter, fonts.SANS, 40) for letter in "سلام")
    assert whole < 0.9 * apart
    opened = fonts.font(fonts.runs("سلام", fonts.SANS)[0][1], 40, shaped=True)
    assert bytes(opened.getmask("سلام")) != bytes(opened.getmask("مالس"))


@pytest.fixture
def forgetful():
    """Forget which fonts there are, before and after a test."""
    kept = fonts.installed, fonts.face_of, fonts.file_of
    for one in kept:
        one.cache_clear()
    yield
    for one in (*kept, fonts.runs, fonts.font):
        one.cache_clear()


def test_a_package_of_fonts_draws_what_ours_lack(tmp_path, monkeypatch, forgetful):
    package = tmp_path / "fontpkg_trial"
    (package / "files").mkdir(parents=True)
    (package / "__init__.py").touch()
    about = tmp_path / "fontpkg_trial-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: fontpkg-trial\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[fontpkg.family]\ntrial = fontpkg_trial\n")
    font = TTFont(fonts.FACES / "jetbrains-mono.woff2")
    for table in font["cmap"].tables:
        table.cmap[ord("日")] = "A"
    font.flavor = None
    for name in ("Trial-Bold.ttf", "Trial-Regular.ttf"):
        font.save(package / "files" / name)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert fonts.face_of("日", fonts.SANS) == str(package / "files" / "Trial-Regular.ttf")
    assert fonts.runs("a 日本", fonts.SANS)[1][0] == "日"
    assert fonts.missing(["日本"]) == ["本"]


def test_a_text_that_runs_from_right_to_left_is_one_run_so_that_its_parts_are_put_in_order():
    assert [run for run, _ in fonts.runs("المتوسط: 132 words", fonts.SANS)] == ["المتوسط: 132 words"]
    assert len(fonts.runs("mean: 132 ♪", fonts.SANS)) == 2

"""figure, figures and animate: drawing outside a blog."""

import pytest

CSV = "language,2018\nPython,44\nR,17\n"


@pytest.mark.parametrize(("suffix", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".html", b"<")])
def test_a_figure_from_a_file_of_values(fridaygram, tmp_path, suffix, start):
    (tmp_path / "v.csv").write_text(CSV)
    out = tmp_path / f"bars{suffix}"
    said = fridaygram("figure", "bar", "--values", tmp_path / "v.csv", "--output", out, "--set", "title=Most loved")
    assert said.code == 0
    assert out.read_bytes().lstrip().startswith((start, b"<?xml"))
    assert said.out == f"{out}: {out.stat().st_size:,} bytes\n"


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["bat", "--output", "x.svg"], "unknown figure 'bat'; did you mean 'bar'?"),
        (
            ["bar", "--output", "x.svg", "--set", "titel=x"],
            "figure 'bar' has no parameter 'titel'; did you mean 'title'?",
        ),
        (["bar", "--output", "x.svg", "--set", "title"], "'title' is not NAME=VALUE; "),
        (["bar", "--output", "x.pdf"], "this figure cannot be written as '.pdf'; possible: .html, .png, .svg"),
        (["bar", "--output", "x.gif"], "this figure cannot be written as '.gif'; possible: .html, .png, .svg"),
        (
            ["bar", "--output", "x.svg", "--set", r'title="a\x07"'],
            "a text has a character that no feed or drawing can hold (U+0007); leave it out",
        ),
        (["funnel", "--output", "x.svg"], "figure 'funnel' cannot draw these values: no 'funnels'; "),
        (["generation-path", "--output", "x.gif"], "figure 'generation-path' cannot draw these values: no 'paths'; "),
    ],
)
def test_wrong_input_is_one_line_and_writes_nothing(fridaygram, tmp_path, monkeypatch, argv, problem):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.csv").write_text(CSV)
    said = fridaygram("figure", *argv, "--values", "v.csv")
    assert said.problem.startswith(problem)
    assert "fault of Fridaygram" not in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["v.csv"]


def test_the_kinds_are_listed_with_their_parameters(fridaygram):
    assert {"funnel", "histogram", "bar", "generation-path"} <= {
        line.split()[0] for line in fridaygram("figures").out.splitlines()
    }
    told = fridaygram("figures", "generation-path").out
    assert "  phrase: " in told
    assert "  order: " in told
    kinds = {entry["kind"] for entry in fridaygram("figures", "--json").json}
    assert "bar" in kinds
    assert fridaygram("figures", "bat").problem.startswith("unknown figure 'bat'")


def test_an_animation_is_written_and_told_in_words(fridaygram, tmp_path):
    out = tmp_path / "ab.gif"
    said = fridaygram("animate", "ab ab", "--output", out, "--transcript", "--scale", "1")
    assert said.code == 0
    assert out.read_bytes().startswith(b"GIF89a")
    assert "ab" in said.out
    assert said.err == f"{out}: {out.stat().st_size:,} bytes\n"


def test_a_character_that_no_font_here_draws_is_named(fridaygram, tmp_path):
    said = fridaygram("animate", "\u65e5\u672c", "--output", tmp_path / "x.gif", "--scale", "1")
    assert said.code == 0
    assert "warning: no font has a glyph for \u65e5 (U+65E5), \u672c (U+672C): pictures show its code" in said.err
    assert "warning" not in fridaygram("animate", "ab", "--output", tmp_path / "y.gif", "--scale", "1").err


def test_an_animation_of_nothing_is_one_line(fridaygram, tmp_path):
    said = fridaygram("animate", "", "--output", tmp_path / "x.gif")
    assert said.problem == "the phrase is empty; write the text whose paths are to be shown"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "size", "problem"),
    [
        ("x.png", (), "an animation is a GIF; name it X.gif"),
        ("x.gif", ("--width", "100000"), "100000 is too large a side; at most 8192 pixels"),
        ("x.gif", ("--height", "100000"), "100000 is too large a side; at most 8192 pixels"),
    ],
)
def test_an_animation_that_no_gif_can_be_is_one_line(fridaygram, tmp_path, name, size, problem):
    said = fridaygram("animate", "ab ab", "--output", tmp_path / name, *size)
    assert said.problem.endswith(problem)
    assert list(tmp_path.iterdir()) == []


def test_the_gallery_is_one_page(fridaygram, tmp_path):
    out = tmp_path / "gallery.html"
    said = fridaygram("figures", "--gallery", out)
    assert said.out == f"{out}: {out.stat().st_size:,} bytes\n"
    assert '<h2 id="generation-path">' in out.read_text("utf-8")


@pytest.mark.parametrize(("option", "most"), [("--turns", 100), ("--order", 400)])
def test_a_loop_and_a_history_are_no_longer_than_anybody_watches(fridaygram, tmp_path, option, most):
    said = fridaygram("animate", "ab ab", "--output", tmp_path / "x.gif", option, "1000000000")
    assert said.problem == f"argument {option}: 1,000,000,000 is more than {most}; see 'fridaygram animate --help'"
    assert f"at most {most}" in " ".join(fridaygram("animate", "--help").out.split())

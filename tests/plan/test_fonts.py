"""A site has the fonts that its pages show, cut once; a blog may bring its own, or none."""

import shutil
from pathlib import Path

import pytest

from fridaygram.figures.fonts import FACES
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.plan.edits import FIRST

DAY = "2018-06-16"


@pytest.fixture(autouse=True)
def in_june(today):
    """Make the day that all sites here are of today."""
    today(DAY)


@pytest.fixture
def blog(tmp_path):
    """Copy a small blog."""
    source = Path(__file__).parents[1] / "golden/sites/small/blog"
    return shutil.copytree(source, tmp_path / "blog", ignore=shutil.ignore_patterns("site", ".fridaygram"))


def add(root, text):
    post = root / FIRST / "index.md"
    post.write_text(f"{post.read_text('utf-8')}\n{text}\n", "utf-8")


def fonts(root):
    built = build(Blog(root), Options(date=DAY, workers=1))
    return built, sorted(path.name.rsplit("-", 1)[0] for path in (built.output / "assets/fonts").glob("*"))


def sheet(built):
    (file,) = (built.output / "assets").glob("site.*.css")
    return file.read_text("utf-8")


def test_a_new_alphabet_brings_its_fonts_and_another_edit_none(blog):
    _, before = fonts(blog)
    assert {"text-basic", "text-italic-basic", "sans-basic", "mono-basic"} <= set(before)
    assert not [name for name in before if name.endswith("greek")]
    add(blog, "Ελληνικά.")
    built, after = fonts(blog)
    assert {name for name in after if name not in before} == {
        f"{role}-greek" for role in ("text", "text-italic", "sans", "mono")
    }
    assert {ran.name for ran in built.ran if ran.name.startswith("font ")} == {
        f"font {role} greek" for role in ("text", "text-italic", "sans", "mono")
    }
    assert "U+3A3-" in sheet(built)
    add(blog, "Και ακόμα λίγα.")
    built, _ = fonts(blog)
    assert not [ran.name for ran in built.ran if ran.name.startswith("font ")]


def test_words_of_the_theme_and_what_lists_show_bring_their_fonts(blog):
    _, before = fonts(blog)
    assert "text-latin" not in before
    file = blog / "site.toml"
    file.write_text('language = "de"\n' + file.read_text("utf-8"), "utf-8")
    _, after = fonts(blog)
    assert {"text-latin", "sans-latin"} <= set(after)
    post = blog / FIRST / "index.md"
    text = post.read_text("utf-8")
    post.write_text(
        text.replace("---\n", "---\nlanguage: en\n", 1).replace("description: ", "description: Дом, ", 1), "utf-8"
    )
    _, last = fonts(blog)
    assert "text-cyrillic" in last


def test_pages_load_text_and_sans_at_once(blog):
    built, _ = fonts(blog)
    home = (built.output / "index.html").read_text("utf-8")
    assert home.count('rel="preload"') == 2
    assert "/assets/fonts/text-basic-" in home
    assert "/assets/fonts/sans-basic-" in home


def test_a_blogs_own_font_is_cut_and_its_file_is_not_copied(blog):
    (blog / "assets/fonts").mkdir(parents=True)
    shutil.copy(FACES / "inter.woff2", blog / "assets/fonts/mono.woff2")
    shutil.copy(FACES / "inter.woff2", blog / "assets/fonts/other.woff2")
    built, names = fonts(blog)
    (own,) = (built.output / "assets/fonts").glob("mono-basic-*")
    (sans,) = (built.output / "assets/fonts").glob("sans-basic-*")
    assert abs(own.stat().st_size - sans.stat().st_size) < 2000
    assert not (built.output / "assets/fonts/mono.woff2").exists()
    assert (built.output / "assets/fonts/other.woff2").is_file()
    assert "text-italic-basic" in names


def test_a_blog_that_wants_the_fonts_of_its_readers_sends_none(blog):
    settings = blog / "site.toml"
    settings.write_text(f'fonts = "system"\n{settings.read_text("utf-8")}', "utf-8")
    built, names = fonts(blog)
    assert names == []
    assert "@font-face" not in sheet(built)
    assert 'rel="preload"' not in (built.output / "index.html").read_text("utf-8")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.pages.frontmatter import FrontMatter, parse, split

FILE = "content/posts/2018-06-08-week-1/index.md"


def fails(text: str) -> ContentError:
    with pytest.raises(ContentError) as caught:
        parse(split(text, FILE), FILE)
    return caught.value


def test_yaml_and_toml_say_the_same() -> None:
    first = split("---\ntitle: A\ntags: [x, y]\ndate: 2018-06-08\n---\nText\n", FILE)
    second = split('+++\ntitle = "A"\ntags = ["x", "y"]\ndate = 2018-06-08\n+++\nText\n', FILE)
    yaml, toml = parse(first, FILE), parse(second, FILE)
    assert yaml == toml == FrontMatter(title="A", tags=("x", "y"), date="2018-06-08")
    assert first.body == second.body == "Text\n"
    assert first.body_line == 6


def test_numbers_are_taken_as_tags() -> None:
    yaml = parse(split("---\ntitle: A\ntags: [2018, 1.5, x]\n---\n", FILE), FILE)
    toml = parse(split('+++\ntitle = "A"\ntags = [2018, 1.5, "x"]\n+++\n', FILE), FILE)
    assert yaml.tags == toml.tags == ("2018", "1.5", "x")


def test_the_body_may_hold_the_fence_again() -> None:
    parts = split("---\ntitle: A\n---\none\n\n---\n\ntwo\n", FILE)
    assert parts.body == "one\n\n---\n\ntwo\n"
    assert parts.body_line == 4


def test_no_front_matter_and_no_end() -> None:
    assert "no front matter" in str(fails("Just text\n"))
    assert "has no end" in str(fails("---\ntitle: A\n"))


def test_an_unknown_key_tells_its_line_and_the_near_name() -> None:
    error = fails("---\ntitle: A\ndescripton: B\n---\n")
    assert error.line == 3
    assert "unknown key 'descripton'" in str(error)
    assert "did you mean 'description'?" in str(error)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntags: [a]\n---\n", 2, "'title' is missing"),
        ("---\ntitle: A\ntags: a\n---\n", 3, "write it as [one, two]"),
        ("---\ntitle: A\ndraft: maybe\n---\n", 3, "draft: this is text, and it must be true or false"),
        ("---\ntitle: 12\n---\n", 2, "title: this is a whole number, and it must be text; put it in quotes"),
        ("---\ntitle: A\ndate: soon\n---\n", 3, "'soon' is not a date"),
        ("---\ntitle: A\ndate: 2018-13-01\n---\n", 3, "not"),
        ("---\ntitle: A\ndate: 9999-12-31T23:59:59-05:00\n---\n", 3, "is not a date"),
        ("---\ntitle: A\ndate: 0001-01-01\n---\n", 3, "is not a date"),
        ('---\ntitle: A\ntags: ["b\\u0007"]\n---\n', 3, "a character that no feed or drawing can hold (U+0007); leave"),
        ('+++\ntitle = "\\u0000"\n+++\n', 2, "a character that no feed or drawing can hold (U+0000); leave it out"),
        ("---\ntitle: A\ntitle: B\n---\n", 3, "'title' twice; it is also on line 2"),
        ("---\n2018: A\n---\n", 2, "unknown key '2018'"),
        ("---\ntitle: A: B\n---\n", 2, "put text with a colon in quotes"),
        ("---\n- a\n- b\n---\n", 2, "key: value"),
        ('---\ntitle: ""\n---\n', 2, "the title is empty"),
        ('+++\ntitle = "A"\nslug = \n+++\n', 3, "not TOML"),
        ('+++\ntitle = "A"\nweek = "one"\n+++\n', 3, "week: this is text, and it must be a whole number"),
        ("---\ntitle: A\nweek: -1\n---\n", 3, "week: it must be at least 0"),
        (f"---\ntitle: A\nweek: 1{'0' * 25}\n---\n", 3, "week: it must be at most 99,999"),
        (f'+++\ntitle = "A"\nweek = 1{"0" * 25}\n+++\n', 3, "week: it must be at most 99,999"),
        (f"+++\nweek = 1{'0' * 5000}\n+++\n", 2, "front matter: "),
        ("---\ntitle: A\nslug: ../../etc\n---\n", 3, "slug: '../../etc' is a path; write it as first-week"),
        ("---\ntitle: A\nslug: ..\n---\n", 3, "slug: '..' is a path"),
        ('+++\ntitle = "A\n+++\n', 2, 'not TOML: a text has no closing quote on this line; end it with "'),
        ('+++\ntitle = "A"\ntitle = "B"\n+++\n', 3, "not TOML: this setting is here twice; keep one of them"),
        ("---\ntitle: A\ntags: [~]\n---\n", 3, "tags: this is nothing, and it must be text"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, words: str) -> None:
    error = fails(text)
    assert error.line == line
    assert words in str(error)
    assert "\n" not in str(error)


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n", f"+++\n{text}\n+++\n", f"---\ntitle: {text}\n---\n"):
        try:
            parse(split(whole, FILE), FILE)
        except ContentError as error:
            assert "\n" not in str(error)

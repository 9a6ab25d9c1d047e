from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fridaygram.config import Site, line_of, load_site
from fridaygram.errors import ConfigError, FridaygramError

LEAST = 'title = "T"\nauthor = "A"\nbase_url = "https://x.example/blog/"\n'
DEMO = Path(__file__).parents[1] / "site.toml"


def site(tmp_path, text):
    (tmp_path / "site.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_site(tmp_path)


def test_three_settings_are_enough(tmp_path):
    least = site(tmp_path, LEAST)
    assert (least.title, least.timezone, least.base_path) == ("T", "UTC", "/blog/")
    assert least.weekly.weekday == "friday"


def test_every_setting_is_read(tmp_path):
    extra = """timezone = "Europe/Oslo"
    permalink = "/{slug}/"
    [[nav]]
    title = "About"
    url = "/about/"
    [weekly]
    weekday = "monday"
    skip = [2018-12-24]
    [check]
    links = "warning"
    [publish]
    domain = "x.example"
    [acquire.demo]
    source = "file"
    """
    full = site(tmp_path, LEAST + extra)
    assert full.weekly.skip == (date(2018, 12, 24),)
    assert (full.nav[0].url, full.check, full.publish.branch) == ("/about/", {"links": "warning"}, "gh-pages")
    assert full.acquire == {"demo": {"source": "file"}}


@pytest.mark.parametrize(
    ("written", "base_url", "base_path"),
    [
        ("https://x.example", "https://x.example/", "/"),
        ("http://x.example/a", "http://x.example/a/", "/a/"),
        ("https://x.example/a/b/", "https://x.example/a/b/", "/a/b/"),
    ],
)
def test_the_base_url_gets_its_slash(tmp_path, written, base_url, base_path):
    (tmp_path / "site.toml").write_text(LEAST)
    given_ = load_site(tmp_path, base_url=written)
    assert (given_.base_url, given_.base_path) == (base_url, base_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LEAST + "titel = 1\n", ":4: unknown setting 'titel'; did you mean 'title'?"),
        (LEAST + "[weekly]\nweekdy = 1\n", ":5: unknown setting 'weekdy'; did you mean 'weekday'?"),
        (LEAST + "[publish]\nbrnch = 1\n", ":5: unknown setting 'brnch'; did you mean 'branch'?"),
        (LEAST + '[[nav]]\ntitle = "A"\nurl = "/"\nlnk = 1\n', ":7: unknown setting 'lnk'; known: title, url"),
        ('title = "T"\nauthor = "A"\n', ": setting 'base_url' is missing; add base_url = \"...\""),
        (LEAST + '[[nav]]\ntitle = "A"\n', ":4: setting 'nav.url' is missing; add url = \"...\""),
        (
            LEAST + "timezone = 3\n",
            ":4: setting 'timezone': this is a whole number, and it must be text; put it in quotes",
        ),
        (LEAST + "[weekly]\nweekday = 5\n", ":5: setting 'weekly.weekday': '5' is none of monday, tuesday"),
        (
            LEAST + '[weekly]\nweekday = "Friday"\n',
            ":5: setting 'weekly.weekday': 'Friday' is none of monday, tuesday, wednesday, thursday, friday, saturday, "
            "sunday; did you mean 'friday'?",
        ),
        (
            LEAST + '[publish]\ntarget = "branches"\n',
            ":5: setting 'publish.target': 'branches' is none of workflow, branch; did you mean 'branch'?",
        ),
        (
            LEAST + '[check]\nlinks = "off"\nvalues = "warn"\n',
            ":6: setting 'check.values': 'warn' is none of error, warning, off; did you mean 'warning'?",
        ),
        (LEAST + "check = 3\n", ":4: setting 'check': this is a whole number, and it must be a table"),
        (
            LEAST + "[weekly]\nskip = [1]\n",
            ":5: setting 'weekly.skip': this is a whole number, and it must be a date; write it as 2026-12-25",
        ),
        (LEAST + "nav = 3\n", ":4: setting 'nav': this is a whole number, and it must be a list"),
        (LEAST + "weekly = 3\n", ":4: setting 'weekly': this is a whole number, and it must be a table"),
        (LEAST + "a = = 1\n", ":4: not TOML: this is no value; put text in quotes"),
        (LEAST + 'x = "\n', ":4: not TOML: a text has no closing quote on this line; "),
        (LEAST + 'title = "again"\n', ":4: not TOML: this setting is here twice; keep one of them"),
        (LEAST + 'x = "', ":4: not TOML: a text has no closing quote; "),
        (
            LEAST + 'timezone = "Europe/Olso"\n',
            ":4: unknown time zone 'Europe/Olso'; did you mean 'Europe/Oslo'?",
        ),
        (LEAST + 'timezone = "/etc/passwd"\n', ":4: unknown time zone '/etc/passwd'; "),
        (LEAST + 'language = "english please"\n', ":4: language 'english please' is no language tag; write it as"),
        (LEAST + 'timezone = ""\n', ":4: unknown time zone ''; "),
        (
            LEAST.replace("https:", "ftp:"),
            ":3: base_url 'ftp://x.example/blog/' is not an absolute http(s) URL; ",
        ),
        (LEAST.replace("x.example", "[x"), ":3: base_url 'https://[x/blog/' is not an absolute http(s) URL; "),
        (LEAST.replace("blog/", "?q"), ":3: base_url 'https://x.example/?q' is not an absolute http(s) URL; "),
        (
            LEAST.replace("/blog/", "/my blog/"),
            ":3: the path of base_url, '/my blog/', has characters other than letters",
        ),
        (
            LEAST.replace("/blog/", "/caf%C3%A9/"),
            ":3: the path of base_url, '/caf%C3%A9/', has characters other than letters",
        ),
        (LEAST + 'permalink = "{slug}"\n', ":4: permalink '{slug}' must start with '/', hold {slug}"),
        (LEAST + 'permalink = "/{year}/"\n', ":4: permalink '/{year}/' must start with '/', hold {slug}"),
        (LEAST + 'permalink = "/{slug}/{yeer}"\n', ":4: permalink '/{slug}/{yeer}' "),
        (LEAST + 'permalink = "/{slug"\n', ":4: permalink '/{slug' "),
        (LEAST + 'permalink = "/{slug}/{}"\n', ":4: permalink '/{slug}/{}' "),
        (LEAST + 'permalink = "/{slug}/../x"\n', ":4: permalink '/{slug}/../x' "),
        (
            LEAST + 'licence = "a\\u0000b"\n',
            ":4: setting 'licence': a character that no feed or drawing can hold (U+0000)",
        ),
        (LEAST + "posts_per_page = 0\n", ":4: posts_per_page must be at least 1"),
        (LEAST + "feed_posts = -1\n", ":4: feed_posts must be at least 1"),
        (LEAST + f"feed_posts = {'9' * 5000}\n", ": not TOML: "),
        (LEAST + f"x = {'[' * 5000}\n", ": not TOML: nested too deeply"),
        (LEAST.encode() + b"x = '\xff'\n", ":4: not UTF-8 text; save it as UTF-8"),
    ],
    ids=range(40),
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, message):
    with pytest.raises(ConfigError) as caught:
        site(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/site.toml{message}")
    assert len(str(caught.value)) < 500


def test_without_a_site_toml_there_is_no_blog(tmp_path):
    with pytest.raises(ConfigError, match=r"no blog here: there is no site\.toml; start one with 'fridaygram init"):
        load_site(tmp_path)


@given(st.binary(max_size=200))
@example(b"\x00")
@example(b"title = '\\u0000'")
def test_random_bytes_give_a_site_or_one_line(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp() / "random"
    folder.mkdir(exist_ok=True)
    try:
        assert isinstance(site(folder, data), Site)
    except FridaygramError as error:
        assert "\n" not in str(error)


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_site_toml_gives_a_site_or_one_line(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp() / "damaged"
    folder.mkdir(exist_ok=True)
    whole = DEMO.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 20)))
    middle = data.draw(st.binary(max_size=8) | st.text("\"'[]{}=.-0123456789\n", max_size=8).map(str.encode))
    try:
        assert isinstance(site(folder, whole[:start] + middle + whole[end:]), Site)
    except FridaygramError as error:
        assert "\n" not in str(error)


def test_the_demo_blog_and_the_starter_are_right(tmp_path):
    assert load_site(DEMO.parent).base_path == "/demo/"
    starter = (DEMO.parent / "generator/fridaygram/starter/site.toml").read_text()
    for name in ("title", "author", "timezone"):
        starter = starter.replace(f"${name}", '"UTC"')
    assert site(tmp_path, starter).nav


def test_the_line_of_a_key():
    text = '# a = 1\nb = 2\n  a: 3\n"quoted" = 4\n'
    assert [line_of(text, key) for key in ("b", "a", "quoted", "c")] == [2, 3, 4, None]

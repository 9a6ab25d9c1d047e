from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fridaygram.serve.answers import Redirect, byte_range, conditional, content_type, entity, locate

BODY = bytes(range(100))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    root = home / "site"
    for name in ("index.html", "about.html", "2018/06/week-1/index.html", "assets/site.css", "é/index.html"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, "utf-8")
    (root / ".hidden").write_text("secret")
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("secret")
    (root / "empty").mkdir()
    (home / "secret.txt").write_text("secret")
    (home / "site-two").mkdir()
    (home / "site-two" / "index.html").write_text("secret")
    (root / "out.txt").symlink_to(home / "secret.txt")
    (root / "out").symlink_to(home)
    (root / "inner.css").symlink_to(root / "assets" / "site.css")
    (root / "loop").symlink_to(root / "loop")
    return root


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("/blog/", "index.html"),
        ("/blog/?query=1", "index.html"),
        ("/blog/index.html", "index.html"),
        ("/blog/2018/06/week-1/", "2018/06/week-1/index.html"),
        ("/blog/assets/site.css?build=3", "assets/site.css"),
        ("/blog/about", "about.html"),
        ("/blog/%C3%A9/", "é/index.html"),
        ("/blog/inner.css", "assets/site.css"),
    ],
)
def test_files_are_found_as_pages_finds_them(site, target, file):
    assert locate(site, "/blog/", target) == site / file


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/blog", "/blog/"),
        ("/blog/2018/06/week-1", "/blog/2018/06/week-1/"),
        ("/blog/2018/06/week-1?a=b#c", "/blog/2018/06/week-1/?a=b"),
        ("/blog/%C3%A9", "/blog/%C3%A9/"),
    ],
)
def test_folders_get_their_slash(site, target, location):
    assert locate(site, "/blog/", target) == Redirect(location)


def test_the_root_of_the_port_leads_to_the_site(site):
    assert locate(site, "/blog/", "/") == Redirect("/blog/", permanent=False)
    assert locate(site, "/", "/") == site / "index.html"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "%252e%252e/secret.txt",
        "..\\secret.txt",
        "..%5csecret.txt",
        "2018/../../secret.txt",
        "2018/..%2f..%2fsecret.txt",
        "%c0%ae%c0%ae/secret.txt",
        "../site-two/index.html",
        "/etc/passwd",
        "//etc/passwd",
        "%2fetc/passwd",
        "index.html%00.txt",
        "index.html%0d%0aX: y",
        "./index.html",
        "2018//06/week-1/",
        ".hidden",
        "%2ehidden",
        ".git/config",
        "2018/.git/",
        "out.txt",
        "out/secret.txt",
        "out/",
        "out",
        "loop",
        "empty/",
        "empty",
        "nothing",
        "index.html/",
        "assets/",
        "\ud800",
        "a" * 5000,
    ],
)
def test_nothing_else_is_found(site, path):
    assert locate(site, "/blog/", "/blog/" + path) is None


@pytest.mark.parametrize("target", ["", "*", "http://evil.example/blog/", "blog/", "/other/", "/blogger/", "//blog/"])
def test_targets_outside_of_the_site_mean_nothing(site, target):
    assert locate(site, "/blog/", target) is None


names = st.sampled_from(
    ["..", ".", "", "out", "loop", ".git", "config", "2018", "index.html", "secret.txt", "\\", "\x00", "é"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(names | st.text(max_size=4), max_size=6), times=st.integers(0, 3))
def test_no_path_leads_out(site, parts, times):
    path = "/".join(parts)
    for _ in range(times):
        path = quote(path, safe="", errors="surrogatepass")
    place = locate(site, "/", "/" + path)
    if isinstance(place, Path):
        assert place.is_relative_to(site)
        assert not any(part.startswith(".") for part in place.relative_to(site).parts)
        assert "secret" not in place.read_text("utf-8")
    if isinstance(place, Redirect):
        assert place.location.startswith("/")
        assert not place.location.startswith("//")
        assert place.location.isprintable()


def asked(**headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}.get


def test_types():
    assert content_type(Path("a.HTML")) == "text/html; charset=utf-8"
    assert content_type(Path("a.svg")).startswith("image/svg+xml")
    assert content_type(Path("CNAME")) == "application/octet-stream"


def test_the_tag_follows_the_content():
    assert entity(b"a", "text/plain").headers["ETag"] == entity(b"a", "text/plain").headers["ETag"]
    assert entity(b"a", "text/plain").headers["ETag"] != entity(b"b", "text/plain").headers["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_what_the_browser_has_is_not_sent_again(form):
    whole = entity(BODY, "image/gif")
    answer = conditional(whole, asked(If_None_Match=form.format(whole.headers["ETag"])))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == whole.headers["ETag"]


def test_another_tag_gets_the_whole():
    assert conditional(entity(BODY, "image/gif"), asked(If_None_Match='"x"')).body == BODY


def test_a_missing_page_is_never_not_modified():
    assert conditional(entity(BODY, "text/html", 404), asked(If_None_Match="*", Range="bytes=0-1")).status == 404


@pytest.mark.parametrize(
    ("header", "part", "said"),
    [
        ("bytes=0-9", BODY[:10], "bytes 0-9/100"),
        ("bytes=90-", BODY[90:], "bytes 90-99/100"),
        ("bytes=-5", BODY[95:], "bytes 95-99/100"),
        ("bytes=-500", BODY, "bytes 0-99/100"),
        ("bytes=99-1000", BODY[99:], "bytes 99-99/100"),
    ],
)
def test_a_part(header, part, said):
    answer = conditional(entity(BODY, "image/gif"), asked(Range=header))
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (206, part, said)


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_part_outside(header):
    answer = conditional(entity(BODY, "image/gif"), asked(Range=header))
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (416, b"", "bytes */100")


@pytest.mark.parametrize(
    "header", ["bytes=0-1,5-6", "lines=0-1", "bytes=5-2", "bytes=a-b", "bytes=-", "bytes", "bytes=１-２"]
)
def test_what_is_no_range_gets_the_whole(header):
    assert conditional(entity(BODY, "image/gif"), asked(Range=header)).body == BODY


def test_a_part_of_an_older_file_gets_the_whole():
    whole = entity(BODY, "image/gif")
    assert conditional(whole, asked(Range="bytes=0-1", If_Range='"old"')).body == BODY
    assert conditional(whole, asked(Range="bytes=0-1", If_Range=whole.headers["ETag"])).body == BODY[:2]


@given(header=st.text(max_size=12) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True), size=st.integers(0, 200))
def test_a_range_lies_within(header, size):
    try:
        part = byte_range(header, size)
    except ValueError:
        return
    if part is not None:
        assert 0 <= part[0] <= part[1] < size

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fridaygram.serve.web.paths import Found, Moved, locate


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
    assert locate(site, "/blog/", target) == Found(site / file)


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
    assert locate(site, "/blog/", target) == Moved(location)


def test_the_root_of_the_port_leads_to_the_site(site):
    assert locate(site, "/blog/", "/") == Moved("/blog/", permanent=False)
    assert locate(site, "/", "/") == Found(site / "index.html")


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
    if isinstance(place, Found):
        assert place.file.is_relative_to(site)
        assert not any(part.startswith(".") for part in place.file.relative_to(site).parts)
        assert "secret" not in place.file.read_text("utf-8")
    if isinstance(place, Moved):
        assert place.location.startswith("/")
        assert not place.location.startswith("//")
        assert place.location.isprintable()

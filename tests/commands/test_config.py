"""``config``: each setting, and where it is from."""


def test_each_setting_says_where_it_is_from(blog, fridaygram):
    rows = {one["name"]: one for one in fridaygram("config", "--json").json}
    lines = (blog / "site.toml").read_text().splitlines()
    assert rows["blog"] == {"name": "blog", "value": str(blog), "origin": "this folder"}
    assert rows["feed_posts"]["origin"] == "default"
    assert rows["publish.branch"] == {"name": "publish.branch", "value": "gh-pages", "origin": "default"}
    for name, key in (("title", "title"), ("weekly.weekday", "weekday")):
        place, _, line = rows[name]["origin"].partition(":")
        assert place == "site.toml"
        assert lines[int(line) - 1].startswith(f"{key} = ")


def test_an_option_and_the_environment_are_named(blog, fridaygram, monkeypatch):
    said = fridaygram("config", "base_url", "--base-url", "https://a.example/")
    assert said.out == 'base_url  "https://a.example/"  (--base-url)\n'
    monkeypatch.setenv("FRIDAYGRAM_BASE_URL", "https://b.example/")
    monkeypatch.setenv("FRIDAYGRAM_BLOG", str(blog))
    monkeypatch.chdir(blog.parent)
    assert fridaygram("config", "base_url").out == 'base_url  "https://b.example/"  (FRIDAYGRAM_BASE_URL)\n'
    assert fridaygram("config", "blog").out.endswith("(FRIDAYGRAM_BLOG)\n")


def test_a_table_is_shown_alone_and_an_unknown_name_has_a_nearest(blog, fridaygram):
    names = [line.split()[0] for line in fridaygram("config", "weekly").out.splitlines()]
    assert names == ["weekly.weekday", "weekly.skip"]
    assert fridaygram("config", "titel").problem == "no setting 'titel'; did you mean 'title'?"

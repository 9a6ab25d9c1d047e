import pytest

DAY = ("--date", "2018-06-12")
POST = "content/posts/2018-06-08-hello/index.md"
ROUND = "\n<p id='twice'>One</p><p id='twice'>Two</p>\n"


def weigh(blog, **rules):
    """Add what rules weigh to the blog's settings."""
    text = (blog / "site.toml").read_text()
    lines = "".join(f'{name} = "{severity}"\n' for name, severity in rules.items())
    (blog / "site.toml").write_text(f"{text}\n[check]\n{lines}")


@pytest.fixture
def blog(blog):
    """Take the new blog as its own: with an address, and a post that somebody has written."""
    site = blog / "site.toml"
    site.write_text(site.read_text().replace("https://example.org/", "https://you.github.io/"))
    with (blog / POST).open("a") as stream:
        stream.write("\nA sentence of my own.\n")
    return blog


def test_a_new_blog_is_told_what_is_not_its_own(tmp_path, fridaygram):
    assert fridaygram("init", tmp_path / "new", "--date", "2018-06-12").code == 0
    said = fridaygram("check", "--blog", tmp_path / "new", *DAY)
    assert said.code == 0
    assert f"{POST}:1: warning: this is still the post that 'fridaygram init' wrote [starter]" in said.out
    assert "site.toml:5: warning: base_url is still https://example.org/ [address]" in said.out


def test_a_new_blog_is_told_to_build_once_and_is_fine_then(blog, fridaygram):
    first = fridaygram("check", *DAY)
    assert (first.code, first.err) == (0, "")
    assert "is not frozen yet [unfrozen]; 'fridaygram build' writes it" in first.out
    assert first.out.splitlines()[-1].startswith("1 post, ")
    assert first.out.endswith(" pages: 0 errors, 1 warning; values: 1 computed\n"), first.out
    assert fridaygram("check", *DAY, "--strict").code == 1
    assert not (blog / "site").exists(), "it builds beside the site"
    fridaygram("build", *DAY)
    then = fridaygram("check", *DAY, "--strict")
    assert then.code == 0
    assert then.out.endswith(" pages: 0 errors, 0 warnings; values: 1 fresh\n")
    assert then.out.count("\n") == 1


def test_an_error_is_a_line_and_an_exit_code(blog, fridaygram):
    fridaygram("build", *DAY)
    text = (blog / POST).read_text() + ROUND
    (blog / POST).write_text(text)
    said = fridaygram("check", *DAY)
    assert said.code == 1
    line = text.splitlines().index(ROUND.strip()) + 1
    assert said.out.splitlines()[0].startswith(
        f"{POST}:{line}: error: the id 'twice' stands 2 times (on /2018/06/hello"
    )
    weigh(blog, html="warning")
    assert fridaygram("check", *DAY).code == 0
    assert fridaygram("check", *DAY, "--strict").code == 1


def test_a_blog_that_cannot_be_built(blog, fridaygram):
    (blog / POST).write_text("---\ntitle: Hello\n---\n\nSee [nothing](nothing.md).\n")
    said = fridaygram("check", *DAY)
    assert said.code == 1
    assert said.out.startswith(f"{POST}:5: error: link to ")
    assert said.out.endswith("the site cannot be built: 1 error, 0 warnings\n")
    assert fridaygram("check", *DAY, "--json").json["built"] is False


def test_the_report_as_json(blog, fridaygram):
    fridaygram("build", *DAY)
    (blog / POST).write_text((blog / POST).read_text() + ROUND)
    report = fridaygram("check", *DAY, "--json").json
    assert (report["errors"], report["warnings"], report["built"]) == (1, 0, True)
    finding = report["findings"][0]
    assert (finding["rule"], finding["severity"], finding["file"]) == ("html", "error", POST)
    assert set(finding) == {"rule", "severity", "file", "line", "message", "hint", "page", "others"}


def test_rules_can_be_listed_with_what_they_weigh_here(blog, fridaygram):
    weigh(blog, moved="warning")
    rules = fridaygram("check", "--rules", "--json").json
    assert (rules["links"]["severity"], rules["moved"]["severity"]) == ("error", "warning")
    listed = fridaygram("check", "--rules").out.splitlines()
    assert [line.split()[0] for line in listed] == sorted(rules)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"linx": "off"}, "[check] names no rule 'linx'; did you mean 'links'?"),
        ({"build": "off"}, "the rule 'build' is always an error"),
        ({"links": "loud"}, "'loud'"),
    ],
)
def test_wrong_weights(blog, fridaygram, rules, words):
    weigh(blog, **rules)
    problem = fridaygram("check", *DAY).problem
    assert words in problem
    assert "site.toml:" in problem

"""The check as a whole: what cannot be built, what weighs how much, and that it changes nothing of the author's."""

from fridaygram.check.checking import all_rules

FIRST = "content/posts/2018-06-15-first/index.md"


def test_a_blog_without_faults(faulty):
    faulty.post("Words.")
    report = faulty.checked()
    assert report.findings == ()
    assert report.plain() == {"findings": [], "errors": 0, "warnings": 0, "values": {}, "built": True}


def test_what_keeps_it_from_being_built_is_a_finding(faulty):
    faulty.post("See [nothing](nothing.md).")
    report = faulty.checked()
    assert report.built is None
    assert [str(one).partition(";")[0] for one in report.findings] == [
        f"{FIRST}:5: error: link to 'content/posts/2018-06-15-first/nothing.md', which is not there [build]"
    ]


def test_site_toml_weighs(faulty):
    faulty.post('<p id="a">One</p><p id="a">Two</p>')
    assert [one.severity for one in faulty.checked().findings] == ["error"]
    faulty.write("site.toml", (faulty.root / "site.toml").read_text() + '[check]\nhtml = "warning"\n')
    report = faulty.checked()
    assert (report.count("error"), report.count("warning")) == (0, 1)
    faulty.write("site.toml", (faulty.root / "site.toml").read_text().replace('"warning"', '"off"'))
    assert faulty.checked().findings == ()


def test_neither_site_nor_sources_are_touched(faulty, tree):
    faulty.write("content/posts/2018-06-15-first/tea.csv", "what,cups\ntea,2\nmilk,1\n")
    faulty.post("```figure bar\ndata: tea.csv\ncaption: Cups.\n```\n")
    before = tree(faulty.root)
    assert faulty.found("unfrozen")
    assert faulty.found("unfrozen"), "looking twice finds the same"
    assert tree(faulty.root) == before


def test_every_rule_says_what_it_asks_for():
    rules = all_rules()
    assert len(rules) >= 20
    assert all(rule.meaning.endswith((".", ").")) and rule.meaning[0].isupper() for rule in rules.values())

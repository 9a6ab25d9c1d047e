"""Values: frozen, stale, not yet there."""

from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

FIRST = "content/posts/2018-06-15-first/index.md"
DATA = "content/posts/2018-06-15-first/tea.csv"


def test_from_unfrozen_to_edited(faulty, today):
    today("2018-06-16")
    faulty.write(DATA, "what,cups\ntea,2\nmilk,1\n")
    faulty.post("One.\n\n```figure bar\ndata: tea.csv\ncaption: Cups.\n```\n")
    assert faulty.found() == [
        f"{FIRST}:7: warning: the value bar is not frozen yet [unfrozen]; "
        "'fridaygram build' writes it to results.json; keep that file with the post"
    ]
    build(Blog(faulty.root), Options(date="2018-06-16", workers=1))
    assert faulty.checked().plain()["values"] == {"fresh": 1}
    assert faulty.found() == []
    results = faulty.root / DATA.replace("tea.csv", "results.json")
    frozen = results.read_text()
    results.write_text(frozen.replace("2.0", "9.0"))
    assert faulty.found() == [
        f"{FIRST}:7: error: the value bar was changed by hand [edited]; "
        f"take it back from git, or: fridaygram refresh {FIRST}#bar; "
        "or tell readers why: fridaygram publish --because TEXT"
    ]
    results.write_text(frozen)
    faulty.write(DATA, "what,cups\ntea,7\nmilk,1\n")
    assert faulty.checked().values == {"stale": 1}
    found = faulty.found()
    assert len(found) == 1
    assert found[0].startswith(f"{FIRST}:7: warning: the value bar is stale: ")
    assert found[0].endswith("[stale]; renew it with 'fridaygram refresh', or leave it as published")


def test_texts_that_no_page_shows_and_near_misses_are_found(faulty):
    faulty.write("content/q.md", "# Nowhere\n")
    faulty.post("One.\n\n```figur bar\n```\n")
    assert faulty.found("figures", "left-out") == [
        f"{FIRST}:7: warning: '```figur bar' is shown as code; did you mean '```figure bar'? [figures]",
        "content/q.md: warning: left out: not in content/posts or content/pages; move it there [left-out]",
    ]

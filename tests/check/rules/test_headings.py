"""Headings in order."""

FIRST = "content/posts/2018-06-15-first/index.md"


def test_headings_in_order(faulty):
    faulty.post("## One\n\n### Two\n\n## Three\n\n### Four\n")
    assert faulty.found() == []


def test_levels_left_out_empty_headings_and_a_second_title(faulty):
    faulty.post("## One\n\n#### Two\n\n<h2></h2>\n\n<h1>Three</h1>\n")
    assert faulty.found("headings") == [
        f"{FIRST}:7: warning: the heading 'Two' of level 4 follows one of level 2 (on /2018/06/first/) [headings]",
        f"{FIRST}:9: warning: an empty <h2> (on /2018/06/first/) [headings]",
        f"{FIRST}:11: warning: the heading 'Three' is a second one of level 1 (on /2018/06/first/) [headings]",
    ]


def test_a_template_without_a_title(faulty):
    faulty.write("templates/archive.html", '{% extends "base.html" %}{% block main %}<h2>Old</h2>{% endblock %}')
    faulty.post("One.")
    found = faulty.found("headings")
    assert [line.partition(": ")[0] for line in found] == ["templates/archive.html", "templates/archive.html:1"]
    assert "no heading of level 1 (on /archive/)" in found[0]

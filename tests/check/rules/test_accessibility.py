"""Words for pictures, and headings in order."""

FIRST = "content/posts/2018-06-15-first/index.md"
DRAWING = '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'


def test_words_that_say_nothing(faulty, draw_picture):
    faulty.write("content/posts/2018-06-15-first/cat.png", draw_picture())
    faulty.post("One.\n\n![cat.png](cat.png)\n\n![A grey cat](cat.png)\n")
    found = faulty.found()
    assert [line.partition(": ")[0] for line in found] == [f"{FIRST}:7"]
    assert "does not say what it shows: 'cat.png'" in found[0]


def test_a_picture_in_a_template_without_words(faulty):
    faulty.write("assets/root/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    faulty.write("templates/parts/footer.html", "<footer>\n<img src=\"{{ '/dot.svg' | url }}\"></footer>\n")
    faulty.post("One.")
    found = faulty.found("alt")
    assert found == [
        "templates/parts/footer.html:2: error: picture '/blog/dot.svg' has no alternative text "
        "(on /2018/06/first/ and 3 more) [alt]"
    ]


def test_decorative_pictures_need_no_words(faulty):
    faulty.write("assets/root/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    faulty.write("templates/parts/footer.html", '<img role="none" alt="" src="{{ "/dot.svg" | url }}">')
    faulty.post("One.")
    assert faulty.found() == []


def test_drawings_need_names(faulty):
    faulty.post(f"One.\n\n{DRAWING}\n\n<div aria-hidden='true'>{DRAWING}</div>\n")
    assert faulty.found() == [
        f"{FIRST}:7: error: a drawing without a name: give it role=img and a <title> (on /2018/06/first/) [alt]"
    ]


def test_figures_need_captions(faulty):
    faulty.write("content/posts/2018-06-15-first/tea.csv", "what,cups\ntea,2\nmilk,1\n")
    faulty.post("One.\n\n```figure bar\ndata: tea.csv\n```\n\n```figure bar\ndata: tea.csv\ncaption: Cups.\n```\n")
    assert faulty.found("captions") == [
        f"{FIRST}:7: warning: a figure without a caption (on /2018/06/first/) [captions]"
    ]


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

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram_importers.jekyll.filters import UNKNOWN
from fridaygram_importers.jekyll.liquid import Liquid
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.traced import Traced

SCOPE = {
    "site": {"title": "Tea", "posts": UNKNOWN, "data": {"cups": [{"name": "red", "size": 2}, {"name": "blue"}]}},
    "page": {"title": "A page", "tags": ["x", "y"]},
    "include": {},
}


def run(text, first=1):
    """Return the evaluated text, its lines' numbers and the report."""
    report = BlogReport()
    body = Liquid(SCOPE, {}, "x.md", report).run(Traced(text, first))
    assert len(body.lines) == body.text.count("\n") + 1
    return body.text, body.lines, report


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ site.title }}", "Tea"),
        ("{{ page.tags[1] }} {{ page.tags.size }} {{ page['title'] }}", "y 2 A page"),
        ('{{ site.title | append: ", " | append: page.title | upcase }}', "TEA, A PAGE"),
        ("{{ '2018-06-01' | date: '%-d %B %Y' }}", "1 June 2018"),
        ("{{ site.none | default: 'else' }}", "else"),
        ("{{ 7 | divided_by: 2 }} {{ 7 | modulo: 2 }} {{ 2.5 | times: 2 }}", "3 1 5.0"),
        ("{% if site.title == 'Tea' and page.title %}yes{% else %}no{% endif %}", "yes"),
        ("{% unless site.title %}no{% elsif page.tags contains 'x' %}yes{% endunless %}", "yes"),
        ("{% case site.title %}{% when 'Ale' %}no{% when 'Tea', 'Mate' %}yes{% else %}no{% endcase %}", "yes"),
        ("{% for cup in site.data.cups %}{{ forloop.index }}{{ cup.name }} {% endfor %}", "1red 2blue "),
        ("{% for n in (1..4) reversed limit:2 %}{{ n }}{% endfor %}", "21"),
        ("{% for n in (1..4) %}{% if n == 3 %}{% break %}{% endif %}{{ n }}{% endfor %}", "12"),
        ("{% for n in (1..4) %}{% if n == 3 %}{% continue %}{% endif %}{{ n }}{% endfor %}", "124"),
        ("{% for n in (1..3) %}{% cycle 'a', 'b' %}{{ forloop.rindex }}{% endfor %}", "a3b2a1"),
        ("{% increment x %}{% increment x %}{% decrement y %}", "01-1"),
        ("{% if false and false or true %}yes{% else %}no{% endif %}", "no"),
        ("{% if true or false and false %}yes{% else %}no{% endif %}", "yes"),
        ("{% assign a = 'x,y' | split: ',' %}{{ a | join: '-' }}", "x-y"),
        ("{% capture c %}<{{ site.title }}>{% endcapture %}{{ c }}", "<Tea>"),
        ("{% capture c %}a\nb{% endcapture %}{{ c | size }}", "3"),
        ("a {%- if true -%} b {%- endif %} c", "ab c"),
        ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
    ],
)
def test_what_is_known_is_put_in(template, shown):
    assert run(template)[0] == shown


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ site.posts }}", "'site.posts' has no value here; left out"),
        ("{{ nothing }}", "'nothing' has no value here; left out"),
        ("{% for p in site.posts %}{{ p }}{% endfor %}", "a list that a template made; it is left out"),
        ("{% widget x %}", "the Liquid tag 'widget' is not known here"),
        ("{% endif %}", "a Liquid 'endif' without a beginning"),
        ("{{ site.title | sparkle }}", "the Liquid filter 'sparkle' is not known here"),
        ("{{ site.posts | size }}", "'site.posts | size' has no value here; left out"),
        ("{{ 'x' | date: site.posts }}", "''x' | date: site.posts' has no value here; left out"),
        ("{% else %}", "a Liquid 'else' without a beginning"),
        ("{% if true %}{% for n in (1..2) %}a{% endif %}{% endfor %}", "a Liquid 'endif' without a beginning"),
        ("{% if a b %}", "Liquid that cannot be read (expected end of expression, found word): shown as text"),
        ("{{ x", "Liquid that cannot be read (expected '}}', found end of file): shown as text"),
        ("{% for n in (1..20000) %}{% endfor %}", "Liquid that cannot be evaluated (loop iteration limit reached)"),
    ],
)
def test_what_only_jekyll_knows_is_told_with_its_line(template, message):
    _, _, report = run(f"One\n\n{template}\n", first=10)
    (note,) = report.notes
    assert (note.file, note.line) == ("x.md", 12)
    assert note.kind in ("lost", "changed")
    assert note.message.startswith(message)


def test_what_a_condition_hides_is_told():
    text, _, report = run(
        "A\n{% if page.none %}hidden words{% else %}shown{% endif %}\n{% for x in page.none %}more{% endfor %}"
    )
    assert text == "A\nshown\n"
    assert [(note.line, note.text, note.kind) for note in report.notes] == [
        (2, "hidden words", "told"),
        (3, "more", "told"),
    ]


def test_what_cannot_be_read_is_text_and_the_rest_is_evaluated():
    text, lines, report = run("{{ site.title }}\n{% if a b %}words{% endif %}\n{{ page.title }}\n")
    assert text == "Tea\n{% if a b %}words\nA page\n"
    assert lines == [1, 2, 3, 4]
    assert [note.line for note in report.notes] == [2, 2]


def test_an_unknown_tag_stays_as_a_comment_and_its_words_too():
    text = run("{% callout --x --> %}\nWords.\n{% endcallout %}")[0]
    assert text.startswith("<!-- {% callout -x -&gt; %} -->")
    assert "Words." in text


def test_lines_are_those_of_the_source():
    assert run("a {{ page.tags.size }}\n{% assign b = '1,2' | split: ',' %}{{ b | join: '\n' }} c\nd", 5)[:2] == (
        "a 2\n1\n2 c\nd",
        [5, 6, 6, 8],
    )
    text, lines, _ = run(
        "One\n{% if true %}\nThree\n{% endif %}\n{% for n in (1..2) %}\nSix {{ n }}\n{% endfor %}\nLast", 5
    )
    rows = text.split("\n")
    assert [lines[rows.index(word)] for word in ("One", "Three", "Six 1", "Six 2", "Last")] == [5, 7, 10, 10, 12]


@given(st.text(alphabet="{}%-| :.,'\"()[]=<>abifornd \n", max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_template_breaks_it(text):
    run(text)

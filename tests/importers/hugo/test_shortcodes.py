import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram_importers.base import ImportItem
from fridaygram_importers.hugo.shortcodes import fence_options, known_shortcodes, replace_shortcodes
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.traced import Traced

KNOWN = known_shortcodes(lambda call: f"/at/{call.get('path', place=0)}", lambda call: None)


def run(text):
    """Return a text with its shortcodes replaced, its lines' numbers and the report."""
    item, report = ImportItem("x.md", "post", Traced(text), {}, "x"), BlogReport()
    replace_shortcodes(item, KNOWN, report)
    assert len(item.body.lines) == item.body.text.count("\n") + 1
    return item.body.text, item.body.lines, report


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{{< figure src="a b.png" alt="A" >}}', "![A](a%20b.png)"),
        (
            '{{<figure src="a.png" caption="So" attr="Me" attrlink="https://m.e">}}',
            '![So Me](a.png "So [Me](https://m.e)")',
        ),
        ('{{< figure\n  src="a.png"\n  alt="A"\n>}}', "![A](a.png)"),
        ("{{< figure src=`a.png` alt=A link=https://x.y />}}", "[![A](a.png)](https://x.y)"),
        ('{{< img "a.png" "An alt" >}}', "![An alt](a.png)"),
        ("{{< youtube dQw4w9WgXcQ >}}", "![Video on YouTube](https://www.youtube.com/watch?v=dQw4w9WgXcQ)"),
        ("{{< vimeo 146022717 >}}", "[Video on Vimeo](https://vimeo.com/146022717)"),
        ("{{< gist kai abc file.py >}}", "[Gist kai/abc, file.py](https://gist.github.com/kai/abc)"),
        ('{{< x user="kai" id="12" >}}', "[A post on X](https://x.com/kai/status/12)"),
        ("{{< highlight python >}}x = 1{{< /highlight >}}", "```python\nx = 1\n```"),
        ("{{< highlight html >}}\n<b>\n```\n{{< / highlight >}}", "````html\n<b>\n```\n````"),
        ("{{% alert %}}\nMind.\n{{% /alert %}}", "!!! note\n    Mind.\n"),
        (
            '{{< callout type="warning" title="So \\"x\\"" >}}Mind.{{< /callout >}}',
            "!!! warning \"So 'x'\"\n    Mind.\n",
        ),
        (
            "{{< tip >}}\nOne\n\n{{< warning >}}Two{{< /warning >}}\n{{< /tip >}}",
            "!!! tip\n    One\n\n    !!! warning\n        Two\n",
        ),
        ('{{< details "More" >}}In{{< /details >}}', '??? note "More"\n    In\n'),
        ("{{< rawhtml >}}<b>x</b>{{< /rawhtml >}}", "<b>x</b>"),
        ("{{< math >}}a+b{{< /math >}}", "$a+b$"),
        ("{{< mermaid >}}\ngraph TD\n{{< /mermaid >}}", "```mermaid\ngraph TD\n```"),
        ('{{< quote author="Ada" >}}One\nTwo{{< /quote >}}', "> One\n> Two\n>\n> \u2014 Ada"),
        ('{{< video src="a.mp4" >}}', '<video controls src="a.mp4"></video>'),
        ('{{< button href="/x" >}}Go{{< /button >}}', "[Go](/x)"),
        ('[a]({{< ref "b.md#c" >}})', "[a](/at/b.md#c)"),
        ("{{< comment >}}x{{< /comment >}}y", "y"),
        ('{{</* figure src="x" */>}} {{%/* /tip */%}}', '{{< figure src="x" >}} {{% /tip %}}'),
        ("{{ not one }} {{<}} {{< figure", "{{ not one }} {{<}} {{< figure"),
    ],
)
def test_shortcodes_become_ours(old, new):
    assert run(old)[0] == new


@pytest.mark.parametrize(
    ("text", "message", "kept"),
    [
        ("{{< widget -- x >}}", "'widget' is not known here", "<!-- { {< widget - x &gt;} } -->"),
        ("{{< box2 >}}in{{< /box2 >}}", "'box2' is not known here", "<!-- { {< box2 &gt;} } -->in"),
        ("{{< figure >}}", "'figure' is not known here", "<!-- { {< figure &gt;} } -->"),
        ("{{< /tip >}}", "a shortcode 'tip' ends that never began", ""),
        ("{{< tip >}}", "'tip' is not known here", "<!-- { {< tip &gt;} } -->"),
    ],
)
def test_what_cannot_be_replaced_is_told_with_its_line(text, message, kept):
    made, _, report = run(f"One\n\n{text}\n")
    assert made == f"One\n\n{kept}\n"
    (note,) = report.notes
    assert (note.file, note.line) == ("x.md", 3)
    assert note.kind in ("lost", "changed", "todo")
    assert message in note.message


def test_lines_are_those_of_the_source():
    text, lines, _ = run("A\n{{< figure\n src=x.png\n alt=y >}}\nB\n{{% tip %}}\nIn\n{{% /tip %}}\nC")
    rows = text.split("\n")
    assert [lines[rows.index(word)] for word in ("A", "B", "C")] == [1, 5, 9]
    assert lines[rows.index("    In")] in (6, 7, 8)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('linenos=table,hl_lines=[2,"4-5"]', 'hl_lines="2 4-5" linenums="1"'),
        ("linenos=inline,hl_lines=8 15-17,linenostart=199", 'hl_lines="8 15-17" linenums="199"'),
        ("linenos=false", ""),
        ('style=emacs, title="a.py"', 'title="a.py"'),
    ],
)
def test_options_of_code_are_said_in_our_words(old, new):
    assert fence_options(old) == new


@given(
    st.lists(
        st.sampled_from(
            ["{{<", ">}}", "{{%", "%}}", "/", " tip ", " figure ", 'a="b"', '"', "`", "\n", "x", "*/", "/*"]
        )
    )
)
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_it(pieces):
    run("".join(pieces))

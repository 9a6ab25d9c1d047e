import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.markup.highlight import CodeOptions, code_html, code_options


@pytest.mark.parametrize(
    ("info", "options"),
    [
        ("", CodeOptions()),
        ("Python", CodeOptions(language="python")),
        ('python title="a b.py" hl_lines="2 4-5"', CodeOptions("python", "a b.py", frozenset({2, 4, 5}))),
        ("{.python linenums=10}", CodeOptions("python", first_number=10)),
        ("js {: title='x' }", CodeOptions("js", "x")),
    ],
)
def test_options(info: str, options: CodeOptions) -> None:
    assert code_options(info) == options


def test_tokens_get_short_classes_and_names_none() -> None:
    html = code_html("def f(x):\n    return x", code_options("python"))
    assert '<span class="k">def</span> <span class="nf">f</span>(x):' in html
    assert html.startswith('<div class="code"><pre tabindex="0"><code class="language-python">')


def test_marked_and_numbered_lines() -> None:
    html = code_html('"""a\nb"""\nc', code_options('python hl_lines="2" linenums="5" title="<x>"'))
    assert html.count('<span class="line') == 3
    assert html.count("line marked") == 1
    assert "--first-line: 4" in html
    assert "&lt;x&gt;" in html


@given(
    st.text(alphabet="ab<>&\n \t\"'#=()", max_size=80),
    st.sampled_from(["", "python", "html", "no-such-language", "console"]),
)
def test_the_text_of_code_stays_as_it_is(code: str, language: str) -> None:
    import re
    from html import unescape

    html = code_html(code, CodeOptions(language=language))
    shown = unescape(re.sub(r"<[^>]+>", "", html))
    assert shown.rstrip("\n") == code.rstrip("\n")

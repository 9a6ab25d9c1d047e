import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.figures.base import Params
from fridaygram.pages.claims import Claim, parse_claim
from fridaygram.pages.directives import figure_params, format_value, load_figure, near_misses, prose_of, scan

FILE = "content/pages/a.md"


class Bars(Params, frozen=True, kw_only=True):
    order: int = 2


def names(body: str) -> list[str]:
    return [value.name for value in scan(body, FILE, 1)[1]]


def test_a_figure_has_kind_key_params_and_lines() -> None:
    body = "Text\n\n```figure order-curve\ncorpus: demo\norders: [1, 2]\n```\n"
    (figure,), _ = scan(body, FILE, 10)
    assert (figure.kind, figure.key, figure.line) == ("order-curve", "order-curve", 12)
    assert figure.params == {"corpus": "demo", "orders": [1, 2]}
    assert figure.line_of("orders") == 14
    assert figure.line_of("missing") == 12


def test_parameters_may_be_toml_and_dates_become_text() -> None:
    (figure,), _ = scan("~~~figure bar\n# a comment\nas_of = 2018-06-08\n~~~\n", FILE, 1)
    assert figure.params == {"as_of": "2018-06-08"}


def test_keys_are_numbered_and_may_be_given() -> None:
    body = "```figure bar\n```\n\n```figure bar\nid: mine\n```\n\n```figure bar\n```\n"
    assert [figure.key for figure in scan(body, FILE, 1)[0]] == ["bar", "mine", "bar-2"]


def test_a_figure_within_a_longer_fence_is_code() -> None:
    assert scan("````markdown\n```figure bar\n```\n````\n", FILE, 1)[0] == ()
    assert scan("text\n\n    ```figure bar\n    ```\n", FILE, 1)[0] == ()


def test_a_figure_may_stand_in_a_list_item() -> None:
    (figure,), _ = scan("- item\n\n  ```figure bar\n  order: 3\n  ```\n", FILE, 1)
    assert figure.params == {"order": 3}


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("```figure\n```\n", 1, "names no kind"),
        ("a\n\n```figure bar\norder: 2\n", 3, "has no end"),
        ('```figure bar\norder: 2\ncaption: "a\\x07"\n```\n', 3, "no feed or drawing can hold (U+0007)"),
        ("```figure bar\nid: No Good\n```\n", 2, "cannot be used"),
        ("```figure bar\nid: x\n```\n```figure bar\nid: x\n```\n", 5, "two figures with the id 'x'"),
        ("```figure bar\norder: [\n```\n", 2, "not YAML"),
        ("see {{ demo.words + 1 }}\n", 1, "cannot read the value"),
        ("one\n{{ assert demo.words }}\n", 2, "'demo.words' is no claim about a value"),
        ("{{ assert 3 < 4 }}\n", 1, "'3 < 4' is no claim about a value"),
        ("{{ assert demo.words > 3 + 4 }}\n", 1, "no claim about a value"),
        ("one\n{{ assert demo.words > 4\n", 2, "has no end"),
        ("one\ntwo {{ demo.words | shout }}\n", 2, "cannot read the value"),
        ("one\n{{ demo.words }} two {{ demo.words words.\n", 2, "'{{ demo.words' has no end"),
        ("one {{demo.words }\n}}\n", 1, "has no end"),
        ("```figure bar\nalt: x\ncaption: has {{ demo.words }}\n```\n", 3, "no value can stand in caption"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(body: str, line: int, words: str) -> None:
    with pytest.raises(ContentError) as caught:
        scan(body, FILE, 1)
    assert caught.value.line == line
    assert words in str(caught.value)


def test_braces_that_ask_for_nothing_are_left_alone() -> None:
    assert scan("a \\{{ demo.words, {{x}, $\\frac{{a}b}{c}$, `{{ demo.words`\n", FILE, 1) == ((), ())
    (figure,), _ = scan("```figure bar\ncaption: 'with `{{ a.b }}` and \\{{ a.b }}'\n```\n", FILE, 1)
    assert "a.b" in figure.params["caption"]


def test_unknown_kinds_and_parameters_get_a_near_name() -> None:
    (figure,), _ = scan("```figure funel\n```\n", FILE, 1)
    with pytest.raises(ContentError, match="did you mean 'funnel'"):
        load_figure(figure)
    (figure,), _ = scan("```figure bar\ncaption: A\nordre: 3\n```\n", FILE, 1)
    with pytest.raises(ContentError, match="did you mean 'order'") as caught:
        figure_params(figure, Bars)
    assert caught.value.line == 3
    (figure,), _ = scan("```figure bar\norder: many\n```\n", FILE, 1)
    with pytest.raises(ContentError, match="order: this is text, and it must be a whole number") as caught:
        figure_params(figure, Bars)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("format: gfi", "format: 'gfi' is none of gif, svg; did you mean 'gif'?"),
        ("format: mp4", "format: 'mp4' is none of gif, svg"),
        ("scale: 3", "scale: '3' is none of 1, 2"),
        ("layout: wid", "layout: 'wid' is none of normal, wide, margin; did you mean 'wide'?"),
    ],
)
def test_what_is_none_of_the_allowed_values_gets_them_and_a_near_one(line: str, said: str) -> None:
    (figure,), _ = scan(f"```figure generation-path\nphrase: ab\n{line}\n```\n", FILE, 1)
    with pytest.raises(ContentError) as caught:
        figure_params(figure, load_figure(figure).params)
    assert str(caught.value) == f"{FILE}:3: figure generation-path: {said}"


def test_values_have_names_formats_and_places() -> None:
    body = "The {{ demo.words }} and {{demo.mean-words|2}}."
    _, (first, second) = scan(body, FILE, 7)
    assert (first.name, first.format, first.line) == ("demo.words", "", 7)
    assert (second.name, second.format) == ("demo.mean-words", "2")
    assert body[first.start : first.end] == "{{ demo.words }}"


@pytest.mark.parametrize(
    "body",
    [
        "`{{ code }}`",
        "``a ` {{ code }}``",
        "```\n{{ code }}\n```",
        "text\n\n    {{ code }}\n",
        "- item\n\n      {{ code }}\n",
        "<pre>\n{{ code }}\n</pre>",
        "<code>{{ code }}</code>",
        "<!-- {{ code }} -->",
        r"\{{ code }}",
        "> ```\n> {{ code }}\n> ```\n",
    ],
)
def test_values_are_left_alone_in_code(body: str) -> None:
    assert names(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "- {{ a.b }}",
        "- item\n\n  {{ a.b }}\n",
        "[^1]: note\n\n    {{ a.b }}\n",
        "a ` b {{ a.b }}",
        "| {{ a.b }} |",
        "<td>{{ a.b }}</td>",
    ],
)
def test_values_are_found_outside_of_code(body: str) -> None:
    assert names(body) == ["a.b"]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (48123, "", "48,123"),
        (132.04, "", "132"),
        (3.14159, "", "3.14"),
        (13.14159, "", "13.1"),
        (1584.2, "", "1,584"),
        (0.2531, "percent", "25.3%"),
        (0.25, "percent", "25%"),
        (107.5, "1", "107.5"),
        (107.42, "round", "107"),
        (48123, "raw", "48123"),
        ("text", "round", "text"),
        (True, "", "yes"),
        ("2018-06-08", "", "8 June 2018"),
        ("2018-06-08", "raw", "2018-06-08"),
        ("2018-13-08", "", "2018-13-08"),
    ],
)
def test_formats(value: float | str, style: str, text: str) -> None:
    assert format_value(value, style) == text


@given(st.text(alphabet="ab`~>-{} \n1.[]^:", max_size=200))
def test_blanking_code_keeps_every_position(body: str) -> None:
    prose = prose_of(body)
    assert len(prose) == len(body)
    assert [i for i, c in enumerate(prose) if c == "\n"] == [i for i, c in enumerate(body) if c == "\n"]
    assert all(new in (old, " ") for new, old in zip(prose, body, strict=True))


@given(
    st.lists(
        st.sampled_from(["```figure bar", "```", "id: x", "text", "", "{{ a.b }}", "    code", "- item", "> ```"]),
        max_size=12,
    )
)
def test_any_body_is_scanned_or_refused(lines: list[str]) -> None:
    try:
        figures, values = scan("\n".join(lines), FILE, 1)
    except ContentError as error:
        assert error.line is not None
        return
    assert len({figure.key for figure in figures}) == len(figures)
    assert msgspec.json.decode(msgspec.json.encode(figures)) is not None
    assert all(value.name == "a.b" for value in values)


@pytest.mark.parametrize(
    ("info", "meant"),
    [
        ("figur bar", "figure bar"),
        ("Figure bar", "figure bar"),
        ("FIGURE bar", "figure bar"),
        ("figures bar", "figure bar"),
        ("figuer bar", "figure bar"),
        ("{figure} bar", "figure bar"),
        ("figure: bar", "figure bar"),
        ("fgure", "figure KIND"),
        ("predictions", "prediction"),
        ("Prediction", "prediction"),
        ("{prediction}", "prediction"),
    ],
)
def test_a_fence_that_is_nearly_a_figure_is_remarked_on(info: str, meant: str) -> None:
    (remark,) = near_misses(f"text\n\n```{info}\na: 1\n```\n", FILE, 10)
    assert remark == f"{FILE}:12: '```{info}' is shown as code; did you mean '```{meant}'?"


@pytest.mark.parametrize(
    "text",
    [
        '```python title="figure"\nx\n```',
        "```figure.py\nx\n```",
        "```figlet\nx\n```",
        "```configure\nx\n```",
        "```\nfigur bar\n```",
        "```figure bar\nx: 1\n```",
        "````markdown\n```figur bar\n```\n````",
        "    ```figur bar\n    ```",
        "A {{ demo.n }} and {{ n | 1 }}, \\{{ reviews here, `{{ reviews`.",
        "Sets {{1, 2} and a {{, and {{ x | x > 0}; a map {a: {b: 1}}.",
        "$\\frac{{ab}{c}}$ and {{ab, c}",
        "```\n{{ reviews\n```",
    ],
)
def test_code_and_braces_are_not_remarked_on(text: str) -> None:
    assert near_misses(text, FILE, 1) == ()


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        ("We have {{ reviews of it.", "{{ reviews", "{{ reviews }}"),
        ("We have {{reviews } here.", "{{reviews", "{{ reviews }}"),
        ("We have {{ reviews | round\nhere", "{{ reviews | round", "{{ reviews | round }}"),
        ("We have {{ reviews", "{{ reviews", "{{ reviews }}"),
    ],
)
def test_a_value_without_its_end_is_remarked_on(text: str, written: str, meant: str) -> None:
    hint = f"write '{meant}', or '\\{{{{' for two braces"
    assert near_misses(f"One.\n\n{text}\n", FILE, 4) == (
        f"{FILE}:6: '{written}' has no end and is shown as text; {hint}",
    )


def test_an_assertion_is_a_claim_about_values() -> None:
    body = "{{ demo.a }} {{ assert demo.eval.kneser-ney.8<=-1.9 }} {{assert demo.a != demo.b}} `{{ assert x.y > 1 }}`"
    shown, first, second = scan(body, FILE, 7)[1]
    assert shown.claim is None
    assert (first.claim, first.names, first.line) == (
        Claim("demo.eval.kneser-ney.8", "<=", "-1.9"),
        ("demo.eval.kneser-ney.8",),
        7,
    )
    assert second.names == ("demo.a", "demo.b")


@pytest.mark.parametrize(
    ("sign", "of_less", "of_equal", "of_more"),
    [
        ("<", True, False, False),
        ("<=", True, True, False),
        ("==", False, True, False),
        ("!=", True, False, True),
        (">=", False, True, True),
        (">", False, False, True),
    ],
)
def test_a_claim_is_compared_as_it_is_written(sign: str, of_less: bool, of_equal: bool, of_more: bool) -> None:
    claim = parse_claim(f"a.b {sign} 1.5")
    assert [claim.holds({"a.b": number}) for number in (1.25, 1.5, 2)] == [of_less, of_equal, of_more]
    turned = parse_claim(f"1.5 {sign} a.b")
    assert [turned.holds({"a.b": number}) for number in (2, 1.5, 1)] == [of_less, of_equal, of_more]


def test_a_text_is_not_compared() -> None:
    with pytest.raises(ContentError, match=r"'a\.b' is '2018-05-01', which is no number"):
        parse_claim("a.b > 3").holds({"a.b": "2018-05-01"})

from tests.pages.markup import html, shape


def test_a_marked_quote_is_a_callout_with_its_kind_as_title() -> None:
    text = html("> [!WARNING]\n> Mind the *gap*.\n>\n> - one\n")
    assert '<div class="admonition warning">' in text
    assert '<p class="admonition-title">Warning</p>' in text
    assert "<p>Mind the <em>gap</em>.</p>" in text
    assert shape("> [!NOTE]\n> a\n") == "div(p p)"


def test_a_title_may_stand_behind_the_mark() -> None:
    text = html("> [!tip] Try `this`\n>\n> Now.\n")
    assert '<p class="admonition-title">Try <code>this</code></p>' in text
    assert text.count("<p") == 2


def test_other_quotes_stay_quotes() -> None:
    assert shape("> [!SHOUT]\n> a\n") == "blockquote(p)"
    assert shape("> a [!NOTE]\n") == "blockquote(p)"

"""What a page's Content-Security-Policy blocks, and what it lets an author do."""

import pytest

FIRST = "content/posts/2018-06-15-first/index.md"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<p onclick="alert(1)">One</p>', "the script in 'onclick' of <p>"),
        ('<p><a href="javascript:alert(1)">One</a></p>', "the script in 'href' of <a>"),
        ('<object data="https://a.example/a.pdf">A paper</object>', "<object>"),
        ('<iframe title="A" src="http://a.example/"></iframe>', "<iframe> of http://a.example/"),
        ('<form action="http://a.example/"><button>Go</button></form>', "<form> of http://a.example/"),
    ],
)
def test_what_a_text_contains_and_browsers_block(faulty, html, words):
    faulty.post(f"One.\n\n{html}\n")
    assert [line for line in faulty.found("policy") if line.startswith(f"{FIRST}:7") and words in line]


@pytest.mark.parametrize(
    "html",
    [
        "<script>document.title += ' &amp; <b>more</b>';</script>",
        '<script type="module">\nimport "./a.js";\n</script>',
        '<script src="https://a.example/a.js" defer></script>',
        "<script type='application/json'>{}</script>",
        '<iframe title="A" src="https://a.example/"></iframe>',
        '<form action="https://a.example/"><button>Go</button></form>',
        '<img src="https://a.example/a.png" alt="A">',
    ],
)
def test_what_a_text_may_contain(faulty, html):
    faulty.post(f"One.\n\n{html}\n")
    assert faulty.found("policy") == []


def test_scripts_of_a_template_are_in_files_or_on_named_hosts(faulty):
    from fridaygram.pages.theme.roots import theme_root

    base = (theme_root() / "templates" / "base.html").read_text()
    added = '<script src="https://stats.example/s.js" defer></script>\n<script>let own = 1;</script>\n</head>'
    faulty.write("templates/base.html", base.replace("</head>", added))
    faulty.post("One.")
    host, inline = faulty.found("policy")
    assert "the script https://stats.example/s.js" in host
    assert 'scripts = ["https://stats.example"] in site.toml' in host
    assert inline.startswith("templates/base.html:")
    assert "a script that stands in the page" in inline
    settings = (faulty.root / "site.toml").read_text()
    faulty.write("site.toml", 'scripts = ["https://stats.example"]\n' + settings)
    assert faulty.found("policy") == [inline]


def test_a_page_without_a_policy_blocks_nothing(faulty):
    from fridaygram.pages.theme.roots import theme_root

    base = (theme_root() / "templates" / "base.html").read_text()
    lines = [line for line in base.split("\n") if "Content-Security-Policy" not in line]
    faulty.write("templates/base.html", "\n".join(lines))
    faulty.post('<p onclick="alert(1)">One</p>')
    assert faulty.found("policy") == []

"""Content-Security-Policy: the sources of an author's scripts."""

import base64
import hashlib

import pytest

from fridaygram.pages.theme.policy import policy, script_hash, scripts_of


def test_a_hash_is_the_one_that_browsers_take():
    # The example of CSP level 2, 4.2.5: its text and its hash.
    assert script_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


@pytest.mark.parametrize(
    ("html", "sources"),
    [
        ("<p>No script</p>", ()),
        ('<script src="/own.js"></script>', ()),
        ('<script src="//a.example/x.js"></script>', ("https://a.example",)),
        ("<SCRIPT SRC='https://a.example:81/x.js?a=1&amp;b=2'></SCRIPT>", ("https://a.example:81",)),
        ('<script type="application/ld+json">{}</script>', ()),
        ("<script src='https://a.example\";*/x.js'></script>", ()),
        ("<!-- <script>a</script> -->", ()),
    ],
)
def test_sources(html, sources):
    assert scripts_of(html) == sources


@pytest.mark.parametrize("start", ["<script>", '<script type="module">', "<script type=text/javascript async>"])
def test_a_script_in_the_text_is_known_by_its_hash(start):
    text = "\nlet a = '<b>';\n"
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert scripts_of(f"<p>x</p>{start}{text}</script>") == (f"'sha256-{digest}'",)


def test_a_page_with_scripts_of_its_author_may_ask_other_hosts():
    assert "connect-src 'self';" in policy([])
    assert "connect-src 'self';" in policy(["'wasm-unsafe-eval'"])
    assert "connect-src 'self' https:;" in policy(["https://a.example"])
    assert "unsafe-inline" not in policy(["https://a.example"]).split("script-src")[1].split(";")[0]

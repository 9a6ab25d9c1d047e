import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.urls import canonical, host_of, is_web_url


@pytest.mark.parametrize(
    "variant",
    [
        "http://b.example/2016/03/rain/",
        "https://www.b.example/2016/03/rain",
        "HTTPS://B.EXAMPLE:443/2016/03/rain/#comments",
        "http://b.example/2016/03/rain/?utm_source=feed&utm_medium=rss",
        "http://b.example/2016/03/rain/index.html?fbclid=123",
        " http://b.example/2016/03/r%61in ",
    ],
)
def test_one_post_has_one_form(variant):
    assert canonical(variant) == "https://b.example/2016/03/rain"


def test_what_tells_posts_apart_stays():
    assert canonical("http://b.example/?p=12") != canonical("http://b.example/?p=13")
    assert canonical("http://b.example/?b=2&a=1") == canonical("http://b.example/?a=1&b=2")
    assert canonical("http://b.example/Rain") != canonical("http://b.example/rain")
    assert canonical("http://b.example:8080/x") == "https://b.example:8080/x"


@pytest.mark.parametrize(
    "text", ["", "mailto:a@b.example", "javascript:alert(1)", "http://", "//b.example/x", "http://[bad", "http://a b/"]
)
def test_what_is_no_web_url(text):
    assert not is_web_url(text)
    assert canonical(text) == text.strip()


@given(st.text(max_size=60))
def test_canonical_is_idempotent_and_total(text):
    for url in (text, f"http://b.example/{text}", f"http://b.example/?{text}"):
        once = canonical(url)
        assert canonical(once) == once
    assert isinstance(host_of(text), str)

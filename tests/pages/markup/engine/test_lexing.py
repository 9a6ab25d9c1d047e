from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from fridaygram.pages.markup.engine.lexing import quicken

CODE = '''\
@decorated
async def distribution(history: str, *, counts={}) -> "dict[str, float]":
    """Count {what} follows."""  # until the end
    total = sum(0x1F + 1_000j * count for count in counts[history].values())
    return f"{total!r:>{10}} é" if not total else None

/* a comment */ SELECT * FROM posts WHERE day >= '2018-06-08';
fn main() -> Result<(), Box<dyn Error>> { println!("{}", 'x'); }
<p class="a">&amp; <!-- nothing --></p> $variable ${other} | grep -v "x" > /dev/null
key: [1, 2.5e3, true] # note
.own:hover { color: #fff !important }
'''
LANGUAGES = ("python", "bash", "rust", "sql", "html", "css", "toml", "javascript", "go", "perl", "haskell", "r")
SIGNS = "aZ_09 \n\t\"'`#$%&()*+,-./:;<=>?@[\\]^{|}~\x0b\x1cé\u212aſ\u4e2d"


@cache
def lexers(language):
    plain, quick = (get_lexer_by_name(language, stripnl=False) for _ in range(2))
    assert quicken(quick)
    return plain, quick


@pytest.mark.parametrize("language", LANGUAGES)
def test_tokens_are_those_of_the_lexer_itself(language):
    plain, quick = lexers(language)
    assert list(quick.get_tokens(CODE)) == list(plain.get_tokens(CODE))


@given(st.sampled_from(LANGUAGES), st.text(SIGNS, max_size=60))
def test_so_they_are_of_any_text(language, text):
    plain, quick = lexers(language)
    assert list(quick.get_tokens(text)) == list(plain.get_tokens(text))


@given(st.integers(0, len(CODE)), st.integers(0, len(CODE)))
def test_so_they_are_of_code_torn_apart(start, end):
    plain, quick = lexers("python")
    assert list(quick.get_tokens(CODE[start:end])) == list(plain.get_tokens(CODE[start:end]))


def test_a_lexer_with_a_loop_of_its_own_is_left_alone():
    assert not quicken(get_lexer_by_name("json"))
    assert not quicken(get_lexer_by_name("yaml"))

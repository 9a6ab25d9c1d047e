"""The scripts of large figures, as pages get them: without comments and the space that only people need."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fridaygram.files import read_text

_FOLDER = Path(__file__).parent


@cache
def script(name: str) -> bytes:
    """Return a script of this folder by its path in it ("explore/explore.js").

    Pygments splits it into tokens. Statements must end in semicolons, because line breaks go too.
    """
    from pygments.lexers.javascript import JavascriptLexer
    from pygments.token import Comment, String

    made, apart = "", False
    for kind, text in JavascriptLexer().get_tokens(read_text(_FOLDER / name)):
        kinds = kind.split()
        if Comment in kinds or (String not in kinds and not text.strip()):
            apart = True
            continue
        ends, begins = made[-1:], text[0]
        words = all(one.isalnum() or one in "_$" for one in ends + begins)
        # "a + +b" is not "a++b".
        if made and apart and (words or (ends == begins and ends in "+-")):
            made += " "
        made, apart = made + text, False
    return made.encode()

"""Style sheets and scripts put together into one file each whose name changes with its content; other assets listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from fridaygram.errors import ContentError
from fridaygram.files import digest, read_text

_TOKEN = re.compile(r"/\*.*?\*/|(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)]*\))|(\s+)", re.DOTALL)
_AROUND = re.compile(r" ?([{};,>]) ?")
_HELD = re.compile("\x00(\\d+)\x00")


def bundle(roots: Sequence[Path]) -> tuple[str, bytes]:
    """Return the site path and the bytes of the site's style sheet.

    It is every ``css/*.css`` of the asset folders in the order of their names; of two with one name, that
    of the first folder. Raises ContentError where there is none.
    """
    sheets = {path.name: path for root in reversed(roots) for path in (root / "css").glob("*.css")}
    if not sheets:
        raise ContentError(
            "no style sheet in assets/css", hint="the packaged theme has them: is the installation whole?"
        )
    data = "".join(minified(read_text(sheets[name])) for name in sorted(sheets)).encode()
    return f"/assets/site.{digest(data)[:8]}.css", data


def script(roots: Sequence[Path]) -> tuple[str, bytes]:
    """Return the site path and the bytes of the theme's script: every ``js/*.js``, as ``bundle`` does with styles."""
    parts = {path.name: path for root in reversed(roots) for path in (root / "js").glob("*.js")}
    data = "".join(read_text(parts[name]) for name in sorted(parts)).encode()
    return f"/assets/site.{digest(data)[:8]}.js", data


def static_files(roots: Sequence[Path]) -> dict[str, Path]:
    """Return the other assets, by site path: those in ``assets/root/`` go to the site's root."""
    found: dict[str, Path] = {}
    for root in reversed(roots):
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root).as_posix()
            hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
            if hidden or not path.is_file() or re.fullmatch(r"css/[^/]+\.css|js/[^/]+\.js", relative):
                continue
            found["/" + relative.removeprefix("root/") if relative.startswith("root/") else f"/assets/{relative}"] = (
                path
            )
    return dict(sorted(found.items()))


@lru_cache(maxsize=64)
def minified(css: str) -> str:
    """Return a style sheet without comments and needless space; strings and URLs stay as they are."""
    held: list[str] = []

    def shorter(token: re.Match[str]) -> str:
        if token[1]:
            held.append(token[1])
            return f"\x00{len(held) - 1}\x00"
        return " "

    short = _AROUND.sub(r"\1", _TOKEN.sub(shorter, css)).replace(": ", ":").replace(";}", "}")
    return _HELD.sub(lambda place: held[int(place[1])], re.sub(r" +", " ", short)).strip()

"""Assets: styles and scripts, each put together into one file named by its content, icons, and all other files.

All icons are made from one picture: ``assets/icon.png`` of the blog, square, best 512 pixels wide.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fridaygram.errors import ContentError
from fridaygram.files import digest, read_text
from fridaygram.pages.theme.faces import ROLES, SUFFIXES

if TYPE_CHECKING:
    from PIL.Image import Image

ICON = "/assets/icon.png"
ICON_SIZES = {"/apple-touch-icon.png": 180, "/icon-192.png": 192, "/icon-512.png": 512}
FAVICON, FAVICON_SIZES = "/favicon.ico", ((16, 16), (32, 32), (48, 48))
_LEAST_ICON = 180
_MADE_INTO_OTHERS = re.compile(
    rf"css/[^/]+\.css|js/[^/]+\.js|fonts/(?:{'|'.join(ROLES)})(?:{'|'.join(map(re.escape, SUFFIXES))})"
)
_TOKEN = re.compile(r"/\*.*?\*/|(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)]*\))|(\s+)", re.DOTALL)
_AROUND = re.compile(r" ?([{};,>]) ?")
_HELD = re.compile("\x00(\\d+)\x00")


def bundle(roots: Sequence[Path], fonts: str = "") -> tuple[str, bytes]:
    """Return the site path and the bytes of the site's style sheet.

    It is the rules of ``fonts``, then every style sheet. Raises ContentError where there is none.
    """
    sheets = parts_of(roots, "css")
    if not sheets:
        raise ContentError(
            "no style sheet in assets/css", hint="the packaged theme has them: is the installation whole?"
        )
    data = (fonts + "".join(minified(read_text(sheet)) for sheet in sheets)).encode()
    return f"/assets/site.{digest(data)[:8]}.css", data


def script(roots: Sequence[Path]) -> tuple[str, bytes]:
    """Return the site path and the bytes of the theme's script."""
    data = "".join(map(read_text, parts_of(roots, "js"))).encode()
    return f"/assets/site.{digest(data)[:8]}.js", data


def parts_of(roots: Sequence[Path], kind: Literal["css", "js"]) -> list[Path]:
    """Return the files of which the style sheet or the script is made, ``css/*.css`` or ``js/*.js``, in their order.

    They are in the order of their names; of two with one name, that of the first folder counts.
    """
    parts = {path.name: path for root in reversed(roots) for path in (root / kind).glob(f"*.{kind}")}
    return [parts[name] for name in sorted(parts)]


def static_files(roots: Sequence[Path]) -> dict[str, Path]:
    """Return the other assets, by site path: those in ``assets/root/`` go to the site's root."""
    found: dict[str, Path] = {}
    for root in reversed(roots):
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root).as_posix()
            hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
            if hidden or not path.is_file() or _MADE_INTO_OTHERS.fullmatch(relative):
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


def icon_set(file: Path) -> dict[str, bytes]:
    """Return the icon files of a site by site path.

    Raises ContentError for a picture that cannot be read, is not square, or is too small to be shrunk to an icon.
    """
    from PIL import Image
    from PIL.Image import Resampling

    try:
        with Image.open(file, formats=("PNG",)) as opened:
            icon = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ContentError("cannot read the icon", file=file, hint="it must be a PNG") from None
    if icon.width != icon.height or icon.width < _LEAST_ICON:
        size = f"{icon.width}x{icon.height}"
        raise ContentError(f"an icon cannot be {size}", file=file, hint="make it square, best 512x512")
    made = {}
    for path, width in ICON_SIZES.items():
        made[path] = _encoded(icon.resize((width, width), Resampling.LANCZOS), "PNG", optimize=True)
    made[FAVICON] = _encoded(icon, "ICO", sizes=FAVICON_SIZES)
    return made


def _encoded(image: Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fridaygram.errors import ContentError
from fridaygram.pages.theme.assets import FAVICON, ICON_SIZES, bundle, icon_set, minified, static_files
from fridaygram.pages.theme.roots import asset_roots, theme_root


def test_the_name_changes_with_the_content(tmp_path: Path) -> None:
    packaged = bundle(asset_roots(tmp_path))
    assert packaged == bundle(asset_roots(tmp_path))
    assert re.fullmatch(r"/assets/site\.[0-9a-f]{8}\.css", packaged[0])
    own = tmp_path / "assets/css"
    own.mkdir(parents=True)
    (own / "9-mine.css").write_text("p { color: red }")
    (own / "7-print.css").write_text("")
    name, css = bundle(asset_roots(tmp_path))
    assert name != packaged[0]
    assert b"font-size:11pt" in packaged[1]
    assert b"font-size:11pt" not in css
    assert b"p{color:red}" in css


def test_no_style_sheet_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no style sheet"):
        bundle((tmp_path,))


def test_other_assets_keep_their_names(tmp_path: Path) -> None:
    for name in ("css/a.css", "img/logo.png", "root/CNAME", "root/.well-known"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert list(static_files((tmp_path,))) == ["/CNAME", "/assets/img/logo.png"]


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("a { color : red ; }", "a{color :red}"),
        ('/* x */ a::after { content: " / * a  b */ " }', 'a::after{content:" / * a  b */ "}'),
        ("p  >  a , b :hover{ margin : 0  auto }", "p>a,b :hover{margin :0 auto}"),
        ("a{background:url( x;y.png )}", "a{background:url( x;y.png )}"),
        (
            "@media (min-width: 3rem) and (x) { a { top: calc(1px + 2px) } }",
            "@media (min-width:3rem) and (x){a{top:calc(1px + 2px)}}",
        ),
    ],
)
def test_minified(css: str, short: str) -> None:
    assert minified(css) == short


@given(st.text(alphabet="a{}:;,> /*\"'\n()", max_size=60))
def test_minifying_never_grows_and_ends(css: str) -> None:
    assert len(minified(css)) <= len(css)


def contrast(one: str, two: str) -> float:
    """WCAG 2.2's contrast ratio of two #rrggbb colours."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_colour_can_be_read_on_its_ground(scheme: int) -> None:
    css = (theme_root() / "assets/css/1-tokens.css").read_text().split("@media")[scheme]
    colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", css))
    pairs = [(text, ground) for text in ("ink", "muted", "accent", "second") for ground in ("paper", "sheet", "tint")]
    pairs += [(f"code-{name}", "code-ground") for name in ("comment", "key", "text", "name", "number")]
    pairs += [("ink", "mark"), ("ink", "code-ground")]
    pairs += [(f"code-{name}", "code-mark") for name in ("comment", "key", "text", "name", "number")]
    for text, ground in pairs:
        assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground, contrast(colour[text], colour[ground]))


def saved(path: Path, size: tuple[int, int]) -> Path:
    Image.new("RGBA", size, (200, 20, 20, 128)).save(path)
    return path


def test_one_picture_becomes_every_icon(tmp_path: Path) -> None:
    made = icon_set(saved(tmp_path / "icon.png", (512, 512)))
    assert made == icon_set(tmp_path / "icon.png")
    for path, width in ICON_SIZES.items():
        assert Image.open(io.BytesIO(made[path])).size == (width, width)
    assert Image.open(io.BytesIO(made[FAVICON])).info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize("size", [(512, 500), (64, 64)])
def test_what_is_no_icon_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(ContentError, match=f"cannot be {size[0]}x{size[1]}"):
        icon_set(saved(tmp_path / "icon.png", size))
    (tmp_path / "icon.png").write_bytes(b"no picture")
    with pytest.raises(ContentError, match="cannot read the icon"):
        icon_set(tmp_path / "icon.png")

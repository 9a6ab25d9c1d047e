import io
from pathlib import Path

import pytest
from PIL import Image

from fridaygram.errors import ContentError
from fridaygram.pages.theme.icons import FAVICON, SIZES, icon_set


def saved(path: Path, size: tuple[int, int]) -> Path:
    Image.new("RGBA", size, (200, 20, 20, 128)).save(path)
    return path


def test_one_picture_becomes_every_icon(tmp_path: Path) -> None:
    made = icon_set(saved(tmp_path / "icon.png", (512, 512)))
    assert made == icon_set(tmp_path / "icon.png")
    for path, width in SIZES.items():
        assert Image.open(io.BytesIO(made[path])).size == (width, width)
    assert Image.open(io.BytesIO(made[FAVICON])).info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize("size", [(512, 500), (64, 64)])
def test_what_is_no_icon_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(ContentError, match=f"cannot be {size[0]}x{size[1]}"):
        icon_set(saved(tmp_path / "icon.png", size))
    (tmp_path / "icon.png").write_bytes(b"no picture")
    with pytest.raises(ContentError, match="cannot read the icon"):
        icon_set(tmp_path / "icon.png")

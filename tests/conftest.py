"""What tests of several rooms share: small blogs to build, and the option that renews goldens."""

import gc
import shutil
import struct
import zlib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from fridaygram.files import digest_json
from fridaygram.plan import rendering
from fridaygram.plan.authored import asked_for

# pytest keeps many objects, and looking through them for garbage took a tenth of the time.
gc.set_threshold(100_000, 50, 50)

# A busy machine is no failure, and a run in CI shall see what a run at home saw. "quick" is for while you work.
settings.register_profile("fridaygram", deadline=None, derandomize=True)
settings.register_profile("quick", settings.get_profile("fridaygram"), max_examples=15)
settings.load_profile("fridaygram")

GOLDEN = Path(__file__).parent / "golden" / "sites"


def pytest_addoption(parser):
    """Add the only way in which goldens are ever written."""
    parser.addoption("--update-goldens", action="store_true", help="write goldens from what is built now")


@pytest.fixture(scope="session")
def update_goldens(request):
    """Return whether goldens are to be written rather than compared."""
    return request.config.getoption("--update-goldens")


def picture(width=4, height=2, grey=200):
    """Return a PNG of one grey, made here so that no library decides its bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + bytes([grey]) * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="session")
def draw_picture():
    """Give the function that makes a picture's bytes."""
    return picture


@pytest.fixture
def today(monkeypatch):
    """Give a function that makes a day (YYYY-MM-DD) today: what is built as of it is frozen."""

    def make(day):
        noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))

    return make


_DRAWN = {}


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch):
    """Let the builds of a process draw each figure once: that drawing is a function is tested where it is drawn."""
    draw = rendering._draw

    def remembered(root, directive, *given):
        key = digest_json([asked_for(directive, root).code, directive, *given])
        if key not in _DRAWN:
            _DRAWN[key] = draw(root, directive, *given)
        return _DRAWN[key]

    monkeypatch.setattr(rendering, "_draw", remembered)


@pytest.fixture
def small_blog(tmp_path):
    """Copy the small golden blog, whose last published post is of 15 June 2018."""
    root = tmp_path / "blog"
    shutil.copytree(GOLDEN / "small" / "blog", root)
    return root


@pytest.fixture(scope="session")
def tree():
    """Give a function that reads a folder whole: path -> bytes, hidden folders left out."""

    def read(folder):
        files = (path for path in sorted(Path(folder).rglob("*")) if path.is_file())
        relative = ((path.relative_to(folder).as_posix(), path) for path in files)
        return {name: path.read_bytes() for name, path in relative if not name.startswith(".")}

    return read

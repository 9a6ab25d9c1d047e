"""The program's own fingerprint: its source files and the versions of what it draws and renders with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fridaygram.files import digest_json
from fridaygram.graph.stamps import FileIndex, entries
from fridaygram.registry import shaping_folders

LIBRARIES = (
    "babel",
    "brotli",
    "budoux",
    "fontpkg",
    "fonttools",
    "jinja2",
    "latex2mathml",
    "markdown",
    "matplotlib",
    "msgspec",
    "pillow",
    "pybtex",
    "pygments",
    "pymdown",
    "pyyaml",
)
_PACKAGE = Path(__file__).parents[1]
_IGNORED = ("__pycache__", "_theme", "starter")


def source_tree() -> Iterator[tuple[str, bool]]:
    """Yield (path, is_folder) of the program, and of other packages that add figures, values, models or pages."""
    for root in (_PACKAGE, *shaping_folders()):
        yield from entries(str(root), _IGNORED)


def libraries_folder() -> Path | None:
    """Return the folder that the libraries are installed in; its stamp moves with every installation."""
    spec = find_spec("markdown")
    return Path(spec.origin).parents[1] if spec and spec.origin else None


@cache
def resident_digest() -> str:
    """Return the digest of the program as this process has loaded it, for one that builds again and again."""
    return program_digest(FileIndex())


def program_digest(index: FileIndex) -> str:
    """Return a digest that changes when the program or a library that shapes pages or figures does."""
    sources = {}
    for root in (_PACKAGE, *shaping_folders()):
        # The folder that a package stands in is another one on each machine.
        start = len(str(root.parent)) + 1
        for path, is_folder in entries(str(root), _IGNORED):
            if not is_folder and path.endswith((".py", ".json", ".toml", ".js", ".woff2")):
                sources[path[start:].replace(os.sep, "/")] = index.digest(path)
    folder = libraries_folder()
    names = sorted(entry.name for entry in folder.glob("*.dist-info")) if folder else []
    versions = [name for name in names if name.lower().replace("-", "_").startswith(LIBRARIES)]
    return digest_json([sources, versions])


def compiled_templates(cache: Path, program: str) -> Path:
    """Return the folder, beside the file of a cache, of templates compiled by the program of a digest.

    Those of other versions go.
    """
    folder = cache.with_name(f"templates-{program[:12]}")
    if not folder.is_dir():
        for other in cache.parent.glob("templates-*"):
            shutil.rmtree(other, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def part_digest(index: FileIndex, part: str) -> str:
    """Return a digest that changes when a folder of the program (``pages/pictures``) or Pillow does."""
    from PIL import __version__

    files = sorted((_PACKAGE / part).glob("*.py"))
    return digest_json([__version__, {path.name: index.digest(path) for path in files}])

"""Where templates and assets come from: the blog's own folders first, then the packaged theme."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def theme_root() -> Path:
    """Return the folder with the packaged ``templates/`` and ``assets/``: in a wheel, or in the source tree."""
    packaged = _PACKAGE / "_theme"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1]


def template_roots(root: Path) -> tuple[Path, ...]:
    """Return the folders of templates for the blog at ``root``; the first that has a template wins."""
    return _roots(root, "templates")


def asset_roots(root: Path) -> tuple[Path, ...]:
    """Return the folders of assets for the blog at ``root``; the first that has a file wins."""
    return _roots(root, "assets")


def _roots(root: Path, name: str) -> tuple[Path, ...]:
    own, packaged = root / name, theme_root() / name
    same = own.is_dir() and own.resolve() == packaged.resolve()
    return (packaged,) if same or not own.is_dir() else (own, packaged)

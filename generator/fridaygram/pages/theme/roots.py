"""Where templates and assets come from: the blog's own folders, the theme that site.toml names, the packaged theme."""

from __future__ import annotations

import tomllib
from pathlib import Path

from fridaygram import registry
from fridaygram.config import FILE, line_of
from fridaygram.errors import ConfigError, UsageError

_PACKAGE = Path(__file__).resolve().parents[2]


def theme_root() -> Path:
    """Return the folder with the packaged ``templates/`` and ``assets/``: in a wheel, or in the source tree."""
    packaged = _PACKAGE / "_theme"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1]


def named_theme(root: Path) -> Path | None:
    """Return the folder of the theme that ``root``/site.toml names, None where it names none.

    Raises ConfigError for a theme that no installed package has.
    """
    try:
        text = (root / FILE).read_text("utf-8-sig")
        name = tomllib.loads(text).get("theme")
    except (OSError, ValueError, RecursionError):
        return None  # ``load_site`` says what is wrong with the file
    if not name or not isinstance(name, str):
        return None
    try:
        return registry.folder(registry.THEMES, name, what="theme")
    except UsageError as error:
        is_near = "did you mean" in (error.hint or "")
        hint = error.hint if is_near or "unknown" not in error.message else "install its package, or leave it out"
        raise ConfigError(error.message, file=root / FILE, line=line_of(text, "theme"), hint=hint) from None


def template_roots(root: Path) -> tuple[Path, ...]:
    """Return the folders of templates for the blog at ``root``; the first that has a template wins."""
    return _roots(root, "templates")


def asset_roots(root: Path) -> tuple[Path, ...]:
    """Return the folders of assets for the blog at ``root``; the first that has a file wins."""
    return _roots(root, "assets")


def _roots(root: Path, name: str) -> tuple[Path, ...]:
    packaged, theme = theme_root() / name, named_theme(root)
    folders = [root / name, *([theme / name] if theme else [])]
    others = (folder for folder in folders if folder.is_dir() and folder.resolve() != packaged.resolve())
    return (*others, packaged)

"""From files that were written to what of a known site they can change, where that is plain to see."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fridaygram.pages.document import NOT_SHIPPED
from fridaygram.pages.theme.roots import asset_roots, template_roots
from fridaygram.plan.live.memory import Kept
from fridaygram.values.results import NAME

SHARED_DATA = "content/data/"


@dataclass
class Touched:
    """What was written: the style sheet, anything that pages are made of, texts (by source), files beside texts.

    ``around`` are the documents whose folder holds something written; ``shared`` says that any document may show it.
    """

    styles: bool = False
    pages: bool = False
    texts: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)
    shared: bool = False


def touched(changed: Iterable[Path], root: Path, kept: Kept) -> Touched | None:
    """Return what the files ``changed`` touch; None where texts or files may have come, gone or changed their place.

    That is so for site.toml, corpora, models, pictures that are shipped as copies, and all that was not there before.
    """
    found = Touched()
    sheets = {folder.resolve() / "css" for folder in asset_roots(root)}
    templates = [folder.resolve() for folder in template_roots(root)]
    root = root.resolve()
    for path in changed:
        if path.parent in sheets and path.suffix == ".css":
            found.styles = True
        elif any(path.is_relative_to(folder) for folder in templates):
            found.pages = True
        elif not (path.is_relative_to(root) and _sort(path.relative_to(root).as_posix(), path, kept, found)):
            return None
    return found


def _sort(source: str, path: Path, kept: Kept, found: Touched) -> bool:
    """Note a file of the blog in ``found``. Return whether it is one whose part in the site is known."""
    if not path.is_file():
        # An editor's own file, gone already; where one of ours is gone, others may have to go with it.
        return not path.exists() and not _is_known(source, kept)
    if source in (kept.library.pictures or {}) or not _is_known(source, kept):
        return False
    found.pages = True
    if source in kept.documents:
        found.texts.add(source)
    elif _is_shared(source):
        found.shared = True
    else:
        found.files.add(source)
    folder = _bundle(source)
    found.around |= {source, f"{folder}/index.md", _text_of(source)} & kept.documents.keys()
    # A notebook's page has the draft mark and the day of the post that it lies beside.
    besides = {other for other in kept.documents if other.startswith(f"{folder}/")} if folder else set()
    found.texts |= {other for other in besides if source == f"{folder}/index.md"}
    found.around |= besides
    return True


def _is_known(source: str, kept: Kept) -> bool:
    index = f"{_bundle(source)}/index.md"
    beside = source in kept.found.files.get(index, ())
    ours = index in kept.found.files and posixpath.basename(source) in NOT_SHIPPED
    return beside or ours or not kept.documents.keys().isdisjoint({source, _text_of(source)}) or _is_shared(source)


def _is_shared(source: str) -> bool:
    return source.startswith(SHARED_DATA)


def _text_of(results: str) -> str:
    """Return the text NAME.md that NAME.results.json lies beside, "" for other files."""
    name = results.removesuffix(f".{NAME}")
    return "" if name == results else f"{name}.md"


def _bundle(source: str) -> str:
    """Return the folder of the post or page that a file belongs to, "" where it has none of its own."""
    parts = source.split("/")
    return "/".join(parts[:3]) if len(parts) > 3 else ""

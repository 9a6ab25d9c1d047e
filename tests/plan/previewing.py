"""A preview's builds, one after the other, without its processes."""

import shutil

from fridaygram.errors import FridaygramError
from fridaygram.plan.blog import Blog, Live, Options
from fridaygram.plan.build import build

IGNORED = shutil.ignore_patterns(".fridaygram", "site")


class Previewing:
    """A blog being previewed, drafts and all. ``looked_at`` are the output files of the pages that are open."""

    def __init__(self, root, tree):
        self.root = root
        self.target = root / ".fridaygram" / "preview"
        self.tree = tree
        self.looked_at = frozenset()

    def build(self, superseded=lambda: False):
        """Build; return the site or the error, and what the first of the news said of files: their bytes then."""
        news = []

        def written(paths, unpublished):
            news.append({path: self._bytes(path) for path in paths})

        live = Live(self.looked_at, written, superseded)
        return outcome(self.root, self.target, self.tree, live), news

    def _bytes(self, path):
        file = self.target / path
        return file.read_bytes() if file.is_file() else None


def outcome(root, target, tree, live):
    try:
        build(Blog(root), Options(output=target, workers=1, drafts=True, date="2018-06-16", live=live))
    except FridaygramError as error:
        return str(error).replace(str(root), "")
    return tree(target)


def clean(preview, folder):
    """Return what a first build of the same sources comes to."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(preview.root, folder, ignore=IGNORED)
    live = Live(frozenset(), lambda paths, unpublished: None, lambda: False)
    return outcome(folder, folder / ".fridaygram" / "preview", preview.tree, live)

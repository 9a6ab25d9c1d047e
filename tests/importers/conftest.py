"""Old blogs as plain dictionaries of files, imported and built as a user does it."""

import json
from pathlib import Path

import pytest

from fridaygram.cli import main
from fridaygram.config import load_site
from fridaygram.pages.document import read_document
from fridaygram.pages.frontmatter import parse, split
from fridaygram.pages.library import path_of
from fridaygram.pages.urls import output_file

TODAY = "2024-03-08"


class Imported:
    """A blog that was imported: its report, its documents, and the site that a build makes of them."""

    def __init__(self, root, code, out, err):
        self.root, self.code, self.out, self.err = root, code, out, err

    @property
    def report(self):
        """The report as a script reads it."""
        return json.loads(self.out)

    @property
    def counts(self):
        """How many documents were new, the same or other ones, and how many files were written."""
        return {name: self.report["counts"][name] for name in ("new", "same", "kept", "files")}

    def notes(self, *kinds):
        """Return the report's notes of some kinds, by default of all that need a person: (file, line, message)."""
        report = self.report
        found = [note for kind in kinds or ("lost", "changed", "todo") for note in report[kind]]
        return sorted((note["file"], note["line"], note["message"]) for note in found)

    def about(self, words, *kinds):
        """Return the places, file:line, of notes whose message has ``words``."""
        return [f"{file}:{line}" for file, line, message in self.notes(*kinds) if words in message]

    @property
    def files(self):
        """The files of content/ as sorted paths."""
        content = self.root / "content"
        return sorted(path.relative_to(content).as_posix() for path in content.rglob("*") if path.is_file())

    def text(self, place):
        """Return the body of a document, given its folder below content/."""
        return self._parts(place).body.strip("\n")

    def meta(self, place):
        """Return a document's front matter."""
        return parse(self._parts(place), self._source(place))

    def _source(self, place):
        return f"content/{place}/index.md"

    def _parts(self, place):
        return split((self.root / self._source(place)).read_text("utf-8"), self._source(place))

    def build(self, *more):
        """Build strictly, as of the tests' day: a warning is an error."""
        assert main(["build", "--strict", "--blog", str(self.root), "--date", TODAY, *more]) == 0
        return self.root / "site"

    def html(self, path):
        """Return the page at a path of the built site."""
        return (self.root / "site" / output_file(path)).read_text("utf-8")

    def file(self, url):
        """Return the file below the site's folder that a server shows at a URL path."""
        return output_file(url)

    def url(self, place):
        """Return the site path of a document, given its folder below content/."""
        site = load_site(self.root)
        return path_of(read_document(self.root, self._source(place), site.timezone), site)


def write_all(folder, files):
    """Write files given as path -> text or bytes."""
    for name, content in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return Path(folder)


@pytest.fixture
def bring(tmp_path, capsys):
    """Give a function that writes an old blog and imports it: (program, files, *options) -> Imported.

    ``source`` is the file of the blog that is named in place of its folder.
    """

    def run(program, files, *options, source=""):
        old, root = write_all(tmp_path / "old", files), tmp_path / "new"
        capsys.readouterr()
        code = main(["import", program, str(old / source), "--blog", str(root), "--date", TODAY, "--json", *options])
        said = capsys.readouterr()
        return Imported(root, code, said.out, said.err)

    return run

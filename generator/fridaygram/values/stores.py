"""The corpora, models and data files of a blog, opened once a build, looked at as of a post's date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.errors import ContentError, CorpusError, ModelError, suggestion
from fridaygram.files import digest, digest_file
from fridaygram.registry import missing, require
from fridaygram.values.base import Extent, ValueSource
from fridaygram.values.results import NAME, Results, read_results

if TYPE_CHECKING:
    from fridaygram.corpus.store import Corpus
    from fridaygram.lm import Index


class Shelf:
    """What a build has opened so far, and the digests it knows.

    ``digests`` maps "NAME CORPUS-STATE AS-OF" to the digest of that snapshot; a caller may keep it between
    builds, so that a corpus that has not changed is not even read. ``unwritten`` are the results.json that this build
    has changed and not written yet. ``closed`` are the models that were asked for and are here, but cannot be opened
    without the extra ``train``.
    """

    def __init__(self, corpora: Path, models: Path, digests: dict[str, str] | None = None):
        self.corpora = corpora
        self.models = models
        self.digests = {} if digests is None else digests
        self.unwritten: dict[Path, Results] = {}
        self.closed: set[str] = set()
        self._corpora: dict[str, Corpus] = {}
        self._indexes: dict[str, Index] = {}
        self._texts: dict[tuple[str, date | None], list[str]] = {}
        self._extents: dict[tuple[str, date | None], Extent] = {}

    def corpus(self, name: str) -> Corpus:
        """Open a corpus. Raises CorpusError, with the nearest name, where it is not here."""
        from fridaygram.corpus.store import open_corpus

        if name not in self._corpora:
            here = self._checked(name)
            if name not in here:
                hint = suggestion(name, here)
                raise CorpusError(f"no corpus '{name}'", hint=f"{hint}; or import one: fridaygram corpus import")
            self._corpora[name] = open_corpus(self.corpora / name)
        return self._corpora[name]

    def index(self, name: str) -> Index:
        """Open a trained index.

        Raises ModelError, with the way to train it, where it is not here; UsageError without the extra ``train``.
        """
        from fridaygram.lm import open_index

        if name not in self._indexes:
            here = self._checked(name)
            if not (self.models / name).is_dir():
                trainable = name in here or not here
                hint = f"train it: fridaygram train {name}" if trainable else suggestion(name, here)
                raise ModelError(f"no trained model '{name}'", hint=hint)
            require("train", f"the model '{name}'")
            self._indexes[name] = open_index(self.models / name)
        return self._indexes[name]

    def _checked(self, name: str) -> list[str]:
        """Return the corpora that are here, after a look whether ``name`` could be one at all."""
        from fridaygram.corpus.store import check_name

        here = sorted(_folders(self.corpora))
        if not name:
            raise CorpusError("no corpus is named", hint=f"say which: 'corpus: {here[0] if here else 'NAME'}'")
        check_name(name)
        return here

    def texts(self, name: str, as_of: date | None) -> list[str]:
        """Return the texts of a corpus's reviews as of a date."""
        key = (name, as_of)
        if key not in self._texts:
            self._texts[key] = [review.content for review in self.corpus(name).reviews(as_of)]
        return self._texts[key]

    def extent(self, name: str, as_of: date | None) -> Extent:
        """Return how many texts a corpus has as of a date, and the day of the last."""
        key = (name, as_of)
        if key not in self._extents:
            days = [review.date_published[:10] for review in self.corpus(name).reviews(as_of)]
            self._extents[key] = Extent(len(days), max(days, default=""))
        return self._extents[key]

    def snapshot_digest(self, name: str, as_of: date | None) -> str:
        """Return the digest of a corpus as of a date: reviews and funnel, whatever came later."""
        import msgspec

        corpus = self.corpus(name)
        key = f"{name} {corpus.state} {as_of or ''}"
        if key not in self.digests:
            funnel = corpus.funnel(as_of)
            parts = [corpus.reviews(as_of), funnel.as_values() if funnel else None]
            self.digests[key] = digest(msgspec.json.encode(parts, order="deterministic"))
        return self.digests[key]

    def has_corpus(self, name: str) -> bool:
        """Return whether a corpus of that name is here."""
        return (self.corpora / name / "corpus.json").is_file()

    def has_index(self, name: str) -> bool:
        """Return whether a trained model of that name is here, and can be opened."""
        here = (self.models / name).is_dir()
        if here and missing("train"):
            self.closed.add(name)
            return False
        return here


class BlogStores:
    """The shelf as one post sees it: as of its date, its own folder first.

    ``stale``: whether a model that is older than its corpus may be used, which ``remarks`` then say; None asks nothing.
    """

    def __init__(self, root: Path, shelf: Shelf, bundle: Path, as_of: date | None):
        self.root = root
        self.shelf = shelf
        self.bundle = bundle
        self.as_of = as_of
        self.stale: bool | None = None
        self.remarks: list[str] = []

    def at(self, day: date) -> BlogStores:
        """Return the same stores as of another day."""
        other = BlogStores(self.root, self.shelf, self.bundle, day)
        other.stale, other.remarks = self.stale, self.remarks
        return other

    def corpus(self, name: str) -> Corpus:
        """Open a corpus. Raises CorpusError where it is not here."""
        return self.shelf.corpus(name)

    def index(self, name: str) -> Index:
        """Open a trained model's index.

        Raises ModelError where it is not here, and where a refresh meets one that is older than its corpus.
        """
        from fridaygram.corpus.header import check_model_is_current

        index = self.shelf.index(name)
        if self.stale is not None:
            remark = check_model_is_current(self.shelf.corpora / name, index.corpus_digest, stale=self.stale)
            self.remarks += [remark] if remark and remark not in self.remarks else []
        return index

    def texts(self, name: str) -> list[str]:
        """Return the texts of a corpus as of the post's date."""
        return self.shelf.texts(name, self.as_of)

    def file(self, name: str) -> Path:
        """Find a data file beside the post, else in content/data/. Raises ContentError where there is none."""
        shared = self.root / "content" / "data"
        for folder in (self.bundle, shared):
            path = (folder / name).resolve()
            if not path.is_relative_to(folder.resolve()):
                raise ContentError(f"data file '{name}' is outside the post", hint="keep it beside the post's index.md")
            if path.is_file():
                return path
        here = [path.name for folder in (self.bundle, shared) if folder.is_dir() for path in folder.iterdir()]
        raise ContentError(f"no data file '{name}' beside the post or in content/data", hint=suggestion(name, here))

    def results(self) -> dict[Path, Results]:
        """Return the frozen values of the posts, by their results.json, with what this build has computed."""
        posts = self.root / "content" / "posts"
        paths = {*posts.glob(f"*/{NAME}"), *posts.glob(f"*.{NAME}"), *self.shelf.unwritten}
        return {path: self.shelf.unwritten.get(path) or read_results(path) for path in sorted(paths)}

    def digest(self, source: ValueSource) -> str | None:
        """Return the fingerprint of a source as of the post's date, None where it is not here."""
        if source.kind == "corpus":
            here = self.shelf.has_corpus(source.name)
            return self.shelf.snapshot_digest(source.name, self.as_of) if here else None
        if source.kind == "model":
            return self.shelf.index(source.name).digest if self.shelf.has_index(source.name) else None
        try:
            return digest_file(self.file(source.name))
        except ContentError:
            return None

    def extent(self, source: ValueSource) -> Extent:
        """Return how far a source that is here reaches.

        A model that was trained on a whole corpus reaches as far as that does, which is known while it is here.
        """
        if source.kind == "corpus":
            return self.shelf.extent(source.name, self.as_of)
        if source.kind == "file":
            return Extent()
        index = self.index(source.name)
        day = index.as_of
        if not day and self.shelf.has_corpus(source.name):
            corpus = self.shelf.corpus(source.name)
            day = self.shelf.extent(source.name, None).day if corpus.digest == index.corpus_digest else ""
        return Extent(index.texts, day)


def _folders(parent: Path) -> list[str]:
    return [path.name for path in parent.iterdir() if path.is_dir()] if parent.is_dir() else []

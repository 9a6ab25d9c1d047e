"""The corpora, models and data files of a blog, opened once a build, looked at as of a post's date.

A corpus may have several models: the plain one has its name, others begin with it (``demo-2018-06-08``). A post takes
the newest that is not newer than its date. Where it names another model than the plain one, it takes that model, and
the corpus as of that model's day.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.errors import ContentError, CorpusError, ModelError, suggestion
from fridaygram.files import digest, digest_file
from fridaygram.registry import install_hint, missing, require
from fridaygram.values.base import Extent, ValueSource
from fridaygram.values.results import NAME, Results, read_results

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review
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
        self._models: dict[str, list[str]] = {}
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
            if _folders(self.models):
                require("train", f"the model '{name}'")
            if not self.has_index(name):
                trainable = name in here or not here
                known = {*here, *_folders(self.models)}
                hint = f"train it: fridaygram train {name}" if trainable else suggestion(name, known)
                raise ModelError(f"no trained model '{name}'", hint=hint)
            self._indexes[name] = open_index(self.models / name)
        return self._indexes[name]

    def models_of(self, corpus: str) -> list[str]:
        """Return the names of a corpus's models, the oldest corpus day first, the plain one last of its day."""
        if corpus not in self._models:
            named = [name for name in _folders(self.models) if name == corpus or name.startswith(f"{corpus}-")]
            # A network's folder, NAME+KIND, is part of the model NAME.
            found = {name: self.index(name) for name in named if "+" not in name and self.has_index(name)}
            own = [name for name, index in found.items() if index.corpus == corpus]
            self._models[corpus] = sorted(own, key=lambda name: (found[name].day, name == corpus, name))
        return self._models[corpus]

    def model_as_of(self, name: str, day: date | None) -> str:
        """Return which model a post of a day takes: the newest of the corpus ``name`` that is not newer than the day.

        Where all are newer, and without a day, it is the plain one, if it is here. Another model's name is itself.
        """
        models = self.models_of(name)
        older = [model for model in models if day and self.index(model).day <= day.isoformat()]
        return older[-1] if older else name if name in models or not models else models[0 if day else -1]

    def corpus_of(self, name: str) -> str:
        """Return the corpus that a name stands for: the one of that name, or that of the model of that name."""
        return name if self.has_corpus(name) or not self.has_index(name) else self.index(name).corpus

    def check_model_is_current(self, name: str, *, stale: bool) -> str:
        """Return a remark about a model that is older than its corpus, "" for any other.

        A model of the corpus as of a day stays current. Raises ModelError for an older one unless ``stale``.
        """
        from fridaygram.corpus.store import open_corpus

        index = self.index(name)
        try:
            here = open_corpus(self.corpora / name, checked=()).digest
        except CorpusError:
            return ""  # the corpus is not here, or what reads it says what is wrong with it
        if index.as_of or index.corpus_digest in ("", here):
            return ""
        problem, way_out = f"the model '{name}' is older than its corpus", f"train it again: fridaygram train {name}"
        if stale:
            return f"{problem}; {way_out}"
        raise ModelError(problem, hint=f"{way_out}; or go on with --stale")

    def _checked(self, name: str) -> list[str]:
        """Return the corpora that are here, after a look whether ``name`` could be one at all."""
        from fridaygram.corpus.store import check_name

        here = sorted(_folders(self.corpora))
        if not name:
            raise CorpusError("no corpus is named", hint=f"say which: 'corpus: {here[0] if here else 'NAME'}'")
        check_name(name)
        return here

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

    def notes(self) -> list[str]:
        """Return a note for each model that cannot be opened."""
        kept = "stays closed, and what was computed from it frozen"
        return [f"the model '{name}' {kept}: {install_hint('train')}" for name in sorted(self.closed)]


class BlogStores:
    """The shelf as one post sees it: as of its date, its own folder first.

    A corpus is named by its own name, or by that of a model: then it is the corpus as of the model's day.

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
        return self.shelf.corpus(self.shelf.corpus_of(name))

    def day(self, name: str) -> date | None:
        """Return the day as of which a corpus is seen: the post's, or that of the model whose name is given."""
        if self.shelf.corpus_of(name) == name:
            return self.as_of
        return _date(self.shelf.index(name).day) or self.as_of

    def reviews(self, name: str) -> list[Review]:
        """Return the reviews of a corpus as of its day."""
        return self.corpus(name).reviews(self.day(name))

    def index(self, name: str) -> Index:
        """Open the index of the model that the post takes for a corpus, or of the model of that name.

        Raises ModelError where it is not here, and where a refresh meets one that is older than its corpus.
        """
        model = self.shelf.model_as_of(name, self.as_of)
        index = self.shelf.index(model)
        if self.stale is not None:
            remark = self.shelf.check_model_is_current(model, stale=self.stale)
            self.remarks += [remark] if remark and remark not in self.remarks else []
        return index

    def training(self, name: str) -> list[Review]:
        """Return the reviews from which the model of ``index(name)`` was made, held-out ones too, in their order.

        Raises ModelError where the corpus of that day is not what the model was trained on.
        """
        index, corpus = self.index(name), self.corpus(name)
        as_of = _date(index.as_of)
        if corpus.digest_as_of(as_of) != index.corpus_digest:
            model = self.shelf.model_as_of(name, self.as_of)
            of_day = f" --as {model} --date {as_of}" if as_of else ""
            hint = f"train it again: fridaygram train {corpus.name}{of_day} --held-out 0.2"
            raise ModelError(f"model '{model}' was trained on another state of its corpus", hint=hint)
        return corpus.reviews(as_of)

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
            corpus = self.shelf.corpus_of(source.name)
            here = self.shelf.has_corpus(corpus)
            return self.shelf.snapshot_digest(corpus, self.day(source.name)) if here else None
        if source.kind == "model":
            model = self.shelf.model_as_of(source.name, self.as_of)
            return self.shelf.index(model).digest if self.shelf.has_index(model) else None
        try:
            return digest_file(self.file(source.name))
        except ContentError:
            return None

    def extent(self, source: ValueSource) -> Extent:
        """Return how far a source that is here reaches."""
        if source.kind == "corpus":
            return self.shelf.extent(self.shelf.corpus_of(source.name), self.day(source.name))
        if source.kind == "file":
            return Extent()
        index = self.index(source.name)
        return Extent(index.texts, index.day)

    def is_newer(self, source: ValueSource) -> bool:
        """Return whether a source is a model that is newer than the post: one of the post's day is not here."""
        if source.kind != "model" or self.as_of is None:
            return False
        model = self.shelf.model_as_of(source.name, self.as_of)
        return self.shelf.has_index(model) and self.shelf.index(model).day > self.as_of.isoformat()


def _date(day: str) -> date | None:
    return date.fromisoformat(day) if day else None


def _folders(parent: Path) -> list[str]:
    return [path.name for path in parent.iterdir() if path.is_dir()] if parent.is_dir() else []

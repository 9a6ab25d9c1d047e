"""Corpora of one's own: JSON lines, JSON, CSV or a folder of texts become a corpus."""

from fridaygram.corpus.importing.fields import NOT_UTF_8
from fridaygram.corpus.importing.importer import IntakeReport, Refusal, import_corpus

__all__ = ["NOT_UTF_8", "IntakeReport", "Refusal", "import_corpus"]

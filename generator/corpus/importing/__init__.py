"""Corpora of one's own: JSON lines, JSON, CSV or a folder of texts become a corpus."""

from generator.corpus.importing.importer import ImportReport, Refusal, import_corpus

__all__ = ["ImportReport", "Refusal", "import_corpus"]

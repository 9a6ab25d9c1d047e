"""Context mixing with a cache of the text itself: another game than a static model's, it learns as it goes."""

from __future__ import annotations

from fridaygram.lm.models.context_mixing import ContextMixing


class CachedContextMixing(ContextMixing):
    """Context mixing that also counts what the text at hand has said so far."""

    name = "context-mixing-cache"
    cached = True


MODEL = CachedContextMixing

"""The mixture with a cache of the text itself: another game than a static model's, it learns as it goes."""

from __future__ import annotations

from fridaygram.lm.models._mixture import Mixture


class CachedMixture(Mixture):
    """The mixture that also remembers what the text at hand has said so far, however long ago; see ``_mixing.py``."""

    name = "mixture-cache"
    cached = True


MODEL = CachedMixture

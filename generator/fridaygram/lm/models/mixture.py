"""A mixture of Kneser-Ney orders and of words whose weights were learnt in training: see ``_mixing.py``."""

from __future__ import annotations

from fridaygram.lm.models._mixture import Mixture


class StaticMixture(Mixture):
    """The mixture without a cache: what it says depends on the last ``order`` characters and four words."""

    name = "mixture"


MODEL = StaticMixture

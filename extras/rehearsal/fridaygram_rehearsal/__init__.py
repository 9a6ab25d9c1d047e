"""A miniature web on the loopback interface: services, blogs, and everything that goes wrong with them.

It carries the demo corpus, so ``fridaygram acquire demo --demo-web`` runs the real pipeline, with its real clients,
crawler and filters, on a machine without a network and without secrets. Fridaygram finds it by the entry point
``fridaygram.rehearsal`` and uses the four names below.
"""

from fridaygram_rehearsal.apis import SECRETS
from fridaygram_rehearsal.demo import LAST, demo_world, settings
from fridaygram_rehearsal.server import MiniWeb

__all__ = ["LAST", "SECRETS", "serve", "settings"]


def serve() -> MiniWeb:
    """Return a server of the demo world, to be entered as a context manager."""
    return MiniWeb(demo_world())

"""The Markdown converter, loaded without what it never uses."""

from __future__ import annotations

import sys
from types import ModuleType


def load_converter() -> None:
    """Load the converter and its libraries.

    One of them wants two functions of ``urllib.request`` that no extension of ours calls, and so brings HTTP, TLS and
    mail, which take as long to load as all of Markdown. It is given functions that load it when they are called.
    """
    name = "urllib.request"
    if name not in sys.modules and "pymdownx.util" not in sys.modules:
        sys.modules[name] = _stand_in(name)
        try:
            import pymdownx.util  # noqa: F401
        finally:
            del sys.modules[name]
    import generator.pages.markup.convert  # noqa: F401


def _stand_in(name: str) -> ModuleType:
    def pathname2url(path: str) -> str:
        from urllib.request import pathname2url

        return pathname2url(path)

    def url2pathname(url: str) -> str:
        from urllib.request import url2pathname

        return url2pathname(url)

    module = ModuleType(name)
    vars(module).update(pathname2url=pathname2url, url2pathname=url2pathname)
    return module

"""What other sites do for a page, on request: keep its comments, open its notebook. No page asks them by itself."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from fridaygram.config import Site
from fridaygram.pages.urls import encoded


def comments_of(site: Site) -> dict[str, Any] | None:
    """Return who keeps the comments, None for nobody.

    It has the ``name`` and ``host`` of the provider, the ``page`` on GitHub where the comments are, and the attributes
    of the ``script`` that shows them below a post (https://giscus.app, https://utteranc.es).
    """
    kept = site.comments
    if kept.provider == "giscus":
        script = {
            "src": "https://giscus.app/client.js",
            "data-repo": kept.repository,
            "data-repo-id": kept.repository_id,
            "data-category": kept.category,
            "data-category-id": kept.category_id,
            "data-mapping": "pathname",
            "data-strict": "1",
            "data-theme": "preferred_color_scheme",
        }
        page = f"https://github.com/{kept.repository}/discussions"
        return {"name": kept.provider, "host": "giscus.app", "page": page, "script": script}
    if kept.provider == "utterances":
        script = {
            "src": "https://utteranc.es/client.js",
            "repo": kept.repository,
            "issue-term": "pathname",
            "theme": "preferred-color-scheme",
        }
        page = f"https://github.com/{kept.repository}/issues"
        return {"name": kept.provider, "host": "utteranc.es", "page": page, "script": script}
    return None


def notebook_links(site: Site, source: str) -> list[dict[str, str]]:
    """Return where the notebook ``source`` of a blog on GitHub can be opened; nowhere without its ``repository``."""
    found = re.fullmatch(r"https://github\.com/([^/]+/[^/]+?)(?:\.git)?/?(?:/tree/([^/]+)(/.+?)?/?)?", site.repository)
    if found is None:
        return []
    branch, folder = found[2] or site.publish.source, unquote(found[3] or "")
    place = f"github/{found[1]}/blob/{branch}{encoded(f'{folder}/{source}')}"
    return [
        {"name": "nbviewer", "url": f"https://nbviewer.org/{place}"},
        {"name": "Colab", "url": f"https://colab.research.google.com/{place}"},
    ]

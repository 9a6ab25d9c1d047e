"""The fonts of a site: cut once for each group of characters that it shows, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from fridaygram.graph.cache import kept_result
from fridaygram.graph.runner import Task, TaskResult
from fridaygram.pages.body import Facts
from fridaygram.pages.document import Document
from fridaygram.pages.entries import Loaded, site_data
from fridaygram.pages.theme.faces import BASIC, GROUPS, PRELOADED, FontFacts, cut, font_files, groups_of, rules
from fridaygram.pages.theme.roots import asset_roots
from fridaygram.plan.blog import BuildContext

FOLDER = "fonts/"
CUT_WEIGHT = 60


@dataclass
class SiteFonts:
    """The CSS that loads a site's fonts, the site paths that every page loads at once, and how each file is got."""

    css: str = ""
    preloaded: tuple[str, ...] = ()
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)


def make_fonts(context: BuildContext, documents: Iterable[Document], facts: Mapping[str, Facts]) -> SiteFonts:
    """Return the fonts of a site that shows ``documents``, cutting those that are new; none where it wants none.

    Raises ContentError for a file in ``assets/fonts`` that is no font.
    """
    if context.request.site.fonts == "system":
        return SiteFonts()
    shown = {
        BASIC,
        *_groups_in(site_data(context.request.site, Loaded(""))),
        *_groups_in(context.request.language().texts),
    }
    for document in documents:
        meta = document.meta
        shown.update(facts[document.source].alphabets, _groups_in([document.title, meta.description, meta.tags]))
        if meta.language:
            shown.update(_groups_in(context.request.language(document).texts))
    wanted = [
        (role, group, file)
        for role, file in font_files(asset_roots(context.root)).items()
        for group in GROUPS
        if group in shown
    ]
    names = {(role, group): f"font {role} {group}" for role, group, _ in wanted}
    tasks = [
        Task(
            names[role, group],
            {"font": context.index.digest(file), "program": context.program},
            partial(_cut, file, group),
            weight=CUT_WEIGHT,
        )
        for role, group, file in wanted
    ]
    digests = context.runner.run(tasks, "fonts")
    new = {ran.name for ran in context.runner.report.ran}
    fonts, cuts = SiteFonts(), {}
    for key, name in names.items():
        known = msgspec.msgpack.decode(context.runner.head(name), type=FontFacts)
        if known.ranges:
            path = f"{FOLDER}{'-'.join(key)}-{digests[name][:8]}.woff2"
            cuts[key] = path, known
            kept = partial(kept_result, context.cache.path, name)
            fonts.files[f"/assets/{path}"] = partial(bytes, context.runner.load(name)) if name in new else kept
            if key in {(role, BASIC) for role in PRELOADED}:
                fonts.preloaded += (f"/assets/{path}",)
    fonts.css = rules(cuts)
    return fonts


def _groups_in(data: Any) -> tuple[str, ...]:
    return groups_of(msgspec.json.encode(data).decode())


def _cut(file: Path, group: str) -> TaskResult:
    data, facts = cut(file, group)
    return TaskResult(data, msgspec.msgpack.encode(facts))

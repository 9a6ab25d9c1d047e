"""A page of what changed since an earlier post, below each post whose front matter has ``since``.

``tables`` gives the same to the terminal: what ``fridaygram diff`` prints is what readers see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fridaygram.config import Site
from fridaygram.figures.base import Table
from fridaygram.figures.style import integer, number
from fridaygram.languages import long_day, word
from fridaygram.pages.entries import head, reference
from fridaygram.pages.library import Library
from fridaygram.pages.markup.figure_html import table_html
from fridaygram.pages.page import Page, PageKind

DIGITS = 4
Section = tuple[str, tuple[str, ...], Table | None]


def changes_path(library: Library, source: str) -> str:
    """Return the site path of the page of what changed since the post before ``source``."""
    return f"{library.folder(source)}changes/"


def changes_link(library: Library, source: str) -> dict[str, str] | None:
    """Return the link from a post to its page of changes, None where it has none."""
    if source not in library.changes:
        return None
    title = library.documents[library.changes[source]["before"]].title
    return {"title": word("changed-since", what=title), "path": changes_path(library, source)}


def _pages(library: Library, site: Site) -> Iterator[Page]:
    for source, changes in library.changes.items():
        document, before = library.documents[source], library.documents[changes["before"]]
        path = changes_path(library, source)
        title = word("changed-title", post=document.title, day=long_day(changes["days"][0]))
        hidden = {"noindex": True} if document.meta.unlisted else {}
        about = word("changed-about", post=before.title)
        titles = {name: library.documents[name].title for name in library.documents}
        yield Page(
            kind="changes",
            path=path,
            template="changes.html",
            modified=changes["days"][1],
            listed=not document.meta.unlisted,
            data={
                "head": head(site, title, path, about, **hidden),
                "post": reference(library, document),
                "before": reference(library, before),
                "days": changes["days"],
                "sections": [
                    {"title": name, "said": said, "table": table_html(table) if table else ""}
                    for name, said, table in tables(changes, titles)
                ],
            },
        )


def tables(changes: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Section]:
    """Yield what changed in sections: title, sentences, and a table where there is one.

    ``changes`` is what ``plan.changes.told`` gives, ``titles`` are the posts' by source.
    """
    days = tuple(long_day(day) for day in changes["days"])
    if changes["numbers"]:
        rows = [_row(*row) for row in changes["numbers"]]
        yield word("both-numbers"), (), Table(("", *days, word("change")), tuple(rows))
    for figure in changes["figures"]:
        said = (word("numbers-differ", count=figure["more"]),) if figure["more"] else ()
        rows = [_row(str(path).replace(".", " "), old, new) for path, old, new in figure["rows"]]
        yield word("figure", number=figure["key"]), said, Table(("", *days, word("change")), tuple(rows))
    for corpus in changes["corpora"]:
        yield from _corpus(corpus, days)
    yield word("corrections"), *_corrections(changes["errata"], titles)


def _corpus(corpus: Mapping[str, Any], days: tuple[str, ...]) -> Iterator[Section]:
    name, header = corpus["name"], ("", *days, word("change"))
    said: dict[str, tuple[str, ...]] = {part: (word("cannot-know", why=why),) for part, why in corpus["cannot"].items()}
    texts = corpus["texts"]
    counts = word("texts-in-out", **{name: integer(texts[name]) for name in ("in", "out", "changed")})
    rows = [_row(word(what), texts["before"][what], texts["now"][what]) for what in ("texts", "words")]
    rows += [_row(step["label"], step["before"], step["now"]) for step in corpus.get("funnel", {}).get("steps", ())]
    without = tuple(word("funnel", line=line) for line in said.get("funnel", ()))
    yield word("of-corpus", name=name), (counts, *without), Table(header, tuple(rows))
    if words := corpus.get("words"):
        told = word("word-uses")
        found = tuple(_row(one["word"], one["before"], one["now"], 1) for one in (*words["rose"], *words["fell"]))
        title = word("words-of-corpus", name=name)
        yield title, (told if found else word("none-rose-or-fell"),), Table(header, found) if found else None
    model = corpus.get("model")
    if model is None:
        yield word("of-model", name=name), said["model"], None
        return
    bits, held, sample = model["bits"], model["held_out"], model["sample"]
    texts = {part: integer(held[part]) for part in ("common", "before", "now")}
    told = word("bits-both-days", model=model["model"], **texts)
    columns = zip(bits["orders"], bits["before"], bits["now"], strict=True)
    yield (
        word("of-model", name=name),
        (told,),
        Table(header, tuple(_row(word("order-of", order=order), old, new) for order, old, new in columns)),
    )
    told = word("written-from-seed", seed=sample["seed"], model=model["model"], order=sample["order"])
    yield word("samples-of", name=name), (told,), Table(days, ((sample["before"], sample["now"]),))


def _corrections(
    errata: Sequence[Mapping[str, Any]], titles: Mapping[str, str]
) -> tuple[tuple[str, ...], Table | None]:
    if not errata:
        return (word("nothing-corrected"),), None
    rows = []
    for one in errata:
        where, day = f"{titles.get(one['source'], one['source'])}: {one['name']}", long_day(one["day"])
        for path in dict.fromkeys([*one["old"], *one["new"]]):
            what = where if path == "value" else f"{where} {path.replace('.', ' ')}"
            old, new = (_shown(one[side].get(path)) for side in ("old", "new"))
            rows.append((what, day, old, new, one.get("reason", "")))
    return (), Table(tuple(word(name) for name in ("what", "when", "old", "new", "why")), tuple(rows))


def _row(name: str, old: Any, new: Any, digits: int = DIGITS) -> tuple[str, ...]:
    change = "\N{EN DASH}"
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new)):
        change = number(new - old, digits)
        change = f"+{change}" if new > old and change != "0" else change
    return name, _shown(old, digits), _shown(new, digits), change


def _shown(value: Any, digits: int = DIGITS) -> str:
    if value is None:
        return "\N{EN DASH}"
    return number(value, digits) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


PAGE_KIND = PageKind("what changed", _pages)

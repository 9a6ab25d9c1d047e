"""The page's side of a curation: which post and model are meant, what each button does.

Sessions are those of ``fridaygram curate``: what is kept is in the post's samples.toml at once, the rest is remembered
in .fridaygram/curate/. Before each request a session looks there, so a page and a terminal may take turns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from fridaygram.errors import FridaygramError, UsageError
from fridaygram.pages.document import POSTS, find_sources
from fridaygram.plan.blog import Blog
from fridaygram.serve.desk.page import choice_page, desk_page
from fridaygram.serve.web.content import HTML, Response
from fridaygram.serve.web.paths import decoded
from fridaygram.values.samples.wishes import WISHES, draw_another, open_curation, wished

if TYPE_CHECKING:
    from fridaygram.values.samples.curating import Curation

DESK = "/__preview/curate/"
INDEX = "/index.md"
DATE_LENGTH = len("2018-06-08-")
HEADERS = {
    "Content-Type": HTML,
    "Cache-Control": "no-store",
    # No script, nothing from elsewhere, and no page of another site around it.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
Form = Mapping[str, str]


class StaleError(Exception):
    """A form was sent from a page that shows another batch than the session has now."""


def is_desk(target: str) -> bool:
    """Return whether a request is one for this page."""
    path = target.partition("?")[0]
    return path.startswith(DESK) or path == DESK.removesuffix("/")


class Desk:
    """All sessions of one preview. One request at a time: there is one author."""

    def __init__(self, blog: Blog):
        self.blog = blog
        self._sessions: dict[tuple[str, str], tuple[int, Curation]] = {}
        self._said: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def address(self, output: str) -> str:
        """Return the page's address for the post that an output file shows, "" where no samples can be chosen."""
        slug = output.removesuffix("/index.html").rpartition("/")[2]
        name = self._named(slug, self._folders())
        return f"{DESK}{quote(name)}/" if name and self._models() else ""

    def answer(self, target: str, form: Form | None = None) -> Response:
        """Answer a request that has passed the guard; with a ``form`` it is one that changes something."""
        path = decoded(target)
        names = [] if path is None else path.removeprefix(DESK.removesuffix("/")).removeprefix("/").split("/")
        with self._lock:
            folders, models = self._folders(), self._models()
            post = self._named(names[0] if names else "", folders)
            model = names[1] if len(names) == 2 and names[1] in models else ""
            if path is None or len(names) > 2 or not post or (len(names) == 2 and names[1] and not model):
                nothing = form is None and names == [""]
                return self._choices(folders, models, status=200 if nothing else 404)
            if not model:
                return self._go(post, models[0]) if len(models) == 1 else self._choices({post: folders[post]}, models)
            try:
                if form is not None:
                    return self._act(post, model, folders[post], form)
                return self._page(post, model, folders[post], target)
            except FridaygramError as error:
                return self._choices(folders, models, status=409, problem=str(error))

    def _page(self, post: str, model: str, folder: Path, target: str) -> Response:
        session = self._session(post, model, folder)
        did = parse_qs(urlsplit(target).query).get("did", [""])[0]
        said = self._said.pop((post, model), "")
        body = desk_page(session, post, said=said, did=did if did in DEEDS else "", back=DESK)
        return Response(200, HEADERS, body.encode())

    def _act(self, post: str, model: str, folder: Path, form: Form) -> Response:
        session = self._session(post, model, folder)
        did = form.get("do", "")
        try:
            if did not in DEEDS:
                raise UsageError("that button is not of this page")
            if form.get("batch") != session.digest:
                raise StaleError
            session.go(_number(form.get("number", "")))
            said = DEEDS[did](session, form)
        except StaleError:
            said = "Nothing was done: another batch has been drawn since that page was shown. This is the new one."
        except FridaygramError as error:
            said = f"Nothing was changed: {error}"
        self._said[post, model] = said
        return self._go(post, model, f"?did={did}" if did in DEEDS else "")

    def _session(self, post: str, model: str, folder: Path) -> Curation:
        """Return a session with the model as it stands now, where the last one, here or in a terminal, left it."""
        from fridaygram.values.stores import Shelf

        stamp = (self.blog.models / model / "index.json").stat().st_mtime_ns
        known, session = self._sessions.get((post, model), (0, None))
        if session is None or known != stamp:
            index = Shelf(self.blog.corpora, self.blog.models).index(model)
            session = open_curation(index, self.blog.root, folder, model)
            self._sessions[post, model] = (stamp, session)
        else:
            session.resume()
        return session

    def _folders(self) -> dict[str, Path]:
        """Return the folders of posts, by their names, the newest first."""
        sources = find_sources(self.blog.root).documents
        own = [one.removesuffix(INDEX) for one in sources if one.startswith(f"{POSTS}/") and one.endswith(INDEX)]
        return {one.rpartition("/")[2]: self.blog.root / one for one in reversed(own)}

    def _named(self, name: str, folders: Mapping[str, Path]) -> str:
        """Return the folder that a name means, by itself or without its date; "" for none. No path is made of it."""
        return next((own for own in folders if name and name in (own, own[DATE_LENGTH:])), "")

    def _models(self) -> list[str]:
        return sorted(file.parent.name for file in self.blog.models.glob("*/index.json"))

    def _choices(
        self, folders: Mapping[str, Path], models: list[str], status: int = 200, problem: str = ""
    ) -> Response:
        addresses = {post: {model: f"{DESK}{quote(post)}/{quote(model)}" for model in models} for post in folders}
        return Response(status, HEADERS, choice_page(addresses, problem, missing=status == 404).encode())

    def _go(self, post: str, model: str, query: str = "") -> Response:
        location = f"{DESK}{quote(post)}/{quote(model)}{query}"
        return Response(303, {"Location": location, "Cache-Control": "no-store"})


def _number(text: str) -> int:
    """Return the number of a text. Raises UsageError for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UsageError("the form names no text")
    return int(text)


def _move(session: Curation, by: int) -> str:
    if session.move(by):
        return ""
    return "That was the last one; “Another batch” draws more." if by > 0 else "This is the first one."


def _keep(session: Curation, _form: Form) -> str:
    session.keep()
    return f"Kept in {session.shown.as_posix()}."


def _note(session: Curation, form: Form) -> str:
    session.keep(form.get("note", "").strip())
    return f"Kept in {session.shown.as_posix()}, with its note."


def _discard(session: Curation, _form: Form) -> str:
    number = session.place + 1
    session.discard()
    return f"Text {number} was discarded. {_move(session, 1)}"


def _draw(session: Curation, form: Form) -> str:
    given = {field: form[field].replace("\r\n", "\n") for field in WISHES if field in form}
    session.change(**{field: wished(field, text) for field, text in given.items()})
    return "This is the new batch."


def _another(session: Curation, _form: Form) -> str:
    draw_another(session)
    return f"This is the batch of seed {session.draw.seed}."


DEEDS: dict[str, Callable[[Curation, Form], str]] = {
    "next": lambda session, _: _move(session, 1),
    "back": lambda session, _: _move(session, -1),
    "keep": _keep,
    "discard": _discard,
    "note": _note,
    "draw": _draw,
    "another": _another,
}

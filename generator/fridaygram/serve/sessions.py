"""The session UI: pages on which samples are chosen, with forms and without a script.

Sessions are those of ``fridaygram curate``. What is kept is in the post's samples.toml at once, the rest in
.fridaygram/curate/. A session is read again before each request, so a page and a terminal may take turns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from fridaygram.errors import FridaygramError, UsageError
from fridaygram.pages.sources import INDEXES, POSTS, find_sources, short_name
from fridaygram.plan.blog import Blog
from fridaygram.serve.answers import HTML, WebResponse, decoded
from fridaygram.values.samples.wishes import WISHES, draw_another, open_curation, wished

if TYPE_CHECKING:
    import jinja2

    from fridaygram.values.samples.curating import Curation

SESSIONS = "/__preview/curate/"
DATE_LENGTH = len("2018-06-08-")
KEYBOARDS = {"order": "numeric", "temperature": "decimal", "top_p": "decimal", "seed": "numeric"}
HEADERS = {
    "Content-Type": HTML,
    "Cache-Control": "no-store",
    # No script, nothing from elsewhere, and no page of another site around it.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
Form = Mapping[str, str]


def is_session(target: str) -> bool:
    """Return whether a request is one for the session UI."""
    path = target.partition("?")[0]
    return path.startswith(SESSIONS) or path == SESSIONS.removesuffix("/")


class SessionUI:
    """All sessions of one preview. It answers one request at a time: there is one author."""

    def __init__(self, blog: Blog):
        self.blog = blog
        self._sessions: dict[tuple[str, str], tuple[list[int], Curation]] = {}
        self._said: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def address(self, output: str) -> str:
        """Return where samples are chosen for the post that an output file shows, "" where that is not possible."""
        slug = output.removesuffix("/index.html").removesuffix(".html").rpartition("/")[2]
        name = _named(slug, self._folders())
        return f"{SESSIONS}{quote(name)}/" if name and self._models() else ""

    def answer(self, target: str, form: Form | None = None) -> WebResponse:
        """Answer a request that ``guard`` has let through. Only a request with a ``form`` changes anything."""
        path = decoded(target)
        names = [] if path is None else path.removeprefix(SESSIONS.removesuffix("/")).removeprefix("/").split("/")
        with self._lock:
            folders, models = self._folders(), self._models()
            post = _named(names[0] if names else "", folders)
            model = names[1] if len(names) == 2 and names[1] in models else ""
            if not post or len(names) > 2 or (len(names) == 2 and names[1] and not model):
                is_list = form is None and names == [""]
                return _choices(folders, models, status=200 if is_list else 404)
            if not model:
                return _go(post, models[0]) if len(models) == 1 else _choices({post: folders[post]}, models)
            try:
                session = self._session(post, model, folders[post])
                if form is not None:
                    return self._act(session, post, model, form)
                did = parse_qs(urlsplit(target).query).get("did", [""])[0]
                return _session_page(session, post, said=self._said.pop((post, model), ""), did=did)
            except FridaygramError as error:
                return _choices(folders, models, status=409, problem=str(error))

    def _act(self, session: Curation, post: str, model: str, form: Form) -> WebResponse:
        did = form.get("do", "")
        try:
            if did not in BUTTONS:
                raise UsageError("this page has no such button")
            if form.get("batch") == session.digest:
                session.go(_number(form.get("number", "")))
                said = BUTTONS[did](session, form)
            else:
                said = "Nothing was done: another batch has been drawn since that page was shown. This is the new one."
        except FridaygramError as error:
            said = f"Nothing was changed: {error}"
        self._said[post, model] = said
        return _go(post, model, f"?did={did}" if did in BUTTONS else "")

    def _session(self, post: str, model: str, folder: Path) -> Curation:
        """Return a session as it was left, here or in a terminal, with the model as it is now."""
        from fridaygram.plan.standing import stores_for_samples

        # A model of another day may be the one that the post takes.
        stamps = [file.stat().st_mtime_ns for file in sorted(self.blog.models.glob(f"{model}*/index.json"))]
        known, session = self._sessions.get((post, model), ([], None))
        if session is None or known != stamps:
            shelf = self.blog.shelf()
            stores = stores_for_samples(folder, self.blog, shelf)
            session = open_curation(stores, self.blog.root, folder, model)
            self._sessions[post, model] = (stamps, session)
        else:
            session.resume()
        return session

    def _folders(self) -> dict[str, Path]:
        """Return the folders of posts by their names, the newest first."""
        sources = find_sources(self.blog.root).documents
        own = [short_name(one) for one in sources if one.startswith(f"{POSTS}/") and one.endswith(INDEXES)]
        return {one.rpartition("/")[2]: self.blog.root / one for one in reversed(own)}

    def _models(self) -> list[str]:
        return sorted(file.parent.name for file in self.blog.models.glob("*/index.json"))


def _named(name: str, folders: Mapping[str, Path]) -> str:
    """Return the folder that a name means, with or without its date; "" for none. The name becomes no path."""
    return next((own for own in folders if name and name in (own, own[DATE_LENGTH:])), "")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UsageError("the form names no text")
    return int(text)


def _session_page(session: Curation, post: str, *, said: str, did: str) -> WebResponse:
    """Return the page of a session's text. ``said`` is the result of the last button, ``did``, which gets the focus."""
    place = f"Text {session.place + 1} of {len(session.texts)}"
    fields = []
    for name, (label, _) in WISHES.items():
        value, keys = str(getattr(session.draw, name)), KEYBOARDS.get(name)
        fields.append((name, label, value.removesuffix(".0") if keys else value, keys))
    kept = [one for one in session.kept() if one.corpus == session.corpus]
    title = f"{place}{f', {session.state}' if session.state else ''} – {session.corpus}"
    return _page(200, title=title, session=session, post=post, said=said, did=did, fields=fields, kept=kept)


def _choices(folders: Mapping[str, Path], models: list[str], status: int = 200, problem: str = "") -> WebResponse:
    """Return the list of posts, each with the models whose samples it could show."""
    addresses = {post: {model: f"{SESSIONS}{quote(post)}/{quote(model)}" for model in models} for post in folders}
    missing = status == 404
    return _page(status, title="Choose samples", addresses=addresses, models=models, problem=problem, missing=missing)


def _page(status: int, **values: Any) -> WebResponse:
    return WebResponse(status, HEADERS, _template().render(back=SESSIONS, **values).encode())


@cache
def _template() -> jinja2.Template:
    from jinja2 import Environment

    source = files("fridaygram.serve").joinpath("session.html").read_text("utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)


def _go(post: str, model: str, query: str = "") -> WebResponse:
    location = f"{SESSIONS}{quote(post)}/{quote(model)}{query}"
    return WebResponse(303, {"Location": location, "Cache-Control": "no-store"})


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


BUTTONS: dict[str, Callable[[Curation, Form], str]] = {
    "next": lambda session, _: _move(session, 1),
    "back": lambda session, _: _move(session, -1),
    "keep": _keep,
    "discard": _discard,
    "note": _note,
    "draw": _draw,
    "another": _another,
}

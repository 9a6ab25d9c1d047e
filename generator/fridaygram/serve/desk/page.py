"""The page on which samples are chosen, as HTML: forms and buttons, without a script."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from fridaygram.values.samples.wishes import WISHES

if TYPE_CHECKING:
    from fridaygram.values.samples.curating import Curation

STYLE = """
:root { color-scheme: light dark; --paper: #faf6ee; --ink: #231d17; --muted: #675d51; --rule: #8a7d6c; --mark: #a4310f }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1a1714; --ink: #ebe3d6; --muted: #ada190; --rule: #8a7d6c; --mark: #ff9c74 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.25rem; margin: 0 0 1rem } h2 { font-size: 1.0625rem; margin: 1.5rem 0 .5rem }
a { color: var(--mark) }
blockquote { margin: .5rem 0; padding: 1rem; min-height: 8lh; border: 1px solid var(--rule); white-space: pre-wrap;
  font: 1rem/1.6 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }
.kept blockquote { border-width: 3px; border-style: solid } .discarded blockquote { border-style: dashed }
.quiet { color: var(--muted) }
form { margin: .75rem 0 } form p { margin: .5rem 0; display: flex; flex-wrap: wrap; gap: .5rem }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem }
label { display: block; font-size: .875rem }
input, textarea { width: 100%; min-height: 2.5rem; padding: .4rem .6rem; border: 1px solid var(--rule);
  border-radius: 3px; background: var(--paper); color: var(--ink); font: inherit }
button { min-height: 2.5rem; padding: .3rem 1rem; border: 1px solid var(--rule); border-radius: 3px;
  background: var(--paper); color: var(--ink); font: inherit; cursor: pointer }
button.first { background: var(--ink); color: var(--paper) }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px }
"""
MOVES = (("back", "Previous"), ("next", "Next"), ("keep", "Keep"), ("discard", "Discard"))
NUMBERS = {"order": "numeric", "temperature": "decimal", "seed": "numeric"}


def desk_page(session: Curation, post: str, *, said: str, did: str, back: str) -> str:
    """Return the page of one text of a session.

    ``said`` is what came of the last button; that button, ``did``, has the focus again, and is described by what was
    said and by the text, so that who does not see the page hears both.
    """
    sample, draw = session.text, session.draw
    count = len(session.texts)
    state = session.state
    place = f"Text {session.place + 1} of {count}"
    begun = len(sample.prompt)
    cut = "" if sample.ended else '<span class="quiet"> […]</span>'
    note = f"<p><i>Note: {escape(session.note)}</i></p>" if session.note else ""
    how = f"{escape(draw.model)}, order {draw.order}, seed {draw.seed}, temperature {draw.temperature:g}"
    shown = f"<b>{escape(sample.text[:begun])}</b>{escape(sample.text[begun:])}{cut}"
    here = f'<input type="hidden" name="batch" value="{session.digest}">'
    here += f'<input type="hidden" name="number" value="{session.place + 1}">'
    main = (
        f"<h1>Samples of {escape(session.corpus)} for {escape(post)}</h1>"
        f'<section class="{state}"><h2 id="place">{place}{f": {state}" if state else ""}</h2>'
        f'<p id="said" role="status">{escape(said)}</p>'
        f'<blockquote id="text">{shown}</blockquote>{note}<p class="quiet">{how}</p></section>'
        f"{_moves(here, did)}{_note(here, session.note, did)}{_draw(session, here, did)}{_kept(session)}"
        f'<p><a href="{back}">Other posts and models</a></p>'
    )
    return _page(f"{place}{f', {state}' if state else ''} – {session.corpus}", main)


def choice_page(addresses: Mapping[str, Mapping[str, str]], problem: str, *, missing: bool) -> str:
    """Return the list of posts, each with the models whose samples it could show, and their addresses."""
    parts = ["<h1>Choose samples</h1>"]
    if problem:
        parts.append(f'<p role="alert">{escape(problem)}</p>')
    if missing:
        parts.append("<p>There is no such post with a folder, or no such model. These there are:</p>")
    if not any(addresses.values()):
        parts.append("<p>It takes a post with a folder, and a model: <code>fridaygram train NAME</code>.</p>")
    for post, models in addresses.items():
        links = "".join(
            f'<li><a href="{url}">{escape(post)}, by {escape(model)}</a></li>' for model, url in models.items()
        )
        parts.append(f"<ul>{links}</ul>" if links else "")
    return _page("Choose samples", "".join(parts))


def _page(title: str, main: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<style>{STYLE}</style></head><body><main>{main}</main></body></html>"
    )


def _button(does: str, label: str, did: str, *, first: bool = False) -> str:
    again = ' autofocus aria-describedby="place said text"' if does == did else ""
    looks = ' class="first"' if first else ""
    return f'<button name="do" value="{does}"{looks}{again}>{label}</button>'


def _moves(here: str, did: str) -> str:
    buttons = "".join(_button(does, label, did, first=does == "keep") for does, label in MOVES)
    return f'<form method="post">{here}<p>{buttons}</p></form>'


def _note(here: str, note: str, did: str) -> str:
    field = f'<input id="note" name="note" maxlength="500" autocomplete="off" value="{escape(note)}">'
    return (
        f'<form method="post">{here}<label for="note">Note to the reader</label>{field}'
        f"<p>{_button('note', 'Keep with this note', did)}</p></form>"
    )


def _draw(session: Curation, here: str, did: str) -> str:
    fields = []
    for field, (label, _) in WISHES.items():
        value = getattr(session.draw, field)
        if field in NUMBERS:
            text = str(value).removesuffix(".0")
            made = (
                f'<input id="{field}" name="{field}" inputmode="{NUMBERS[field]}" autocomplete="off" required '
                f'value="{text}">'
            )
        else:
            # A line end right after the tag is not part of the text.
            made = f'<textarea id="{field}" name="{field}" rows="1" maxlength="500">\n{escape(value)}</textarea>'
        fields.append(f'<div><label for="{field}">{label}</label>{made}</div>')
    return (
        f'<h2>The batch</h2><form method="post">{here}<div class="fields">{"".join(fields)}</div>'
        f"<p>{_button('draw', 'Draw with these', did)}</p></form>"
        f'<form method="post">{here}<p>{_button("another", "Another batch: the next seed", did)}</p></form>'
    )


def _kept(session: Curation) -> str:
    kept = [one for one in session.kept() if one.corpus == session.corpus]
    file = escape(session.shown.as_posix())
    if not kept:
        return f'<h2>Kept so far</h2><p class="quiet">Nothing; what you keep is in {file} at once.</p>'
    items = "".join(
        f"<li>{escape(one.text)} <span class=quiet>({one.index + 1} of {one.batch}, seed {one.seed})</span></li>"
        for one in kept
    )
    return f'<h2>Kept so far: {len(kept)}</h2><p class="quiet">In {file}.</p><ol>{items}</ol>'

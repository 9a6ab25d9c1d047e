"""``fridaygram curate NAME``: read batches of a trained model and keep the best of them, with the keyboard."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fridaygram.commands.base import MOST_ORDER, Command, Console, add_json, blog_root, whole
from fridaygram.commands.sample import how_arguments
from fridaygram.errors import FridaygramError, UsageError
from fridaygram.lm.base import MOST_TEXTS
from fridaygram.lm.models import default_order
from fridaygram.plan.blog import Blog
from fridaygram.values.samples.curating import Curation, remembered
from fridaygram.values.samples.wishes import WISHES, draw_another, memory_file, open_curation, positive, wished

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.output import Output

HELP = (
    "n next · b back · k keep · d discard · m note · a another batch\n"
    "o order · t temperature · u top-p · s seed · p prompt · g song · q leave (all that is kept is saved already)"
)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the trained corpus")
    parser.add_argument("--post", metavar="POST", help="the post that shows them (default: the newest folder of posts)")
    parser.add_argument("--order", type=whole(1, MOST_ORDER), metavar="N", help="history length")
    parser.add_argument("--model", metavar="KIND", help="the kind of model")
    parser.add_argument("--song", metavar="SONG", help="for a model of songs: the song, as 'Artist - Title'")
    parser.add_argument("--seed", type=whole(0), metavar="S", help="where chance begins")
    parser.add_argument(
        "--count",
        type=whole(1, MOST_TEXTS),
        metavar="K",
        help=f"how many texts a batch has (at most {MOST_TEXTS:,}; another seed writes others)",
    )
    parser.add_argument("--length", type=whole(1), metavar="C", help="characters at most")
    how_arguments(parser)
    parser.add_argument(
        "--keep", type=whole(1), nargs="+", metavar="I", help="keep these texts of the batch and ask nothing"
    )
    parser.add_argument("--note", metavar="TEXT", help="with --keep: a word to the reader")
    add_json(parser, "what is kept")


def _run(args: argparse.Namespace, console: Console) -> int:
    blog = Blog(blog_root(args))
    folder = bundle(blog, args.post)
    curation = _curation(args, blog, folder)
    if args.keep:
        for number in args.keep:
            curation.go(number)
            curation.keep(args.note)
    else:
        _needs_terminal()
        CurateScreen(curation).application().run()
    shown = curation.shown.as_posix()
    count = sum(one.corpus == args.name for one in curation.kept())
    if args.json:
        console.json({"file": shown, "corpus": args.name, "samples": count})
        return 0
    console.done(f"{shown}: {count} sample{'' if count == 1 else 's'} of '{args.name}'")
    if count:
        console.remark("To show them in the post: ```figure curated, then 'corpus: " + args.name + "', then ```")
    return 0


def _needs_terminal() -> None:
    import sys

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("choosing needs a terminal", hint="keep texts by their numbers: --keep 3 18")


def bundle(blog: Blog, name: str | None) -> Path:
    """Return the folder of a post, the newest one's without a name. Raises UsageError where it has no folder."""
    from fridaygram.commands.refresh import find_post
    from fridaygram.config import load_site
    from fridaygram.pages.sources import INDEXES, find_sources, short_name

    sources = find_sources(blog.root).documents
    posts = sorted(source for source in sources if source.startswith("content/posts/"))
    if not posts:
        raise UsageError("there is no post that could show samples", hint="start one: fridaygram new")
    source = find_post(name, sources, blog.root, load_site(blog.root).timezone) if name else posts[-1]
    if not source.endswith(INDEXES):
        moved = source.removesuffix(".md") + "/index.md"
        raise UsageError(f"{source} has no folder for a samples.toml", hint=f"move it to {moved}")
    return blog.root / short_name(source)


def _curation(args: argparse.Namespace, blog: Blog, folder: Path) -> Curation:
    from fridaygram.plan.standing import stores_for_samples

    memory = remembered(memory_file(blog.root, folder, args.name))
    if args.temperature is not None:
        positive(str(args.temperature))
    wanted = {
        field: value
        for field, value in (
            ("model", args.model),
            ("song", args.song),
            ("order", args.order),
            ("seed", args.seed),
            ("batch", args.count),
            ("limit", args.length),
            *((field, getattr(args, field)) for field in ("prompt", "first_sentence", "temperature")),
            *((field, getattr(args, field)) for field in ("top_k", "top_p", "until")),
        )
        if value is not None and value != getattr(memory.draw, field)
    }
    if "model" in wanted and args.order is None:
        wanted["order"] = default_order(args.model)
    stores = stores_for_samples(folder, blog, blog.shelf())
    curation = open_curation(stores, blog.root, folder, args.name, memory)
    if wanted:
        curation.change(**wanted)
    return curation


QUESTIONS = {"o": "order", "t": "temperature", "u": "top_p", "s": "seed", "p": "prompt", "g": "song", "m": "note"}


class CurateScreen:
    """The terminal's side of a curation: what is shown, and what each key does."""

    def __init__(self, curation: Curation):
        self.curation = curation
        self.said = ""
        self.asking = ""

    def application(self, source: Input | None = None, screen: Output | None = None) -> Application[None]:
        """Return the application; ``source`` and ``screen`` stand for the terminal in tests."""
        from prompt_toolkit.application import Application
        from prompt_toolkit.buffer import Buffer
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
        from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl

        self.answer = Buffer(multiline=False, accept_handler=self._answered)
        self.paper = Window(FormattedTextControl(self._paper, focusable=True, show_cursor=False), wrap_lines=True)
        asked = Window(BufferControl(self.answer))
        question = Window(FormattedTextControl(lambda: f"{self._question()}: "), dont_extend_width=True)
        layout = HSplit(
            [
                Window(FormattedTextControl(self._head), height=1, style="reverse"),
                self.paper,
                Window(FormattedTextControl(lambda: self.said), height=1, style="bold"),
                ConditionalContainer(VSplit([question, asked], height=1), Condition(lambda: bool(self.asking))),
                Window(FormattedTextControl(HELP), height=2),
            ]
        )
        self.app: Application[None] = Application(
            layout=Layout(layout, focused_element=self.paper),
            key_bindings=self._keys(asked),
            full_screen=True,
            input=source,
            output=screen,
        )
        return self.app

    def _keys(self, asked: Any) -> KeyBindings:
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()
        reading = Condition(lambda: not self.asking)
        does: dict[str, Callable[[], None]] = {
            "n": lambda: self._move(1),
            "right": lambda: self._move(1),
            "b": lambda: self._move(-1),
            "left": lambda: self._move(-1),
            "k": self._keep,
            "d": self._discard,
            "a": lambda: draw_another(self.curation),
        }
        for key, action in does.items():
            keys.add(key, filter=reading)(lambda _, action=action: self._guarded(action))
        for key in QUESTIONS:
            keys.add(key, filter=reading)(lambda _, key=key: self._ask(key, asked))
        keys.add("escape", filter=~reading, eager=True)(lambda _: self._close())
        keys.add("c-c")(lambda event: event.app.exit())
        keys.add("q", filter=reading)(lambda event: event.app.exit())
        return keys

    def _guarded(self, action: Callable[[], None]) -> None:
        self.said = ""
        try:
            action()
        except FridaygramError as error:
            self.said = str(error)

    def _move(self, by: int) -> None:
        if not self.curation.move(by):
            self.said = "That was the last one; 'a' draws another batch." if by > 0 else "This is the first one."

    def _keep(self) -> None:
        self.curation.keep()
        self.said = f"Kept in {self.curation.shown.as_posix()}."

    def _discard(self) -> None:
        self.curation.discard()
        self._move(1)

    def _question(self) -> str:
        field = QUESTIONS.get(self.asking, "")
        return WISHES[field][0] if field in WISHES else field.capitalize()

    def _ask(self, key: str, asked: Any) -> None:
        from prompt_toolkit.document import Document

        self.asking, self.said = key, ""
        field = QUESTIONS[key]
        now = self.curation.note if field == "note" else str(getattr(self.curation.draw, field) or "")
        self.answer.set_document(Document(now, len(now)))
        self.app.layout.focus(asked)

    def _answered(self, buffer: Buffer) -> bool:
        field = QUESTIONS[self.asking]
        text = buffer.text

        def act() -> None:
            if field == "note":
                self.curation.keep(text)
                self.said = f"Kept in {self.curation.shown.as_posix()}, with its note."
            else:
                self.curation.change(**{field: wished(field, text)})

        self._guarded(act)
        self._close()
        return False

    def _close(self) -> None:
        self.asking = ""
        self.app.layout.focus(self.paper)

    def _head(self) -> str:
        now, draw = self.curation, self.curation.draw
        count = sum(one.corpus == now.corpus for one in now.kept())
        order = "no bound of order" if draw.order is None else f"order {draw.order}"
        parts = [f"{now.place + 1} of {len(now.texts)}", order, draw.song or draw.model, f"seed {draw.seed}"]
        parts += [f"temperature {draw.temperature:g}", f"top-p {draw.top_p:g}", f"{count} kept"]
        return " " + " · ".join([*parts, now.state.upper()] if now.state else parts)

    def _paper(self) -> StyleAndTextTuples:
        sample = self.curation.text
        begun = len(sample.prompt)
        parts: StyleAndTextTuples = [("", "\n"), ("bold", sample.text[:begun]), ("", sample.text[begun:])]
        if not sample.ended:
            parts.append(("italic", " […]"))
        if note := self.curation.note:
            parts.append(("italic", f"\n\nNote: {note}"))
        return parts


COMMAND = Command(
    summary="choose samples of a model for a post",
    description=(
        "Read batches that a trained model writes, one text after another, and keep the best: each goes at once to\n"
        "the post's samples.toml, with the receipt that lets every build write it again. Keys: next, back, keep,\n"
        "discard, note; order, temperature, seed and prompt draw another batch. A session goes on where one left it."
    ),
    arguments=_arguments,
    run=_run,
    extra="train",
    examples=(
        "fridaygram curate demo --order 8",
        "fridaygram curate demo --post week-1 --order 8 --seed 1 --keep 10 18 --note 'A favourite.'",
    ),
)

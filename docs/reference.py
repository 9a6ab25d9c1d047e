"""Write the reference pages from the code: ``python docs/reference.py``. A test holds them equal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from fridaygram import languages
from fridaygram.commands._parser import ENVIRONMENT, EXIT_CODES, command_of, common_options, parts_of, verbs
from fridaygram.config import Comments, CorpusTerms, NavItem, Publish, Site, Webmentions, Weekly
from fridaygram.pages.frontmatter import FrontMatter
from fridaygram.registry import EXTRAS
from fridaygram.schemas import parameters_of

CATALOGUES = Path(languages.__file__).parent
PAGES = Path(__file__).parent / "content" / "pages"
NEEDED = {
    "train": "values that are computed from a model",
    "acquire": "`acquire`, but for `--dry-run`",
    "dask": "`--engine dask`",
    "search": "building a site with `search = true`",
    "neural": "the models lstm and transformer",
    "export": "`corpus export`",
}


def pages() -> dict[str, str]:
    """Return the text of each reference page by its file's name."""
    return {
        "reference-commands.md": _page("Commands", "Every verb, its options and examples.", _commands()),
        "reference-exit-codes.md": _page(
            "Exit codes and environment", "What a script can ask and set.", _exit_codes_and_environment()
        ),
        "reference-front-matter.md": _page("Front matter", "Every key above a text.", _front_matter()),
        "reference-words.md": _page("Words", "Every word of the pages that no author writes, in English.", _words()),
        "reference-site.md": _page("site.toml", "Every setting of a blog.", _settings()),
    }


def _page(title: str, description: str, lines: Iterable[str]) -> str:
    head = f"---\ntitle: {title}\ndescription: {description}\n# Made by docs/reference.py from the code.\n---\n\n"
    return head + "\n".join(lines).rstrip() + "\n"


def _commands() -> Iterator[str]:
    yield "`fridaygram VERB --help` prints the same. These options go with every verb, before or after it:\n"
    yield from _table(("option", "meaning"), common_options())
    for verb in verbs():
        for part in parts_of(verb):
            yield f"{'##' if part.title == verb else '###'} {part.title}\n"
            yield f"```text\n{part.usage}\n```\n"
            about = _plain(part.description).removesuffix(".")
            yield f"{about[:1].upper()}{about[1:]}.\n"
            if part.options:
                yield from _table(("option", "meaning"), part.options)
            if part.examples:
                yield "```text\n" + "\n".join(part.examples) + "\n```\n"
    yield "## Extras\n"
    yield "`pip install fridaygram` renders frozen blogs. `pip install 'fridaygram[train]'` brings what counting needs,"
    yield "`[all]` brings everything. What lacks an extra says so in one line, before it begins.\n"
    yield "| extra | needed for | brings |"
    yield "| --- | --- | --- |"
    for extra, modules in EXTRAS.items():
        needing = [f"`{verb}`" for verb in verbs() if command_of(verb).extra == extra]
        needed = "; ".join(filter(None, [", ".join(needing), NEEDED[extra]]))
        yield f"| `{extra}` | {needed} | {', '.join(name.replace('_', '-') for name in modules)} |"
    yield ""


def _exit_codes_and_environment() -> Iterator[str]:
    yield "Every verb ends with one of these codes:\n"
    yield from _table(("code", "meaning"), ((str(code), meaning) for code, meaning in EXIT_CODES.items()))
    yield "An error is one line on standard error: file, line, what is wrong, and the way out. Data goes to standard"
    yield "output; notes, warnings and progress go to standard error, and progress only to a terminal.\n"
    yield "## Environment\n"
    yield from _table(("variable", "meaning"), ENVIRONMENT.items())
    yield "An option of the command line wins over its variable, and a variable over site.toml. `fridaygram config`"
    yield "says of each setting where it is from.\n"


def _front_matter() -> Iterator[str]:
    yield "Front matter is YAML between lines `---`, or TOML between lines `+++`. An unknown key is an error.\n"
    yield from _fields(FrontMatter)
    yield "`fridaygram schema post` prints a JSON Schema of it, which some editors take.\n"


def _settings() -> Iterator[str]:
    yield "site.toml stands in the blog's folder. An unknown setting is an error, with the nearest known one.\n"
    yield from _fields(Site)
    for heading, schema in (
        ("[[nav]]", NavItem),
        ("[weekly]", Weekly),
        ("[comments]", Comments),
        ("[webmentions]", Webmentions),
        ("[publish]", Publish),
        ("[corpora.NAME]", CorpusTerms),
    ):
        about = (schema.__doc__ or "").partition("\n")[0]
        yield f"## `{heading}`\n\n{about}\n"
        yield from _fields(schema)
    yield "`[check]` has one line a rule: `fridaygram check --rules` lists them. [The corpus](corpus.md) describes"
    yield "`[acquire.NAME]`. An editor that reads `#:schema` completes and checks all of it: `fridaygram init` writes"
    yield "the schema, `fridaygram schema site` prints it.\n"


def _fields(schema: type[msgspec.Struct]) -> Iterator[str]:
    needed = {field.name for field in msgspec.structs.fields(schema) if field.required}
    rows = (
        (one.name, _kind(one.type), _shown(one.type, one.default, one.name in needed), _plain(one.meaning))
        for one in parameters_of(schema)
    )
    yield "| name | type | default | meaning |"
    yield "| --- | --- | --- | --- |"
    yield from (f"| `{name}` | {kind} | {default} | {meaning} |" for name, kind, default, meaning in rows)
    yield ""


def _words() -> Iterator[str]:
    yield "The words of pages, as `languages/en.toml` of the program has them. [Languages](languages.md) says how to"
    yield "write them in another language.\n"
    yield f"```toml\n{(CATALOGUES / 'en.toml').read_text('utf-8')}```"


WORDS = {"str": "text", "int": "whole number", "bool": "true or false", "date": "date"}


def _kind(name: str) -> str:
    """Return a type in words."""
    name = name.removesuffix(" | none")
    if choices := re.fullmatch(r"Literal\[(.*)\]", name):
        return ", ".join('`"' + one.strip(" '") + '"`' for one in choices[1].split(","))
    if items := re.fullmatch(r"tuple\[(.*), \.\.\.\]", name):
        inner = items[1].rpartition(".")[2]
        return f"list of {WORDS[inner]}s" if inner in WORDS else "list of tables"
    return WORDS.get(name, "table")


def _shown(kind: str, default: str, needed: bool) -> str:
    if needed:
        return "must be set"
    if kind == "bool":
        return f"`{default.lower()}`"
    if kind == "int":
        return f"`{default}`"
    if default and (kind == "str" or kind.startswith("Literal")):
        return f'`"{default}"`'
    return ""


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"| {head[0]} | {head[1]} |"
    yield "| --- | --- |"
    yield from (f"| `{name}` | {_plain(meaning)} |" for name, meaning in rows)
    yield ""


def _plain(text: str) -> str:
    """Return a text in which options, braces and brackets are code, so that Markdown shows them as they are."""
    joined = " ".join(text.split()).replace("|", "\\|")
    return re.sub(
        r"(?<![`\w'/\[])(--[a-z][a-z-]*|\[[\w.]+\]|'fridaygram [^']*')",
        lambda one: f"`{one[1].strip(chr(39))}`",
        joined,
    )


if __name__ == "__main__":
    for name, text in pages().items():
        (PAGES / name).write_text(text, "utf-8")

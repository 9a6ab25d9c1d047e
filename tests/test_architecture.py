"""The house rules of ARCHITECTURE.md, held by reading the program's source."""

import ast
import os
import subprocess
import sys
import time
import warnings
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE_ROOT = ROOT / "generator"
PROGRAM = ROOT / "generator" / "fridaygram"

# Packages of their own, by the folder of their source, and the rooms that they may use. The program needs none of them.
EXTRAS = {
    ROOT / "extras" / "importers": {"pages", "corpus", "config", "clock", "files", "errors"},
    ROOT / "extras" / "rehearsal": {"corpus", "errors"},
}

# A room imports only to its right; rooms of one group never import one another.
LINE = (
    {"start"},
    {"cli"},
    {"commands", "library"},
    {"serve", "check", "publish", "status"},
    {"plan"},
    {"values"},
    {"acquire"},
    {"pages"},
    {"figures"},
    {"corpus", "lm", "graph"},
    {"languages"},
    {"cluster", "registry", "schemas", "config", "clock", "files"},
    {"errors"},
)
# Inside a group: a clock needs the site's weekly rule.
ALLOWED = {("clock", "config")}
HEAVY = (
    "babel",
    "numpy",
    "numba",
    "matplotlib",
    "PIL",
    "markdown",
    "pygments",
    "jinja2",
    "requests",
    "rich",
    "trafilatura",
    "yaml",
)
SPEAKING = {"start.py", "cli.py"}
LONGEST_FILE, LONG_FILE, LONGEST_FUNCTION = 500, 350, 50
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}

OWN_FILES = sorted(path for path in PROGRAM.rglob("*.py") if "_theme" not in path.parts)
FILES = [*OWN_FILES, *(path for extra in EXTRAS for path in sorted(extra.rglob("*.py")))]


@cache
def tree(path):
    return ast.parse(path.read_text("utf-8"))


def module_of(path):
    root = next((extra for extra in EXTRAS if path.is_relative_to(extra)), SOURCE_ROOT)
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path, parsed=None):
    """Return (line, module) of every import: at the top, in functions, under TYPE_CHECKING."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    found = []
    for node in ast.walk(parsed or tree(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
    return found


def room(module):
    """Return the room of a module of ours, "" for others' and for the package itself."""
    first, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    return name if first == "fridaygram" and name in {one for group in LINE for one in group} else ""


def place(name):
    return next(number for number, group in enumerate(LINE) if name in group)


def test_every_file_is_in_a_room():
    known = {one for group in LINE for one in group} | {"starter", "__init__", "__main__"}
    names = {path.relative_to(PROGRAM).parts[0].removesuffix(".py") for path in OWN_FILES}
    assert names <= known


def arrows_to_the_left(path, parsed=None):
    """Return the imports of a file that go against the line."""
    own = room(module_of(path))
    others = [(line, room(module)) for line, module in imports(path, parsed)] if own else []
    return [
        f"{path.relative_to(ROOT)}:{line}: {own} imports {other}"
        for line, other in others
        if other and other != own and place(other) <= place(own) and (own, other) not in ALLOWED
    ]


def test_a_room_imports_only_to_its_right():
    assert [fault for path in FILES for fault in arrows_to_the_left(path)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import fridaygram.plan.build",
        "from fridaygram import serve",
        "from fridaygram.corpus.store import Corpus",
        "from ..pages import document",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from fridaygram.pages import document",
        "def late():\n    from fridaygram.values import base",
    ],
)
def test_an_arrow_to_the_left_is_seen_wherever_it_is_written(source):
    path = PROGRAM / "lm" / "imagined.py"
    assert len(arrows_to_the_left(path, ast.parse(source))) == 1
    assert arrows_to_the_left(path, ast.parse("from fridaygram import errors\nfrom .index import build")) == []


def test_extras_use_the_rooms_named_for_them_and_nothing_uses_extras():
    packages = {folder.name for extra in EXTRAS for folder in extra.iterdir() if folder.name.startswith("fridaygram_")}
    for path in FILES:
        named = {module for _, module in imports(path)}
        if path in OWN_FILES:
            assert not {module for module in named if module.partition(".")[0] in packages}, path
        else:
            allowed = next(rooms for extra, rooms in EXTRAS.items() if path.is_relative_to(extra))
            assert {room(module) for module in named} - {""} <= allowed, path


def cycles(arrows):
    """Return a cycle among modules as a list, [] where there is none."""
    done, on_path = set(), []

    def visit(module):
        if module in on_path:
            return on_path[on_path.index(module) :]
        if module in done:
            return []
        on_path.append(module)
        for other in sorted(arrows.get(module, ())):
            if found := visit(other):
                return found
        on_path.pop()
        done.add(module)
        return []

    return next((found for module in sorted(arrows) if (found := visit(module))), [])


def test_no_modules_import_one_another():
    known = {module_of(path) for path in FILES}
    arrows = {}
    for path in FILES:
        own = module_of(path)
        found = set()
        for _, module in imports(path):
            target = module if module in known else module.rpartition(".")[0]
            if target in known and target != own and not own.startswith(f"{target}."):
                found.add(target)
        arrows[own] = found
    assert cycles(arrows) == []
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]


def test_no_file_is_too_long():
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}
    for name, lines in lengths.items():
        if lines > LONG_FILE:
            warnings.warn(f"{name} has {lines} lines: is it one thing?", stacklevel=1)


def length(function):
    """Return a function's lines without its docstring."""
    documented = ast.get_docstring(function) is not None
    first = function.body[0]
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if documented else 0)


def nodes(*kinds):
    """Yield (place, node) of every node of some kinds in the program; a place is FILE:LINE."""
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, kinds):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_no_function_is_too_long():
    functions = nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    assert [f"{place}: {one.name}" for place, one in functions if length(one) > LONGEST_FUNCTION] == []


def test_no_file_is_a_drawer():
    named = {path: {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} for path in FILES}
    assert [str(path) for path, parts in named.items() if VAGUE & parts] == []


def class_names(files):
    """Yield (name, place) of every public class at the top of a module; ``files`` are (place, tree) pairs."""
    for place, parsed in files:
        for node in parsed.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, f"{place}:{node.lineno}"


def named_twice(files):
    """Return the places of each class name that stands more than once."""
    places = {}
    for name, place in class_names(files):
        places.setdefault(name, []).append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_no_two_public_classes_have_one_name():
    twice = named_twice((path.relative_to(ROOT).as_posix(), tree(path)) for path in FILES)
    assert twice == {}
    one, other, hidden = map(ast.parse, ("class Song: ...", "\n\nclass Song: ...", "class _Song: ..."))
    assert named_twice([("a.py", one), ("b.py", other), ("c.py", hidden)]) == {"Song": ["a.py:1", "b.py:3"]}


def test_nothing_is_pickled_evaluated_or_hidden():
    forbidden = {"pickle", "cPickle", "dill", "marshal", "shelve", "joblib"}
    assert [
        f"{path.relative_to(ROOT)}:{line}: {module}"
        for path in FILES
        for line, module in imports(path)
        if module.split(".")[0] in forbidden
    ] == []
    calls = ((place, node.func) for place, node in nodes(ast.Call))
    named = [(place, call.id) for place, call in calls if isinstance(call, ast.Name)]
    assert [one for one in named if one[1] in {"eval", "exec", "__import__"}] == []


def test_only_the_command_line_prints_or_exits():
    loud = {"print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write"}
    quiet = ((place, ast.unparse(node.func)) for place, node in nodes(ast.Call))
    speaking = tuple(f"{(PROGRAM / name).relative_to(ROOT)}:" for name in SPEAKING)
    assert [one for one in quiet if one[1] in loud and not one[0].startswith(speaking)] == []


def undocumented(path):
    """Yield (line, name) of public modules, classes, functions and methods without a docstring."""
    if ast.get_docstring(tree(path)) is None and path.read_text("utf-8").strip():
        yield 1, "the module"
    pending = [(tree(path), "")]
    while pending:
        node, prefix = pending.pop()
        for child in node.body:
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if child.name.startswith("_") or any("overrid" in ast.unparse(one) for one in child.decorator_list):
                continue
            attribute = ast.unparse(child.body[-1]) == "..." and "property" in map(ast.unparse, child.decorator_list)
            if ast.get_docstring(child) is None and not attribute:
                yield child.lineno, f"{prefix}{child.name}"
            if isinstance(child, ast.ClassDef):
                pending.append((child, f"{child.name}."))


def test_everything_public_is_documented():
    found = ((path, line, name) for path in FILES for line, name in undocumented(path))
    assert [f"{path.relative_to(ROOT)}:{line}: {name}" for path, line, name in found] == []


def heavy_after(program, cwd=ROOT):
    """Return which heavy libraries a fresh interpreter has imported after ``program``."""
    code = f"import sys\n{program}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}} & {set(HEAVY)!r}))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(SOURCE_ROOT), str(ROOT)))}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=cwd, env=environment
    )
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("argv", [["--help"], ["build", "--help"], ["corpus", "--help"], ["--version"], ["bild"]])
def test_help_imports_nothing_heavy(argv):
    assert heavy_after(f"from fridaygram.cli import main\nmain({argv!r})") == []


def test_the_check_of_imports_sees_them():
    assert heavy_after("import jinja2\nprint()") == ["jinja2"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A blog that has been built twice, so that a third build has nothing to do."""
    from fridaygram.cli import main

    blog = tmp_path_factory.mktemp("house") / "blog"
    assert main(["init", str(blog), "--date", "2018-06-12"]) == 0
    assert main(["build", "--blog", str(blog)]) == 0
    time.sleep(0.1)  # stamps younger than the clock's grain are not trusted
    assert main(["build", "--blog", str(blog)]) == 0
    time.sleep(0.1)
    assert main(["build", "--blog", str(blog)]) == 0
    return blog


def test_a_build_without_work_imports_nothing_heavy(built):
    assert heavy_after(f"from fridaygram.cli import main\nmain(['build', '--blog', {str(built)!r}])", cwd=built) == []


TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
OF_THE_WHOLE = {"invalid", "golden", "browser", "architecture", "packaging", "increments", "determinism"}


def test_tests_mirror_the_program():
    """tests/ROOM/test_NAME.py tests generator/fridaygram/ROOM/NAME.py, tests/importers/ what is in extras/importers/.

    Tests of the whole are named as such.
    """
    sources = {extra.name: next(extra.glob("fridaygram_*")) for extra in EXTRAS}
    placed = [path.relative_to(ROOT / "tests") for path in TESTS]
    of_rooms = [one for one in placed if not OF_THE_WHOLE & {*one.parts, one.stem.removeprefix("test_")}]
    folders = {one: one.parts[:-1] or ("",) for one in of_rooms}
    rooms = {one: sources.get(first, PROGRAM / first).joinpath(*rest) for one, (first, *rest) in folders.items()}
    assert [str(one) for one, room in rooms.items() if not room.is_dir()] == []

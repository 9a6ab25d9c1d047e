import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fridaygram import __version__, cli
from fridaygram.cli import main
from fridaygram.commands._parser import ENVIRONMENT, EXIT_CODES, parts_of, summary_of
from fridaygram.commands.base import Command
from fridaygram.errors import ContentError
from fridaygram.registry import load, names
from tests.patience import PATIENCE

REPOSITORY = Path(__file__).parents[1]
VERBS = [name for name in names("fridaygram.commands") if name != "base"]


@pytest.fixture
def verb(monkeypatch):
    """Put a verb of the test's own in the place of 'build'."""

    def put(run, arguments=lambda parser: None):
        command = Command(summary="test", description="Test.", arguments=arguments, run=run)
        monkeypatch.setattr(cli, "command_of", lambda _: command)

    return put


def failing(error):
    def run(args, console):
        raise error

    return run


def test_without_a_verb_the_verbs_are_listed(capsys):
    for argv in ([], ["--help"], ["-h"]):
        assert main(argv) == 0
        shown = capsys.readouterr()
        assert all(f"\n  {name} " in shown.out for name in VERBS)
        assert shown.err == ""


@pytest.mark.parametrize("word", ["--version", "version"])
def test_the_version(word, capsys):
    assert main([word]) == 0
    version, python, extras = capsys.readouterr().out.splitlines()
    assert version == f"fridaygram {__version__}"
    assert python.startswith(f"Python {platform.python_version()}, ")
    assert extras.startswith("extras: train, acquire, ")


@pytest.mark.parametrize("name", sorted({*VERBS} - {"completion", "man", "schema", "serve"}))
def test_every_verb_that_gives_data_gives_json(name):
    parts = {part.title: dict(part.options) for part in parts_of(name)}
    assert all("--json" in options for title, options in parts.items() if len(parts) == 1 or title != name)


def test_help_says_what_the_environment_and_exit_codes_mean(capsys):
    assert main([]) == 0
    shown = capsys.readouterr().out
    for name, meaning in (*ENVIRONMENT.items(), *EXIT_CODES.items()):
        assert re.search(rf"^  {name} +{re.escape(meaning)}$", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("environment", "colours"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
@pytest.mark.parametrize("argv", [[], ["build", "--help"]])
def test_help_has_colours_where_they_are_wanted(argv, environment, colours, capsys, monkeypatch):
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(argv) == 0
    assert ("\033[1m" in capsys.readouterr().out) is colours


def test_quiet_and_verbose(verb, capsys):
    def run(args, console):
        console.say("data")
        console.done("what was done")
        console.remark("a note")
        console.remark("warning: take care")
        console.detail("a detail")
        return 0

    verb(run)
    assert main(["build", "-q"]) == 0
    assert capsys.readouterr() == ("data\n", "warning: take care\n")
    assert main(["--verbose", "build"]) == 0
    shown = capsys.readouterr()
    assert shown.out == "data\nwhat was done\n"
    *said, time = shown.err.splitlines()
    assert said == ["a note", "warning: take care", "a detail"]
    assert re.fullmatch(r"build: \d+\.\d\d s, \d+\.\d\d s of processor in all", time)


def test_the_environment_stands_for_options(verb, monkeypatch, capsys):
    seen = []

    def arguments(parser):
        parser.add_argument("--base-url")
        parser.add_argument("--workers", type=int)

    verb(lambda args, console: seen.append((args.blog, args.base_url, args.workers, args.debug)) or 0, arguments)
    for name, value in (("BLOG", "there"), ("BASE_URL", "https://a.example/"), ("WORKERS", "2"), ("DEBUG", "1")):
        monkeypatch.setenv(f"FRIDAYGRAM_{name}", value)
    assert main(["build"]) == 0
    assert main(["build", "--blog", "here", "--base-url", "https://b.example/", "--workers", "1"]) == 0
    assert seen == [("there", "https://a.example/", 2, True), ("here", "https://b.example/", 1, True)]
    monkeypatch.setenv("FRIDAYGRAM_WORKERS", "two")
    assert main(["build"]) == 2
    assert "argument --workers: invalid int value: 'two'" in capsys.readouterr().err


def completed(line, cwd):
    """Return what Tab offers at the end of a command line, by the protocol of argcomplete."""
    answer = cwd / "answer"
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY / "generator"),
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    program = "from fridaygram.start import main; main()"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=cwd, env=environment)
    return [word.strip() for word in answer.read_text().split("\n")]


def test_tab_completes_verbs_options_and_names(tmp_path):
    assert main(["init", str(tmp_path / "blog")]) == 0
    (post,) = (tmp_path / "blog/content/posts").iterdir()
    assert {"check", "completion", "corpus"} <= set(completed("fridaygram c", tmp_path))
    assert completed("fridaygram build --expl", tmp_path) == ["--explain"]
    assert completed("fridaygram --blog blog refresh ", tmp_path) == [post.name]
    assert completed("fridaygram figures gen", tmp_path) == ["generation-path"]
    assert completed("fridaygram corpus st", tmp_path) == ["stats"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "fridaygram" in script and "_ARGCOMPLETE" in script
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=script, text=True, check=True)


PRESS_TAB = {
    "bash": """source "$1"; COMP_LINE="fridaygram pub"; COMP_POINT=14; COMP_TYPE=9
        _python_argcomplete fridaygram; echo "${COMPREPLY[@]}" """,
    "fish": """source $argv[1]; complete -C "fridaygram pub" """,
    "zsh": r"""zmodload zsh/zpty; zpty shell zsh -f -i
        zpty -w shell "autoload -U compinit; compinit -u -D; source $1; PS1=; print R''EADY"
        zpty -r shell said "*READY*"; zpty -w -n shell $'fridaygram pub\t'
        zpty -r shell said "*publish*"; print publish; zpty -d shell""",
}


@pytest.mark.parametrize("shell", sorted(PRESS_TAB))
def test_the_tab_key_of_each_shell_completes_a_verb(shell, tmp_path, capsys):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    assert main(["completion", shell]) == 0
    script = tmp_path / "completion"
    script.write_text(capsys.readouterr().out)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    end = [] if shell == "fish" else ["sh"]
    done = subprocess.run(
        [program, "-c", PRESS_TAB[shell], *end, script],
        env={**os.environ, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert done.stdout.split() == ["publish"]


def test_the_manual_has_every_verb_and_is_right_roff(capsys):
    assert main(["man"]) == 0
    page = capsys.readouterr().out
    assert re.findall(r"^\.SS (\S+)$", page, re.MULTILINE) == VERBS
    assert "\\-\\-explain" in page
    if program := shutil.which("groff"):
        command = [program, "-man", "-Tutf8", "-ww"]
        done = subprocess.run(command, input=page, text=True, capture_output=True, check=True)
        assert done.stderr == ""


def test_help_is_a_verb_too(capsys):
    assert main(["help"]) == 0
    assert "verbs:" in capsys.readouterr().out
    assert main(["help", "build"]) == 0
    assert capsys.readouterr().out.startswith("usage: fridaygram build ")


def test_a_terminal_of_another_encoding_gets_escapes_not_an_error(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "generator"), "PYTHONIOENCODING": "cp1252"}

    def said(*argv):
        command = [sys.executable, "-m", "fridaygram", *argv]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False)
        return done.stdout

    assert said("init", "a b \U0001f3b5").endswith("Next: cd 'a b \\U0001f3b5' && fridaygram serve\n")
    assert "\\u65e5\\u672c" in said("new", "\U0001f3b5 \u65e5\u672c", "--blog", "a b \U0001f3b5")


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_teaches(name, capsys):
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    command = load("fridaygram.commands", name, "COMMAND", what="verb")
    assert command.description.split("\n")[0] in shown
    assert "--blog DIR" in shown
    assert command.examples, "an example teaches more than a list of options"
    for example in command.examples:
        assert example.startswith(f"fridaygram {name}")
        assert example in shown
    assert summary_of(name) == command.summary
    assert len(command.summary) < 60
    assert not command.summary.endswith(".")


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["bild"], "unknown verb 'bild'; did you mean 'build'?; see 'fridaygram --help'"),
        (["base"], "unknown verb 'base'; "),
        (["--nope"], "'--nope' needs a verb; see 'fridaygram --help'"),
        (
            ["build", "--exlain"],
            "unrecognized arguments: --exlain; did you mean '--explain'?; see 'fridaygram build --help'",
        ),
        (["help", "bild"], "unknown verb 'bild'; did you mean 'build'?"),
        (["list"], "unknown verb 'list'; known: acquire, "),
        (["build", "--nope"], "unrecognized arguments: --nope; see 'fridaygram build --help'"),
        (["build", "--workers", "0"], "argument --workers: 0 is less than 1; see"),
        (["build", "--workers", "two"], "argument --workers: 'two' is not a whole number; see"),
        (["build", "--blog"], "argument --blog: expected one argument; see"),
        (["new"], "the following arguments are required: TITLE; see 'fridaygram new --help'"),
        (["corpus"], "the following arguments are required: ACTION; see 'fridaygram corpus --help'"),
        (["corpus", "stats"], "the following arguments are required: NAME; see 'fridaygram corpus stats --help'"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_2(argv, line, capsys):
    assert main(argv) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"fridaygram: {line}")
    assert shown.err.count("\n") == 1


def test_a_word_that_is_not_utf8_is_an_error(verb, capsys):
    verb(lambda args, console: 0)
    assert main(["build", "--output", "caf\udce9"]) == 1
    line = r"'caf\udce9' on the command line is not UTF-8; write it, or rename the file, in UTF-8"
    assert capsys.readouterr().err == f"fridaygram: {line}\n"


def test_an_error_is_one_line_and_1(verb, capsys):
    verb(failing(ContentError("no title", file="a.md", line=1, hint="add one")))
    assert main(["build"]) == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "fridaygram: a.md:1: no title; add one\n")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (FileNotFoundError(2, "No such file or directory", "a.csv"), "a.csv: No such file or directory"),
        (OSError(28, "No space left"), "No space left; make room on the disk, then run it again"),
        (
            PermissionError(13, "Permission denied", str(Path.cwd() / "content/x")),
            "content/x: Permission denied; change the permissions, or work on a copy elsewhere",
        ),
        (OSError("odd"), "odd"),
    ],
)
def test_an_error_of_the_system_is_one_line_too(verb, capsys, error, line):
    verb(failing(error))
    assert main(["build"]) == 1
    assert capsys.readouterr().err == f"fridaygram: {line}\n"


@pytest.mark.parametrize("argv", [["build", "--debug"], ["--debug", "build"]])
def test_a_traceback_comes_only_when_asked_for(verb, argv):
    verb(failing(ContentError("wrong")))
    with pytest.raises(ContentError):
        main(argv)


def test_a_fault_of_the_program_is_one_line_that_says_so(verb, capsys):
    verb(failing(ZeroDivisionError("division\nby zero")))
    assert main(["build"]) == 1
    told = "this is a fault of Fridaygram: ZeroDivisionError: division by zero; report it with what --debug shows"
    assert capsys.readouterr().err == f"fridaygram: {told}\n"
    with pytest.raises(ZeroDivisionError):
        main(["build", "--debug"])


@pytest.mark.parametrize(
    "argv", [["build", "--blog", "there"], ["--blog", "there", "build"], ["build", "--blog=there"]]
)
def test_the_blog_may_be_named_anywhere(verb, argv):
    seen = []
    verb(lambda args, console: seen.append((args.blog, args.debug)) or 0)
    assert main(argv) == 0
    assert seen == [("there", False)]


def test_the_blog_may_be_named_after_an_action(verb):
    seen = []

    def arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_subparsers(dest="action").add_parser("stats").add_argument("name")

    verb(lambda args, console: seen.append((args.blog, args.name)) or 0, arguments)
    assert main(["build", "stats", "demo", "--blog", "there"]) == 0
    assert seen == [("there", "demo")]


def test_results_go_to_one_stream_and_remarks_to_the_other(verb, capsys):
    def run(args, console):
        console.say("a result")
        console.json({"b": "é", "a": 1})
        console.remark("a remark")
        with console.progress() as advance:
            advance(1, 2, "drawing")
        return 0

    verb(run)
    assert main(["build"]) == 0
    shown = capsys.readouterr()
    first, _, rest = shown.out.partition("\n")
    assert (first, json.loads(rest), shown.err) == ("a result", {"a": 1, "b": "é"}, "a remark\n")
    assert rest.index('"a"') < rest.index('"b"')


def test_a_bar_is_shown_on_a_terminal(verb, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")

    def run(args, console):
        with console.progress() as advance:
            for done in range(3):
                advance(done, 2, "drawing")
        return 0

    verb(run)
    assert main(["build"]) == 0
    assert "drawing" in capsys.readouterr().err


@pytest.mark.parametrize("size", [1, 100_000])
def test_a_reader_that_goes_away_is_no_error(size):
    """As `fridaygram ... | head -0` does; little output breaks only when it is flushed."""
    program = (
        "import sys\n"
        "from fridaygram import cli\n"
        "from fridaygram.commands.base import Command\n"
        f"def run(args, console):\n    sys.stdin.read()\n    [console.say('x') for _ in range({size})]\n    return 0\n"
        "cli.command_of = lambda _: Command('', '', lambda parser: None, run)\n"
        "raise SystemExit(cli.main(['build']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=REPOSITORY,
    )
    process.stdout.close()
    process.stdin.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(PATIENCE) == 0


def test_python_m_generator_is_the_console_script(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "generator")}
    done = subprocess.run(
        [sys.executable, "-m", "fridaygram", "build"],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "fridaygram: site.toml: no blog here: there is no site.toml; start one with 'fridaygram init myblog'\n"
    )

"""The project's own files for GitHub are valid, and run nothing that could change under them."""

import ast
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v[\d.]+|\./(\.github/workflows/package\.yml)?")


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-actions", [ACTION]),
        ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"]),
    ],
)
def test_files_for_github_follow_their_schema(schema, files):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_rights_are_least(workflow):
    text = workflow.read_text()
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert [one for one in used if not PINNED.fullmatch(one)] == []
    assert "permissions:\n  contents: read\n" in text


def test_the_action_takes_no_input_into_a_script():
    """An expression in a script is replaced before the shell reads it: a name could run code."""
    text = ACTION.read_text()
    assert [one for one in re.findall(r"uses: (.*)", text) if not PINNED.fullmatch(one)] == []
    scripts = re.findall(r"run: \|\n((?: {8}.*\n)+)", text)
    assert len(scripts) == 2
    assert [script for script in scripts if "${{" in script] == []


def test_the_action_is_documented_with_its_defaults():
    page = (ROOT / "docs" / "content" / "pages" / "containers.md").read_text("utf-8")
    told = {name: default.strip(" `") for name, default in re.findall(r"\| `([\w-]+)` \|([^|]*)\|", page)}
    inputs = yaml.safe_load(ACTION.read_text("utf-8"))["inputs"]
    assert told == {name: given["default"] for name, given in inputs.items()}
    assert yaml.safe_load(re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1])["permissions"] == {"contents": "read"}


def test_the_container_gets_all_that_the_wheel_is_made_of():
    """What .dockerignore lets through is what pyproject.toml takes into the wheel."""
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*(path.split("/")[0] for path in wheel["packages"]), *wheel["force-include"], "pyproject.toml"}
    assert needed | {project["project"]["readme"], *project["project"]["license-files"]} == let_in


def test_the_development_container_runs_what_there_is():
    settings = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    target = settings["postCreateCommand"].removeprefix("make ")
    assert f"\n{target}: " in (ROOT / "Makefile").read_text()


def test_benchmarks_name_modules_that_are_there():
    """They are run by hand, and mypy does not look at them."""
    found = []
    for path in sorted((ROOT / "bench").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fridaygram"):
                module = importlib.import_module(node.module)
                found += [f"{path.name}: {node.module}.{one.name}" for one in node.names if not _has(module, one.name)]
    assert found == []


def _has(module, name):
    return hasattr(module, name) or importlib.util.find_spec(f"{module.__name__}.{name}") is not None

"""The project's own files for GitHub are valid, and run nothing that could change under them."""

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v[\d.]+")


@pytest.mark.parametrize(
    ("schema", "files"),
    [("vendor.github-workflows", WORKFLOWS), ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"])],
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

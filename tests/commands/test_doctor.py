import json
import shutil
import subprocess
import sys

import pytest

from fridaygram import registry
from fridaygram.registry import EXTRAS, install_hint
from tests.publish.gitting import alone, commit, put_under_git


def states(said):
    """The state of each thing by its name, and what is said of it."""
    rows = [line.split(maxsplit=2) for line in said.out.splitlines()]
    return {name: state for state, name, _ in rows}, {name: about for _, name, about in rows}


def test_outside_of_a_blog_the_environment_is_looked_at(fridaygram, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = fridaygram("doctor")
    assert said.code == 0
    state, about = states(said)
    assert list(state) == ["program", "git", "fonts", *EXTRAS, "blog"]
    assert state["git"] == state["fonts"] == state["train"] == "ok"
    assert (state["blog"], about["blog"][:30]) == ("optional", "there is no site.toml here; na")


def test_a_new_blog_lacks_what_publish_needs_each_with_the_way_out(blog, fridaygram, monkeypatch):
    alone(monkeypatch)
    said = fridaygram("doctor")
    state, about = states(said)
    assert said.code == 1
    assert {name for name, one in state.items() if one == "missing"} == {"address", "repository"}
    assert about["address"].startswith("site.toml:5: base_url is still https://example.org/; say where")
    assert "make one: git init" in about["repository"]


def test_a_blog_that_can_be_published_is_ok(blog, fridaygram, monkeypatch):
    alone(monkeypatch)
    site = blog / "site.toml"
    site.write_text(site.read_text().replace("example.org", "you.github.io"))
    (blog / "requirements.txt").write_text("fridaygram @ git+https://git.example/fridaygram@0123\n")
    remote = put_under_git(blog)
    assert states(fridaygram("doctor"))[0]["workflow"] == "missing"
    assert fridaygram("publish", "--workflow").code == 0
    commit(blog)
    # The remote is not asked: doctor works without a network.
    shutil.rmtree(remote)
    said = fridaygram("doctor")
    assert (said.code, states(said)[0]["workflow"]) == (0, "ok"), said.out
    assert "missing" not in {one["state"] for one in fridaygram("doctor", "--json").json}


def test_an_extra_is_missing_only_where_the_blog_needs_it(blog, fridaygram, monkeypatch):
    monkeypatch.setattr(registry, "missing", lambda extra: ("x",) if extra in ("search", "neural") else ())
    site = blog / "site.toml"
    site.write_text(f"search = true\n{site.read_text()}")
    rows = [(one["state"], one["name"]) for one in fridaygram("doctor", "--json").json]
    assert ("optional", "neural") in rows
    assert ("missing", "search") in rows
    assert install_hint("search") in fridaygram("doctor").out


def test_a_broken_site_toml_is_missing_too(blog, fridaygram):
    (blog / "site.toml").write_text("title = 3\n")
    said = fridaygram("doctor")
    assert said.code == 1
    assert "missing   blog        " in said.out
    assert "site.toml:1: setting 'title': this is a whole number, and it must be text" in said.out


def test_schemas_of_another_version_are_said_and_renewed(blog, fridaygram):
    (blog / ".schema/site.json").write_text("{}\n")
    assert ".schema/site.json: not of this version; fridaygram schema --write" in fridaygram("doctor").out
    assert fridaygram("schema", "--write").out == ".schema/site.json\n"
    assert fridaygram("schema", "--write").out == ""
    assert "schemas" not in states(fridaygram("doctor"))[0]


@pytest.mark.parametrize("what", [("site",), ("post",), ("figure", "generation-path")])
def test_schemas_are_schemas_and_say_what_each_key_means(what, fridaygram, tmp_path):
    said = fridaygram("schema", *what)
    properties = said.json["properties"]
    assert [name for name, one in properties.items() if not one.get("description") and "$ref" not in one] == []
    path = tmp_path / "schema.json"
    path.write_text(said.out)
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", str(path)]
    subprocess.run(command, check=True, capture_output=True)


def test_a_schema_refuses_what_the_program_refuses(fridaygram, blog):
    properties = json.loads((blog / ".schema/site.json").read_text())["$defs"]["Weekly"]["properties"]
    assert "friday" in properties["weekday"]["enum"]
    assert properties["skip"]["items"]["format"] == "date"
    assert (blog / "site.toml").read_text().startswith("#:schema ./.schema/site.json\n")


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        ([], "of what?; name one of site, post, figure, or write the blog's with --write"),
        (["post", "bar"], "'post' takes no kind of figure"),
        (["figure"], "'figure' takes a kind of figure"),
        (["figure", "bra"], "unknown figure 'bra'; did you mean 'bar'?"),
    ],
)
def test_a_schema_of_nothing_is_one_line(argv, problem, fridaygram):
    assert fridaygram("schema", *argv).problem == problem

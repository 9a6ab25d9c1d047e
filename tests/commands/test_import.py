"""The verb itself; what importers do is tested in tests/importers/."""

import json
from importlib.metadata import EntryPoint

import pytest

from fridaygram import registry
from fridaygram.cli import main


class Weaver:
    """Stands in for the importer of another package, and for its report."""

    def __init__(self):
        self.calls = []

    def __call__(self, folder, root, *, progress, **options):
        self.calls.append((folder, root, options))
        return self

    def as_json(self):
        return {"posts": 1}

    def lines(self, *, dry):
        yield "one post would be imported" if dry else "one post imported"


ENGINE = Weaver()


@pytest.fixture
def packages(monkeypatch):
    """Give a function that says which entry points there are."""

    def forget():
        registry.names.cache_clear()
        registry._plugins.cache_clear()

    def install(*entries):
        monkeypatch.setattr(registry, "_entry_points", lambda: entries)
        forget()

    yield install
    forget()


def test_without_importers_it_says_what_to_install(packages, tmp_path, capsys):
    packages()
    assert main(["import", "jekyll", str(tmp_path), "--blog", str(tmp_path / "new")]) == 1
    said = capsys.readouterr()
    assert said.err == (
        "fridaygram: no importers are installed; in a clone of Fridaygram, run: pip install ./extras/importers\n"
    )
    assert said.out == ""


def test_an_importer_of_another_package_is_called_and_its_report_shown(packages, tmp_path, capsys):
    packages(EntryPoint("weaver", f"{__name__}:ENGINE", "fridaygram.importers"))
    (tmp_path / "old").mkdir()
    places = [str(tmp_path / "old"), "--blog", str(tmp_path / "new")]
    assert main(["import", "weaver", *places, "--dry-run", "--url", "https://a.example"]) == 0
    assert capsys.readouterr().out == "one post would be imported\n"
    assert main(["import", "weaver", *places, "--json", "--replace", "--date", "2018-06-12"]) == 0
    assert json.loads(capsys.readouterr().out) == {"posts": 1}
    assert main(["import", "weawer", *places]) == 1
    assert "unknown program to import from 'weawer'; did you mean 'weaver'?" in capsys.readouterr().err
    paths = tmp_path / "old", tmp_path / "new"
    assert ENGINE.calls == [
        (*paths, {"dry": True, "replace": False, "url": "https://a.example", "date": None, "fetch": False}),
        (*paths, {"dry": False, "replace": True, "url": "", "date": "2018-06-12", "fetch": False}),
    ]

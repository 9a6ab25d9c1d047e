import sys

import pytest

from fridaygram import registry
from fridaygram.errors import UsageError
from fridaygram.registry import load, names


@pytest.fixture
def kinds(tmp_path, monkeypatch):
    package = tmp_path / "invented_kinds"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "order_curve.py").write_text("KIND = 'a curve'\n")
    (package / "bar.py").write_text("KIND = 'a bar'\n")
    (package / "_private.py").write_text("KIND = 'not one'\n")
    (package / "broken.py").write_text("raise RuntimeError('imported')\n")
    (package / "texts").mkdir()
    (package / "texts" / "__init__.py").write_text("")
    (package / "texts" / "word_cloud.py").write_text("KIND = 'a cloud'\n")
    monkeypatch.syspath_prepend(tmp_path)
    registry.names.cache_clear()
    registry._modules.cache_clear()
    yield "invented_kinds"
    registry.names.cache_clear()
    registry._modules.cache_clear()
    for module in [name for name in sys.modules if name.startswith("invented_kinds")]:
        del sys.modules[module]


def test_names_come_from_the_files_and_import_none_of_them(kinds):
    assert names(kinds) == ("bar", "broken", "order-curve", "word-cloud")
    assert "invented_kinds.broken" not in sys.modules


def test_a_name_may_be_written_either_way(kinds):
    assert load(kinds, "order-curve", "KIND", what="kind") == load(kinds, "order_curve", "KIND", what="kind")


def test_a_folder_groups_modules_and_is_no_part_of_their_name(kinds):
    assert load(kinds, "word-cloud", "KIND", what="kind") == "a cloud"
    with pytest.raises(UsageError):
        load(kinds, "texts", "KIND", what="kind")


@pytest.mark.parametrize("name", ["bat", "_private", "../bar", "bar.x", ""])
def test_an_unknown_name_is_an_error_that_suggests(kinds, name):
    with pytest.raises(UsageError, match="unknown kind") as caught:
        load(kinds, name, "KIND", what="kind")
    assert "bar" in caught.value.hint


@pytest.mark.parametrize(
    ("package", "export"),
    [
        ("fridaygram.commands", "COMMAND"),
        ("fridaygram.figures.kinds", "FIGURE"),
        ("fridaygram.values.kinds", "PROVIDER"),
    ],
)
def test_everything_found_exports_its_object(package, export):
    found = [name for name in names(package) if name != "base"]
    assert found
    for name in found:
        assert load(package, name, export, what="thing") is not None

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fridaygram import registry
from fridaygram.cli import main
from fridaygram.errors import ConfigError, UsageError
from fridaygram.pages.theme.roots import asset_roots, template_roots
from fridaygram.registry import load, names

FIGURES = "fridaygram.figures.kinds"
SPIRAL = """
from fridaygram.figures.base import Drawing, Figure, Params

class SpiralParams(Params, frozen=True, kw_only=True):
    data: str = ""

def draw(values, params, scope):
    turns = values["turns"]
    return Drawing(f'<svg viewBox="0 0 9 9"><title>{turns} turns</title></svg>', f"A spiral of {turns} turns.")

FIGURE = Figure("Spiral", SpiralParams, "data", draw, decides=("data",))
"""
PLUGIN = {
    "spirals/__init__.py": "",
    "spirals/figure.py": SPIRAL,
    "spirals/looks/__init__.py": "raise RuntimeError('a theme is never imported')",
    "spirals/looks/templates/parts/footer.html": "<footer>Spirals everywhere</footer>",
    "spirals/looks/assets/css/90-spirals.css": ":root { --turns: 3 }",
}
ENTRY_POINTS = {
    "fridaygram.figures": {"spiral": "spirals.figure:FIGURE"},
    "fridaygram.themes": {"spiral-looks": "spirals.looks"},
}


def forget():
    """Forget what was found, as a new process would."""
    for function in (registry.names, registry._modules, registry._plugins, registry._entry_points):
        function.cache_clear()


def distribution(folder, name, files, entry_points):
    """Write a package as pip would install it into ``folder``."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    groups = (
        [f"[{group}]", *(f"{key} = {value}" for key, value in entries.items())]
        for group, entries in entry_points.items()
    )
    (about / "entry_points.txt").write_text("\n".join(line for group in groups for line in group) + "\n")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Give a function that installs a package for the time of the test."""
    folder = tmp_path / "installed"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)

    def install(name="spirals", files=PLUGIN, entry_points=ENTRY_POINTS):
        distribution(folder, name, files, entry_points)
        importlib.invalidate_caches()
        forget()
        return folder

    yield install
    forget()
    for module in [name for name in sys.modules if name.split(".")[0] == "spirals"]:
        del sys.modules[module]


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
    forget()
    yield "invented_kinds"
    forget()
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


@pytest.mark.parametrize("package", registry.GROUPS)
def test_each_group_opens_a_package_that_is_there(package):
    if package not in (registry.IMPORTERS, registry.THEMES):
        assert importlib.import_module(package).__path__
    assert isinstance(names(package), tuple)


def test_another_package_adds_a_figure(installed):
    assert "spiral" not in names(FIGURES)
    installed()
    assert "spiral" in names(FIGURES)
    assert "spirals.figure" not in sys.modules, "to be listed it need not be imported"
    assert load(FIGURES, "spiral", "FIGURE", what="figure").title == "Spiral"
    assert load(FIGURES, "bar", "FIGURE", what="figure").title


def test_an_entry_point_may_name_a_module_alone(installed):
    installed(entry_points={"fridaygram.figures": {"my_spiral": "spirals.figure"}})
    assert load(FIGURES, "my-spiral", "FIGURE", what="figure").title == "Spiral"


def test_a_name_that_is_built_in_asks_no_package(installed):
    installed()
    assert load(FIGURES, "bar", "FIGURE", what="figure").title
    assert "build" in names("fridaygram.commands")
    assert registry._entry_points.cache_info().misses == 0


def test_a_name_given_twice_names_both_packages(installed):
    installed(entry_points={"fridaygram.figures": {"bar": "spirals.figure:FIGURE"}})
    message = "the name 'bar' in fridaygram.figures is given by fridaygram and by spirals; uninstall one of them"
    with pytest.raises(UsageError) as caught:
        names(FIGURES)
    assert str(caught.value) == message


def test_a_name_given_by_two_packages_names_both(installed):
    installed()
    installed("twirls", {}, {"fridaygram.figures": {"spiral": "twirls:FIGURE"}})
    with pytest.raises(UsageError, match=r"'spiral' in fridaygram\.figures is given by spirals and by twirls"):
        load(FIGURES, "spiral", "FIGURE", what="figure")


def test_of_two_copies_of_a_package_the_first_on_the_path_counts(installed, tmp_path, monkeypatch):
    distribution(tmp_path / "behind", "spirals", {}, {"fridaygram.figures": {"spiral": "gone:FIGURE"}})
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "behind")])
    installed()
    assert load(FIGURES, "spiral", "FIGURE", what="figure").title == "Spiral"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("spirals.gone:FIGURE", "ModuleNotFoundError: No module named 'spirals.gone'"),
        ("spirals.figure:FIGUR", "AttributeError: module 'spirals.figure' has no attribute 'FIGUR'"),
        ("spirals.looks:FIGURE", "RuntimeError: a theme is never imported"),
    ],
)
def test_a_package_that_cannot_be_loaded_is_one_line_that_names_it(installed, value, problem):
    installed(entry_points={"fridaygram.figures": {"spiral": value}})
    with pytest.raises(UsageError) as caught:
        load(FIGURES, "spiral", "FIGURE", what="figure")
    start = f"figure 'spiral' of the package spirals cannot be loaded: {problem}"
    assert str(caught.value) == f"{start}; upgrade or uninstall spirals"


def test_a_theme_stands_between_the_blog_and_the_packaged_one(installed, small_blog):
    packaged = template_roots(small_blog)[-1]
    folder = installed() / "spirals" / "looks"
    settings = small_blog / "site.toml"
    settings.write_text('theme = "spiral-looks"\n' + settings.read_text())
    assert template_roots(small_blog)[-2:] == (folder / "templates", packaged)
    assert asset_roots(small_blog)[-2] == folder / "assets"
    (small_blog / "templates").mkdir(exist_ok=True)
    assert template_roots(small_blog) == (small_blog / "templates", folder / "templates", packaged)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("spiral-look", "did you mean 'spiral-looks'?"), ("paper", "install its package, or leave it out")],
)
def test_a_theme_that_is_not_installed_is_an_error_at_its_line(installed, small_blog, name, hint):
    installed()
    settings = small_blog / "site.toml"
    settings.write_text(f'theme = "{name}"\n' + settings.read_text())
    with pytest.raises(ConfigError) as caught:
        template_roots(small_blog)
    assert str(caught.value) == f"{settings}:1: unknown theme '{name}'; {hint}"


def test_a_theme_without_its_package_is_an_error(installed, small_blog):
    installed(files={}, entry_points={"fridaygram.themes": {"spiral-looks": "spirals.looks"}})
    settings = small_blog / "site.toml"
    settings.write_text('theme = "spiral-looks"\n' + settings.read_text())
    with pytest.raises(ConfigError, match="of the package spirals cannot be loaded: there is no package"):
        template_roots(small_blog)


def test_a_build_draws_the_figure_in_the_theme_and_sees_the_package_change(tmp_path):
    """In processes of its own, as an author would: the package is found by its metadata alone."""
    folder, blog = tmp_path / "installed", tmp_path / "blog"
    distribution(folder, "spirals", PLUGIN, ENTRY_POINTS)
    post = blog / "content" / "posts" / "2018-06-15-turns" / "index.md"
    post.parent.mkdir(parents=True)
    post.write_text("---\ntitle: Turns\n---\n```figure spiral\ndata: turns.toml\ncaption: Turning.\n```\n")
    post.with_name("turns.toml").write_text("turns = 3\n")
    (blog / "site.toml").write_text(
        'title = "T"\nauthor = "A"\nbase_url = "https://example.org"\ntheme = "spiral-looks"\ncards = false\n'
    )
    source = Path(registry.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(source)))}

    def build():
        argv = [sys.executable, "-m", "fridaygram", "build", "--date", "2018-06-16", "--blog", str(blog)]
        done = subprocess.run(argv, check=False, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout, (blog / "site" / "2018" / "06" / "turns" / "index.html").read_text()

    _, page = build()
    assert "<title>3 turns</title>" in page
    assert "Spirals everywhere" in page
    assert "--turns:3" in next((blog / "site" / "assets").glob("site.*.css")).read_text()
    said, _ = build()
    assert "no task ran" in said or "0 tasks ran" in said
    (folder / "spirals" / "figure.py").write_text(SPIRAL.replace("{turns} turns<", "{turns} whole turns<"))
    _, page = build()
    assert "<title>3 whole turns</title>" in page, "the package's code counts as the program's"


def test_help_stays_quick_and_asks_no_package(capsys):
    forget()
    assert main(["--help"]) == 0
    assert main(["build", "--help"]) == 0
    assert "usage" in capsys.readouterr().out
    assert registry._entry_points.cache_info().misses == 0

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml

from fridaygram import __version__
from fridaygram.config import WEEKDAYS, Publish, Site, Weekly, load_site
from fridaygram.errors import BuildError
from fridaygram.publish.repository import Repository
from fridaygram.publish.workflow import FILE, check_workflow, crons_of, install_lines, workflow_text, write_workflow

ZONES = [
    "UTC",
    "Europe/Oslo",
    "Asia/Tokyo",
    "America/Los_Angeles",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "America/St_Johns",
]


def made(repository, **settings):
    site = Site(title="A", author="B", base_url="https://you.github.io/", **settings)
    return workflow_text(site, repository, 2026)


@pytest.fixture
def below(blog):
    (blog / "log").mkdir()
    (blog / "site.toml").replace(blog / "log" / "site.toml")
    return Repository(blog, blog / "log")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("branch", ["main", "on", "release/1.0"])
def test_it_is_valid_by_githubs_published_schema(repository, tmp_path, zone, branch):
    path = tmp_path / "workflow.yml"
    path.write_text(made(repository, timezone=zone, publish=Publish(source=branch)), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert yaml.safe_load(path.read_text())[True]["push"]["branches"] == [branch]


def test_the_schema_would_say_no(repository, tmp_path):
    path = tmp_path / "workflow.yml"
    path.write_text(made(repository).replace("runs-on:", "run-on:"), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_what_it_does(repository):
    workflow = yaml.safe_load(made(repository))
    assert sorted(workflow[True]) == ["push", "schedule", "workflow_dispatch"]
    build, deploy = workflow["jobs"]["build"], workflow["jobs"]["deploy"]
    uses = [step["uses"] for step in build["steps"] + deploy["steps"] if "uses" in step]
    assert [name for name in uses if "setup-python" not in name] == [
        "actions/checkout@v7",
        "actions/configure-pages@v6",
        "actions/upload-pages-artifact@v5",
        "actions/deploy-pages@v5",
    ]
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert "write" not in [*build["permissions"].values(), *workflow["permissions"].values()]
    assert deploy["environment"]["name"] == "github-pages"
    assert build["steps"][-1]["with"] == {"path": "site", "include-hidden-files": True}
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": False}


def test_a_blog_below_the_top_of_its_repository(below):
    workflow = yaml.safe_load(made(below))
    build = workflow["jobs"]["build"]
    assert build["defaults"]["run"]["working-directory"] == "log"
    assert build["steps"][-1]["with"]["path"] == "log/site"


def moments(cron, year):
    """Yield the moments of a cron line of ours, in UTC."""
    minute, hour, day_of_month, month, weekday = cron.split()
    assert (day_of_month, month) == ("*", "*")
    moment = datetime(year, 1, 1, int(hour), int(minute), tzinfo=UTC)
    while moment.year == year:
        if moment.isoweekday() % 7 == int(weekday):
            yield moment
        moment += timedelta(days=1)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("weekday", ["monday", "friday", "sunday"])
def test_slots_lie_on_the_day_wherever_the_clocks_stand(zone, weekday):
    crons = crons_of(zone, weekday, 2026)
    for hour, cron in zip((0, 6, 12, 18, 22), crons, strict=True):
        for moment in moments(cron, 2026):
            there = moment.astimezone(ZoneInfo(zone))
            assert WEEKDAYS[there.weekday()] == weekday
            since = there.hour + there.minute / 60 - hour
            assert 0 <= since < 2.5
            assert moment.minute not in (0, 15, 30, 45)


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, f"python -m pip install fridaygram=={__version__}"),
        ({"requirements.txt": "fridaygram\n"}, "python -m pip install -r requirements.txt"),
        ({"pyproject.toml": '[project]\nname = "fridaygram"\n'}, "python -m pip install --no-deps ."),
        ({"pyproject.toml": '[project]\nname = "else"\n'}, f"python -m pip install fridaygram=={__version__}"),
    ],
)
def test_where_the_program_comes_from(tmp_path, files, line):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert install_lines(Repository(tmp_path, tmp_path))[-1] == line


def test_it_is_kept_up_to_date(blog, repository):
    site = load_site(blog)
    with pytest.raises(BuildError, match=r"\.github/workflows/fridaygram\.yml: there is no workflow"):
        check_workflow(site, repository, 2026)
    assert write_workflow(site, repository, 2026)
    assert not write_workflow(site, repository, 2026)
    check_workflow(site, repository, 2026)
    with (blog / "site.toml").open("a") as stream:
        stream.write('[weekly]\nweekday = "monday"\n')
    site = load_site(blog)
    assert site.weekly == Weekly(weekday="monday")
    with pytest.raises(BuildError, match=r"not what site\.toml asks for; write it with"):
        check_workflow(site, repository, 2026)
    assert write_workflow(site, repository, 2026)
    assert "Monday in Europe/Oslo" in (blog / FILE).read_text()

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml

from fridaygram.config import WEEKDAYS, Publish, Site, Weekly, load_site
from fridaygram.errors import BuildError
from fridaygram.publish.repository import Repository
from fridaygram.publish.workflow import FILE, check_workflow, crons_of, waiting, workflow_text, write_workflow
from tests.publish.gitting import commit, git

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


@pytest.fixture(autouse=True)
def _requirements(blog):
    (blog / "requirements.txt").write_text("fridaygram @ git+https://git.example/fridaygram@0123\n")
    commit(blog, "What it needs")


def made(repository, **settings):
    site = Site(title="A", author="B", base_url="https://you.github.io/", **settings)
    return workflow_text(site, repository, 2026)


@pytest.fixture
def below(blog):
    (blog / "log").mkdir()
    for name in ("site.toml", "requirements.txt"):
        (blog / name).replace(blog / "log" / name)
    return Repository(blog, blog / "log")


def test_they_are_valid_by_githubs_published_schema(repository, tmp_path):
    files = []
    for zone in ZONES:
        for branch in ("main", "on", "release/1.0"):
            files.append(tmp_path / f"{len(files)}.yml")
            files[-1].write_text(made(repository, timezone=zone, publish=Publish(source=branch)), "utf-8")
            assert yaml.safe_load(files[-1].read_text())[True]["push"]["branches"] == [branch]
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *map(str, files),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


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
    assert [name.split("@")[0].removeprefix("actions/") for name in uses] == [
        "checkout",
        "setup-python",
        "configure-pages",
        "upload-pages-artifact",
        "deploy-pages",
    ]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in uses), "a tag can be moved to other code"
    assert workflow["permissions"] == {}
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert build["steps"][0]["with"] == {"persist-credentials": False}
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


def test_what_the_remote_does_not_have(blog, repository):
    assert [line.partition(" ")[2] for line in waiting(repository, "origin", "main").commits] == [
        "What it needs",
        "Start",
    ]
    repository.push("origin", repository.head(), "main")
    assert waiting(repository, "origin", "main").commits == ()
    for name in ("one", "two"):
        (blog / name).write_text("x")
        head = commit(blog, name)
    news = waiting(repository, "origin", "main")
    assert [line.partition(" ")[2] for line in news.commits] == ["two", "one"]
    assert news.head == head


def test_what_others_have_pushed_comes_first(blog, repository):
    (blog / "more").write_text("x")
    commit(blog)
    repository.push("origin", repository.head(), "main")
    git(blog, "reset", "--quiet", "--hard", "HEAD^")
    with pytest.raises(BuildError, match="'main' of origin has commits that are not here; git pull origin main"):
        waiting(repository, "origin", "main")

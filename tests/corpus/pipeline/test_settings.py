import tomllib
from datetime import date

import pytest

from fridaygram.corpus.pipeline.progress import Meter, duration
from fridaygram.corpus.pipeline.services import read_secrets
from fridaygram.corpus.pipeline.settings import label_of, read_settings, stages_of
from fridaygram.errors import ConfigError, UsageError
from tests.corpus.worlds import TODAY

LEAST = 'first = 2018-01-01\ncontact = "me@a.example"\n'


def read(text, today=TODAY):
    return read_settings("mine", tomllib.loads(LEAST + text if "first" not in text else text), today)


def test_the_least_that_has_to_be_said_gives_the_first_projects_stages():
    settings = read("")
    names = [name for name, _ in stages_of(settings)]
    assert names[:5] == ["single-song", "active-blog", "on-spotify", "content", "language"]
    assert settings.end == TODAY
    assert label_of("in {language}, {years} years", settings) == "in English, 1 years"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stags = []", "unknown setting 'stags' .*'stages'"),
        ('first = 2018-01-01\ncontact = "me"', "contact must be a mail address or a URL; it is sent"),
        ("first = 2018-01-01", "setting 'contact' is missing; write contact"),
        ('first = 2019-01-01\ncontact = "me@a.example"', r"last \(2018-06-08\) lies before first"),
        ('first = "soon"\ncontact = "me@a.example"', "setting 'first': "),
        ('source = "hypm"', "unknown source 'hypm'.*'hypem'"),
        ('source = "hypm"\nstages = ["content"]', "unknown source 'hypm'.*'hypem'"),
        ("timeout_s = 0.09", "timeout_s must lie between 0.1 and 600"),
        ("timeout_s = 600.1", "timeout_s must lie between 0.1 and 600"),
        ('stages = ["contnt"]', "unknown stage 'contnt'.*'content'"),
        ('stages = ["language"]', "stage 'content' is missing"),
        ('stages = ["content", "content"]', "stands twice"),
        ('stages = ["content", "single-song"]', "stage 'single-song' must stand before 'content'; cheap stages"),
        ("threads = 0", "threads must lie between 1 and 256"),
        ("threads = 2.5", "setting 'threads': "),
        ("delay_s = -1", "delay_s must lie between 0 and 3600"),
        ("delay_s = nan", "delay_s must lie between"),
        ("timeout_s = inf", "timeout_s must lie between"),
        ("least_share = 50", "least_share must lie between 0 and 1"),
        ('language = "english"', "unknown language 'english'"),
        ('genres = ["lastfn"]', "setting 'genres': "),
    ],
)
def test_a_wrong_setting_is_named_with_the_way_out(text, said):
    with pytest.raises(ConfigError, match=said) as caught:
        read(text)
    assert "site.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_range_has_its_ends():
    least, most = (read(f"timeout_s = {ends[0]}\nthreads = {ends[1]}") for ends in ((0.1, 1), (600, 256)))
    assert (least.timeout_s, least.threads, most.timeout_s, most.threads) == (0.1, 1, 600, 256)


@pytest.mark.parametrize(("last", "days"), [("2018-01-01", 1), ("2018-12-31", 365), ("2019-12-31", 730)])
def test_years_count_both_ends_of_the_period(last, days):
    settings = read(f'first = 2018-01-01\nlast = {last}\ncontact = "me@a.example"', today=date(2020, 1, 1))
    assert settings.years == pytest.approx(days / 365.25)


def test_secrets_that_are_missing_are_named_and_those_not_needed_are_not():
    with pytest.raises(UsageError, match=r"HYPEM_KEY, SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET; export them"):
        read_secrets(read(""), {})
    assert read_secrets(read('source = "urls"\nurls = "x"'), {}) == {}
    with pytest.raises(UsageError, match="LASTFM_API_KEY"):
        read_secrets(read('source = "urls"\ngenres = ["lastfm"]'), {})


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (61, "1 min"),
        (3600 * 3 + 1200, "3 h 20 min"),
        (86400 * 3, "3 days 0 h"),
        (60 * (48 * 60 - 1), "47 h 59 min"),
        (60 * 48 * 60, "2 days 0 h"),
        (3599, "1 h 0 min"),
    ],
)
def test_a_span_of_time_in_words(seconds, said):
    assert duration(seconds) == said


def test_progress_has_rate_and_what_remains():
    moments, now = [], [0.0]
    meter = Meter(moments.append, lambda: now[0])
    meter.begin("pages", 100)
    for done in range(1, 51):
        now[0] += 0.1
        meter.step(done, {"not found": done // 10})
    meter.end(50, {"not found": 5})
    assert len(moments) < 25
    middle = moments[len(moments) // 2]
    assert 8 < middle.rate < 12
    assert 5 < middle.remaining_s < 12
    assert moments[-1].over
    assert moments[-1].line() == "pages: 50 of 100, 10.0/s, 5 s left, dropped 5 not found"


def test_progress_smooths_its_rate_and_keeps_the_drops_that_were_said_last():
    moments, now = [], [5.0]
    meter = Meter(moments.append, lambda: now[0])
    meter.begin("pages", 100, 10)
    for done, drops in ((20, {"cut": 1, "not found": 2}), (24, None), (24, {})):
        now[0] += 1.0
        meter.step(done, drops)
    assert [(moment.done, moment.drops) for moment in moments] == [
        (10, {}), (20, {"not found": 2, "cut": 1}), (24, {"not found": 2, "cut": 1}), (24, {})
    ]  # fmt: skip
    assert list(moments[1].drops) == ["not found", "cut"]
    assert [round(moment.rate, 6) for moment in moments] == [0.0, 10.0, 9.4, 8.46]
    assert moments[2].remaining_s == pytest.approx((100 - 24) / 9.4)
    now[0] += 0.2
    meter.step(90)
    assert len(moments) == 4
    now[0] += 0.8
    meter.end(110, {"cut": 3})
    assert (moments[-1].total, moments[-1].rate, moments[-1].remaining_s) == (110, 25.0, None)
    assert moments[-1].line() == "pages: 110, 25.0/s, dropped 3 cut"


def test_a_phase_of_nothing_says_no_end():
    moments = []
    meter = Meter(moments.append, lambda: 0.0)
    meter.begin("pages", 0)
    meter.end(0)
    assert [moment.over for moment in moments] == [False]
    meter.begin("pages", 5)
    meter.end(0)
    assert [moment.over for moment in moments] == [False, False, True]


def test_the_period_ends_today_at_the_latest():
    assert read('first = 2018-01-01\nlast = 2030-01-01\ncontact = "https://a.example"').last == TODAY
    assert read("", date(2018, 1, 1)).years == pytest.approx(1 / 365.25)

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.corpus.net.pace import LONGEST_WAIT_S, Limiter, backoff_s, retry_after_s
from tests.corpus.worlds import fake_clock

NOW = datetime(2018, 6, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0), ("7", 7.0), ("1.5", 1.5), ("86400", 86400.0), ("Fri, 08 Jun 2018 12:01:00 GMT", 60.0),
        ("Fri, 08 Jun 2018 11:00:00 GMT", 0.0), ("9" * 200, LONGEST_WAIT_S), ("1e400", None), ("inf", None),
        ("nan", None), ("-5", None), ("soon", None), ("", None), (None, None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT_S),
    ],
)  # fmt: skip
def test_retry_after(header, seconds):
    assert retry_after_s(header, NOW) == seconds


@given(st.text(max_size=60))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_any_retry_after_is_a_bounded_wait_or_nothing(text):
    asked = retry_after_s(text, NOW)
    assert asked is None or 0.0 <= asked <= LONGEST_WAIT_S


def test_backoff_grows_with_jitter_and_ends():
    for attempt in range(1, 12):
        longest = min(60.0, 2.0 ** (attempt - 1))
        assert all(longest / 2 <= backoff_s(attempt) <= longest for _ in range(20))


@pytest.mark.parametrize(("most", "window_s"), [(1, 1.0), (5, 1.0), (30, 10.0)])
def test_never_more_than_the_limit_in_any_window(most, window_s):
    clock, _ = fake_clock()
    limiter = Limiter(most, window_s, clock)
    starts = []
    for _ in range(4 * most + 3):
        limiter.wait()
        starts.append(clock.monotonic())
    for place in range(len(starts) - most):
        assert starts[place + most] - starts[place] >= window_s - 1e-9


def test_without_a_window_nothing_waits():
    clock, slept = fake_clock()
    limiter = Limiter(1, 0.0, clock)
    for _ in range(5):
        limiter.wait()
    assert slept == []

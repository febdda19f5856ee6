import threading

import pytest

from tunescape.charts.pace import Pace, StoppedError
from tunescape.errors import ChartError


class Clock(threading.Event):
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0

    def wait(self, timeout: float | None = None) -> bool:
        self.now += timeout or 0.0
        return self.is_set()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(4.0, clock, clock=lambda: clock.now)


def test_requests_to_a_host_are_spaced(pace: Pace, clock: Clock) -> None:
    times = []
    for _ in range(5):
        pace.wait_turn("a")
        times.append(clock.now - 100)
    assert times == pytest.approx([0, 0.25, 0.5, 0.75, 1.0])


def test_hosts_do_not_wait_for_each_other(pace: Pace, clock: Clock) -> None:
    for host in "abcd":
        pace.wait_turn(host)
    assert clock.now == 100


def test_a_host_that_asks_for_a_pause_gets_it(pace: Pace, clock: Clock) -> None:
    pace.hold("a", 7.0)
    pace.hold("a", 3.0)
    pace.wait_turn("b")
    assert clock.now == 100
    pace.wait_turn("a")
    assert clock.now == pytest.approx(107)


def test_a_host_that_was_given_up_is_not_asked(pace: Pace) -> None:
    pace.give_up("a", "asks to be left alone")
    with pytest.raises(ChartError, match="a asks to be left alone"):
        pace.wait_turn("a")
    pace.wait_turn("b")


def test_three_failures_in_a_row_are_enough(pace: Pace) -> None:
    for _ in range(2):
        pace.not_reached("a")
        pace.not_reached("a")
        pace.reached("a")
    pace.wait_turn("a")
    for _ in range(3):
        pace.not_reached("a")
    with pytest.raises(ChartError, match="cannot be reached"):
        pace.wait_turn("a")


def test_who_waits_is_sent_home(pace: Pace, clock: Clock) -> None:
    clock.set()
    pace.wait_turn("a")
    with pytest.raises(StoppedError):
        pace.wait_turn("a")

"""When a host may be asked next: a steady rate, pauses it asks for, and hosts that are given up."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tunescape.errors import ChartError

__all__ = ["Pace", "StoppedError"]

_UNREACHABLE_IN_A_ROW = 3


class StoppedError(Exception):
    """The user has stopped the work; nothing is wrong."""


@dataclass
class _Host:
    next_request: float = 0.0
    unreachable: int = 0
    given_up: str | None = field(default=None)


class Pace:
    """Spaces the requests to each host, whichever thread makes them.

    Parameters
    ----------
    requests_per_s : float > 0
        Per host.
    stop : threading.Event
        Once set, whoever waits is sent home with :class:`StoppedError`.
    clock : callable
        Seconds that only grow.
    """

    def __init__(
        self,
        requests_per_s: float,
        stop: threading.Event,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._interval_s = 1 / requests_per_s
        self._stop = stop
        self._clock = clock
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    def wait_turn(self, host: str) -> None:
        """Wait until the host may be asked.

        Raises
        ------
        ChartError
            If the host has been given up.
        StoppedError
        """
        while True:
            with self._lock:
                state = self._hosts.setdefault(host, _Host())
                if state.given_up:
                    raise ChartError(f"{host} {state.given_up}")
                now = self._clock()
                if state.next_request <= now:
                    state.next_request = now + self._interval_s
                    return
                wait_s = state.next_request - now
            self.rest(wait_s)

    def rest(self, seconds: float) -> None:
        """Wait.

        Raises
        ------
        StoppedError
        """
        if self._stop.wait(max(0.0, seconds)):
            raise StoppedError

    def hold(self, host: str, seconds: float) -> None:
        """Ask the host nothing for a while."""
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
            state.next_request = max(state.next_request, self._clock() + seconds)

    def give_up(self, host: str, reason: str) -> None:
        """Ask the host nothing any more; ``reason`` goes on after the name of the host."""
        with self._lock:
            self._hosts.setdefault(host, _Host()).given_up = reason

    def reached(self, host: str) -> None:
        """Note that the host has answered."""
        with self._lock:
            self._hosts.setdefault(host, _Host()).unreachable = 0

    def not_reached(self, host: str) -> None:
        """Note that all tries to reach the host have failed; it is given up when that goes on."""
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
            state.unreachable += 1
            if state.unreachable >= _UNREACHABLE_IN_A_ROW:
                state.given_up = "cannot be reached"

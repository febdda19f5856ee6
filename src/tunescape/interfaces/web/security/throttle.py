"""Wrong passwords make the next try wait longer."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

__all__ = ["LONGEST_DELAY_S", "LONGEST_WAIT_S", "Throttle"]

LONGEST_DELAY_S = 60.0
"""Between two tries of the same visitor."""

LONGEST_WAIT_S = 10.0
"""What a try may wait inside the server; one that would have to wait longer is sent away."""

_FORGOTTEN_AFTER_S = 900.0
_MOST_VISITORS = 4096
_EVERYBODY_DELAY_S = 0.05
_LONGEST_EVERYBODY_DELAY_S = 1.0


@dataclass
class _Tries:
    """Tries since the last right one, and when the next may be looked at."""

    wrong: int = 0
    next_at: float = 0.0
    last_at: float = 0.0


class Throttle:
    """Gives every try its moment: later and later for a visitor who errs, and a little later for all.

    A try counts as wrong until it proved right, so many at once wait as many one after another would.

    Parameters
    ----------
    clock : callable
        Seconds that never run backwards.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._visitors: dict[str, _Tries] = {}
        self._everybody = _Tries()

    def reserve(self, address: str) -> tuple[float, bool]:
        """Return how many seconds a try of this address has to wait, and whether it may do so here.

        A try that may not is not counted.
        """
        now = self._clock()
        visitor = self._tries(_visitor(address), now)
        if now - self._everybody.last_at >= _FORGOTTEN_AFTER_S:
            self._everybody = _Tries()
        at = max(now, visitor.next_at, self._everybody.next_at)
        if at - now > LONGEST_WAIT_S:
            return at - now, False
        visitor.wrong += 1
        visitor.next_at = at + min(2.0 ** (visitor.wrong - 1), LONGEST_DELAY_S)
        self._everybody.wrong += 1
        everybody = min(self._everybody.wrong * _EVERYBODY_DELAY_S, _LONGEST_EVERYBODY_DELAY_S)
        self._everybody.next_at = max(now, self._everybody.next_at) + everybody
        visitor.last_at = self._everybody.last_at = at
        return at - now, True

    def succeeded(self, address: str) -> None:
        """Forget the wrong tries of a visitor who knew the password."""
        self._visitors.pop(_visitor(address), None)
        self._everybody.wrong = max(0, self._everybody.wrong - 1)

    def _tries(self, visitor: str, now: float) -> _Tries:
        known = self._visitors.get(visitor)
        if known is not None and now - known.last_at < _FORGOTTEN_AFTER_S:
            return known
        if known is None and len(self._visitors) >= _MOST_VISITORS:
            del self._visitors[min(self._visitors, key=lambda key: self._visitors[key].last_at)]
        self._visitors[visitor] = _Tries(last_at=now)
        return self._visitors[visitor]


def _visitor(address: str) -> str:
    """Return who stands behind an address: of IPv6, everybody has 2**64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))

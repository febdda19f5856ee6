"""Who has logged in: a table in memory, gone when the server stops."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["IDLE_S", "LIFETIME_S", "SessionTable"]

LIFETIME_S = 30 * 86_400.0
"""A session ends after this long, used or not."""

IDLE_S = 7 * 86_400.0
"""A session ends when nobody used it for this long."""

_MOST_SESSIONS = 1000


@dataclass
class _Session:
    began: float
    used: float

    def is_over(self, now: float) -> bool:
        return now - self.began >= LIFETIME_S or now - self.used >= IDLE_S


class SessionTable:
    """Sessions by a hash of their token, so that what leaks from the table opens nothing.

    Parameters
    ----------
    clock : callable
        Seconds that never run backwards, such as :func:`time.monotonic`.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sessions: dict[bytes, _Session] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def begin(self) -> str:
        """Begin a session and return its token: 256 random bits. Of too many, the longest unused one ends."""
        now = self._clock()
        self._sessions = {key: session for key, session in self._sessions.items() if not session.is_over(now)}
        if len(self._sessions) >= _MOST_SESSIONS:
            del self._sessions[min(self._sessions, key=lambda key: self._sessions[key].used)]
        token = secrets.token_urlsafe(32)
        self._sessions[_hashed(token)] = _Session(began=now, used=now)
        return token

    def is_open(self, token: str | None) -> bool:
        """Whether a token belongs to a session that goes on; it counts as used now."""
        session = None if token is None else self._sessions.get(_hashed(token))
        now = self._clock()
        if session is None or session.is_over(now):
            return False
        session.used = now
        return True

    def end(self, token: str) -> None:
        """End a session, if there is one."""
        self._sessions.pop(_hashed(token), None)


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()

"""A visitor who never finishes asking (slowloris) holds a connection for seconds, not for ever."""

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HEAD_LIMIT_S", "timed_protocol"]

HEAD_LIMIT_S = 15.0
"""A head is at most some kilobytes: a telephone in a tunnel sends it in less."""


def timed_protocol(head_limit_s: float = HEAD_LIMIT_S) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol with a time limit for what stands before the body of a request.

    A connection is closed that has not sent a whole head so many seconds after it was opened or, where it
    asked before, after the first bytes of the next request; between two requests uvicorn's own limit holds.

    Parameters
    ----------
    head_limit_s : float > 0
    """
    return type("TimedProtocol", (_TimedHeads,), {"head_limit_s": head_limit_s})


class _TimedHeads(H11Protocol):
    head_limit_s: ClassVar[float]
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self.head_limit_s, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # idle: no request has been understood since the last answer
        if self.conn.their_state is not h11.IDLE:
            self._forget_timer()
        elif self._head_timer is None and not self.transport.is_closing():
            self._head_timer = self.loop.call_later(self.head_limit_s, self.timeout_keep_alive_handler)

    def _forget_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

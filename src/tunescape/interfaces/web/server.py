"""Listening and serving: one process of uvicorn, until Ctrl-C or SIGTERM."""

import errno
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from tunescape.errors import SettingsError
from tunescape.interfaces.web.security.slow_heads import HEAD_LIMIT_S, timed_protocol

__all__ = ["listen", "run_server"]

_BACKLOG = 128
_STOPPING_S = 3
_MOST_CONNECTIONS = 512
_MAX_MESSAGE_BYTES = 4_000_000
_MAX_HEAD_BYTES = 65_536


def listen(host: str, port: int) -> socket.socket:
    """Take an address, before anything is loaded.

    Parameters
    ----------
    host : str
        Address or name.
    port : int
        0 takes a free one.

    Raises
    ------
    SettingsError
        If the address is taken, not of this machine, or not for this user.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError, OverflowError) as error:
        raise SettingsError(
            f"{host!r} is no address to listen on", hint="name one like 127.0.0.1, or 0.0.0.0 for all"
        ) from error
    found = socket.socket(family, kind, protocol)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(_BACKLOG)
    except OSError as error:
        found.close()
        raise _not_listening(host, port, error) from error
    return found


def _not_listening(host: str, port: int, error: OSError) -> SettingsError:
    if error.errno == errno.EADDRINUSE:
        return SettingsError(
            f"port {port} is in use", hint="another server runs there; name another one with --port"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return SettingsError(
            f"{host} is no address of this machine", hint="name one like 127.0.0.1, or 0.0.0.0 for all"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return SettingsError(f"port {port} is not for this user", hint="name one above 1023 with --port")
    return SettingsError(f"nothing can listen on {host}, port {port} ({error.strerror})")


class _Server(uvicorn.Server):
    """Tells when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready()


def run_server(
    app: ASGIApp,
    listening: socket.socket,
    *,
    on_ready: Callable[[], None],
    head_limit_s: float = HEAD_LIMIT_S,
) -> None:
    """Serve until somebody stops it; to be stopped is no error.

    Requests under way have a few seconds to end. What a proxy says of its visitors is left to the guard.

    Parameters
    ----------
    app : ASGI application
    listening : socket
        From :func:`listen`.
    on_ready : callable
        Called once the first visitor can come.
    head_limit_s : float > 0
        How long a visitor may take to send what stands before the body of a request.

    Raises
    ------
    SettingsError
        If the app does not start.
    """
    config = uvicorn.Config(
        app,
        # of h11: the other one that uvicorn knows has no limit for the size of what stands before the body
        http=timed_protocol(head_limit_s),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        backlog=_BACKLOG,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_STOPPING_S,
        ws_max_size=_MAX_MESSAGE_BYTES,
        h11_max_incomplete_event_size=_MAX_HEAD_BYTES,
    )
    usual = signal.signal(signal.SIGTERM, _interrupt)
    try:
        # uvicorn ends by raising again the signal that stopped it
        with suppress(KeyboardInterrupt):
            _Server(config, on_ready).run(sockets=[listening])
    except SystemExit as error:
        raise SettingsError("the server could not start", hint="the lines above say why") from error
    finally:
        signal.signal(signal.SIGTERM, usual)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

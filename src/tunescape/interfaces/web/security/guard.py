"""All layers between the network and the app, in their order."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp

from tunescape.interfaces.web.security.forwarded import behind_proxies
from tunescape.interfaces.web.security.gate import only_known_visitors
from tunescape.interfaces.web.security.headers import with_safe_headers
from tunescape.interfaces.web.security.hosts import only_served_hosts
from tunescape.interfaces.web.security.limits import with_limited_bodies
from tunescape.interfaces.web.security.login import Login
from tunescape.interfaces.web.security.origins import only_own_pages
from tunescape.interfaces.web.security.root_path import under_root_path
from tunescape.interfaces.web.security.sessions import SessionTable
from tunescape.interfaces.web.security.throttle import Throttle
from tunescape.interfaces.web.security.visit import SessionCookie
from tunescape.interfaces.web.settings import WebSettings

__all__ = ["guard"]


def guard(
    app: ASGIApp,
    settings: WebSettings,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> ASGIApp:
    """Put an app behind everything that keeps strangers, other sites and floods out of it.

    Every HTTP request and every WebSocket passes, from outside to inside: safe headers on the answer, what
    trusted proxies say of the visitor, the sub-path, the ``Host``, the ``Origin``, the size of the body, the
    password. The start and stop of the server pass through.

    Parameters
    ----------
    app : ASGI application
    settings : WebSettings
    clock : callable, optional
        Seconds that never run backwards.
    sleep : callable, optional
        Waits for some seconds.

    Returns
    -------
    ASGI application
    """
    guarded = app
    if settings.password_hash is not None:
        sessions, cookie = SessionTable(clock), SessionCookie(settings.port, settings.root_path)
        login = Login(
            settings.password_hash,
            sessions,
            Throttle(clock),
            cookie=cookie,
            language=settings.language,
            sleep=sleep,
        )
        guarded = only_known_visitors(guarded, login, sessions, cookie)
    guarded = with_limited_bodies(guarded, max_upload_bytes=settings.max_upload_bytes)
    guarded = only_own_pages(guarded)
    guarded = only_served_hosts(guarded, settings.serves)
    guarded = under_root_path(guarded, settings.root_path)
    has_password = settings.password_hash is not None
    guarded = behind_proxies(guarded, settings.trusted_proxies, has_password=has_password)
    return with_safe_headers(guarded)

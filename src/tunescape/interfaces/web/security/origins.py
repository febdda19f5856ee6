"""Only pages of this server may ask it for something; pages of others may at most link to it."""

from starlette.types import ASGIApp, Receive, Scope, Send

from tunescape.interfaces.web.errors import error_response
from tunescape.interfaces.web.security.asgi import header, headers, is_request, refuse
from tunescape.interfaces.web.security.authority import parse_authority, parse_origin

__all__ = ["only_own_pages"]

_READING = ("GET", "HEAD", "OPTIONS")
_FOREIGN_SITES = ("cross-site", "same-site")


def only_own_pages(app: ASGIApp) -> ASGIApp:
    """Refuse requests and WebSockets that a page of another origin makes.

    An ``Origin`` has to be that of ``Host``, and a WebSocket has to have one. Where the browser says that
    another site asked (``Sec-Fetch-Site``), only following a link is let through. A request that changes
    something needs an ``Origin``, unless it comes from a program: no cookies, nothing only browsers send.
    """

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if is_request(scope) and not _is_ours(scope):
            refusal = error_response(
                403,
                "foreign_origin",
                "a page of another site asked for this",
                "open the page of this server itself; a proxy has to pass Host on as it came",
            )
            await refuse(refusal, scope, receive, send)
            return
        await app(scope, receive, send)

    return checked


def _is_ours(scope: Scope) -> bool:
    if headers(scope, "origin"):
        return _is_same_origin(scope) and not _is_foreign_site(scope)
    if scope["type"] == "websocket":
        return False
    if scope["method"] not in _READING:
        return _comes_from_program(scope) or header(scope, "sec-fetch-site") == "same-origin"
    return not _is_foreign_site(scope) or _follows_link(scope)


def _is_same_origin(scope: Scope) -> bool:
    origin = parse_origin(header(scope, "origin") or "")
    host = parse_authority(header(scope, "host") or "")
    if origin is None or host is None:
        return False
    scheme = "https" if scope.get("scheme") in ("https", "wss") else "http"
    return origin.is_of(host, scheme=scheme)


def _is_foreign_site(scope: Scope) -> bool:
    return any(site in _FOREIGN_SITES for site in headers(scope, "sec-fetch-site"))


def _follows_link(scope: Scope) -> bool:
    return (
        scope["method"] in ("GET", "HEAD")
        and header(scope, "sec-fetch-mode") == "navigate"
        and header(scope, "sec-fetch-dest") == "document"
    )


def _comes_from_program(scope: Scope) -> bool:
    return not any(
        key.lower() == b"cookie" or key.lower().startswith(b"sec-fetch-") for key, _ in scope["headers"]
    )

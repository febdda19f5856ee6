"""Only requests that name this server: a foreign name that points here is an attack (DNS rebinding)."""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from tunescape.interfaces.web.errors import error_response
from tunescape.interfaces.web.security.asgi import header, is_request, refuse
from tunescape.interfaces.web.security.authority import Authority, parse_authority

__all__ = ["only_served_hosts"]


def only_served_hosts(app: ASGIApp, serves: Callable[[Authority], bool]) -> ASGIApp:
    """Refuse requests and WebSockets whose ``Host`` is missing, doubled, no host, or not served."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if is_request(scope):
            host = parse_authority(header(scope, "host") or "")
            if host is None or not serves(host):
                refusal = error_response(
                    421,
                    "unknown_host",
                    "this server is not known by the name in the address",
                    "use the address it printed at its start, or start it with --allowed-host and this name",
                )
                await refuse(refusal, scope, receive, send)
                return
        await app(scope, receive, send)

    return checked

"""What a reverse proxy says of the visitor: believed of proxies that were named, of nobody else."""

from collections.abc import Iterable
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from tunescape.interfaces.web.errors import error_response
from tunescape.interfaces.web.security.asgi import headers, is_request, refuse

__all__ = ["behind_proxies"]

_SECURE = {"http": "https", "websocket": "wss"}
_PLAIN = {"http": "http", "websocket": "ws"}


def behind_proxies(app: ASGIApp, trusted: Iterable[str], *, has_password: bool) -> ASGIApp:
    """Put the visitor's address, host and scheme in the place of the proxy's, and drop the headers.

    Without a password, a request that came through a proxy nobody named is refused: the server would take
    the visitors of that proxy for this machine.
    """
    known = frozenset(_canonical(address) for address in trusted)

    async def forwarded(scope: Scope, receive: Receive, send: Send) -> None:
        if not is_request(scope):
            await app(scope, receive, send)
            return
        is_trusted = scope.get("client") is not None and _canonical(scope["client"][0]) in known
        kept = [(key, value) for key, value in scope["headers"] if not _is_forwarding(key)]
        if not is_trusted and not has_password and len(kept) < len(scope["headers"]):
            refusal = error_response(
                403,
                "unknown_proxy",
                "this came through a proxy that the server was not told of",
                "start it with --trusted-proxy and the address of the proxy, and with a password",
            )
            await refuse(refusal, scope, receive, send)
            return
        inner = {**scope, "headers": kept}
        if is_trusted:
            inner |= _visitor(scope, known)
            host = _last(scope, "x-forwarded-host")
            if host:
                others = [(key, value) for key, value in kept if key.lower() != b"host"]
                inner["headers"] = [(b"host", host.encode("latin-1")), *others]
        await app(inner, receive, send)

    return forwarded


def _visitor(scope: Scope, known: frozenset[str]) -> Scope:
    """Return address and scheme of the visitor, as far as the proxy tells."""
    found: Scope = {}
    hops = [
        _canonical(hop.strip()) for value in headers(scope, "x-forwarded-for") for hop in value.split(",")
    ]
    # each proxy adds whom it saw: what stands left of the last unknown one was written by that visitor
    address = next((hop for hop in reversed(hops) if hop not in known), "")
    if _is_address(address):
        found["client"] = (address, 0)
    protocol = (_last(scope, "x-forwarded-proto") or "").lower()
    if protocol in ("https", "wss"):
        found["scheme"] = _SECURE[scope["type"]]
    elif protocol in ("http", "ws"):
        found["scheme"] = _PLAIN[scope["type"]]
    return found


def _is_forwarding(key: bytes) -> bool:
    lower = key.lower()
    return lower.startswith(b"x-forwarded-") or lower in (b"forwarded", b"x-real-ip")


def _last(scope: Scope, name: str) -> str | None:
    values = headers(scope, name)
    return values[-1].rpartition(",")[2].strip() if values else None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _canonical(text: str) -> str:
    return str(ip_address(text)) if _is_address(text) else text

"""Who has not logged in sees the login page, and nothing else."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tunescape.interfaces.web.errors import error_response
from tunescape.interfaces.web.security.asgi import POLICY_VIOLATION, header, is_request, local_path, refuse
from tunescape.interfaces.web.security.login import LOGIN_PATH, LOGOUT_PATH, Login
from tunescape.interfaces.web.security.sessions import SessionTable
from tunescape.interfaces.web.security.visit import SessionCookie, session_token

__all__ = ["only_known_visitors"]


def only_known_visitors(app: ASGIApp, login: Login, sessions: SessionTable, cookie: SessionCookie) -> ASGIApp:
    """Let requests and WebSockets through whose session goes on; a WebSocket ends with its session."""

    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        if not is_request(scope):
            await app(scope, receive, send)
            return
        # the whole path, and answered here: there is no spelling of it by which anything else is reached
        if scope["type"] == "http" and local_path(scope) in (LOGIN_PATH, LOGOUT_PATH):
            await login(scope, receive, send)
            return
        token = session_token(scope, cookie)
        if token is None or not sessions.is_open(token):
            await refuse(_ask_for_login(scope), scope, receive, send)
            return
        if scope["type"] == "http":
            await app(scope, receive, send)
            return

        await _while_open(app, scope, receive, send, is_open=lambda: sessions.is_open(token))

    return gate


async def _while_open(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, *, is_open: Callable[[], bool]
) -> None:
    """Serve a WebSocket until its session ends; its next message then closes it."""
    closed = False

    async def receive_while_open() -> Message:
        nonlocal closed
        message = await receive()
        if message["type"] != "websocket.receive" or is_open():
            return message
        closed = True
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "logged out"})
        return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

    async def send_while_open(message: Message) -> None:
        if not closed:
            await send(message)

    await app(scope, receive_while_open, send_while_open)


def _ask_for_login(scope: Scope) -> Response:
    root = scope.get("root_path", "")
    if _wants_page(scope):
        query = scope.get("query_string", b"").decode("latin-1")
        path = quote(scope["path"])
        asked = f"{path}?{query}" if query else path
        return RedirectResponse(f"{root}{LOGIN_PATH}?{urlencode({'next': asked})}", 303)
    return error_response(
        401,
        "login_needed",
        "this server asks for a password",
        f"open {root}{LOGIN_PATH}, or send the password there as JSON and then its token as a Bearer",
        headers={"www-authenticate": "Bearer"},
    )


def _wants_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and "text/html" in (header(scope, "accept") or "")
        and not local_path(scope).startswith("/api/")
    )

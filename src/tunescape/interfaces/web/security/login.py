"""Logging in and out."""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from tunescape.interfaces.documents import to_json
from tunescape.interfaces.web.errors import error_response
from tunescape.interfaces.web.security.asgi import local_path
from tunescape.interfaces.web.security.login_page import login_page
from tunescape.interfaces.web.security.password import PasswordHash
from tunescape.interfaces.web.security.sessions import LIFETIME_S, SessionTable
from tunescape.interfaces.web.security.throttle import Throttle
from tunescape.interfaces.web.security.visit import SessionCookie, is_encrypted, session_token
from tunescape.interfaces.web.texts import Language, choose_language

__all__ = ["LOGIN_PATH", "LOGOUT_PATH", "Login", "local_target"]

LOGIN_PATH = "/login"
LOGOUT_PATH = "/logout"

_MAX_FORM_BYTES = 16_384


@dataclass(frozen=True)
class _Try:
    """What somebody sent to the login: a form of the page, or a program's JSON."""

    password: str
    next_path: str
    language: str | None
    is_program: bool


class Login:
    """Answers ``/login`` and ``/logout``; nothing else is open to those who do not know the password.

    Parameters
    ----------
    password : PasswordHash
    sessions : SessionTable
    throttle : Throttle
    cookie : SessionCookie
    language : {'en', 'zh'}
        Of the page where a browser asks for neither.
    sleep : callable
        Waits for some seconds.
    """

    def __init__(
        self,
        password: PasswordHash,
        sessions: SessionTable,
        throttle: Throttle,
        *,
        cookie: SessionCookie,
        language: Language,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._password = password
        self._sessions = sessions
        self._throttle = throttle
        self._cookie = cookie
        self._language: Language = language
        self._sleep = sleep
        # one hash at a time: each takes memory and a core
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as an ASGI app does."""
        request = Request(scope, receive)
        allowed = ("POST",) if local_path(scope) == LOGOUT_PATH else ("GET", "HEAD", "POST")
        if request.method not in allowed:
            response = error_response(
                405, "method_not_allowed", "that is not done here", headers={"allow": ", ".join(allowed)}
            )
        elif local_path(scope) == LOGOUT_PATH:
            response = self._log_out(request)
        elif request.method == "POST":
            response = await self._log_in(request)
        else:
            response = self._page(request, 200, next_path=request.query_params.get("next", ""))
        await response(scope, receive, send)

    def _log_out(self, request: Request) -> Response:
        token = session_token(request.scope, self._cookie)
        if token is not None:
            self._sessions.end(token)
        gone = self._cookie.value("", max_age_s=0, secure=is_encrypted(request.scope))
        root = request.scope.get("root_path", "")
        return RedirectResponse(f"{root}{LOGIN_PATH}", 303, headers={"set-cookie": gone})

    async def _log_in(self, request: Request) -> Response:
        tried = await _read_try(request)
        if tried is None:
            return error_response(
                400, "bad_login", "that is no login", 'send a form, or JSON such as {"password": "..."}'
            )
        address = request.client.host if request.client else ""
        wait_s, may_wait = self._throttle.reserve(address)
        if not may_wait:
            return self._refusal(request, 429, tried, wait_s=math.ceil(wait_s))
        if wait_s > 0:
            await self._sleep(wait_s)
        async with self._one_at_a_time:
            knows = await asyncio.to_thread(self._password.matches, tried.password)
        if not knows:
            return self._refusal(request, 401, tried)
        self._throttle.succeeded(address)
        return self._welcome(request, tried)

    def _welcome(self, request: Request, tried: _Try) -> Response:
        token = self._sessions.begin()
        if tried.is_program:
            document = to_json({"token": token, "expires_in_s": int(LIFETIME_S)})
            return Response(document, media_type="application/json")
        cookie = self._cookie.value(token, max_age_s=LIFETIME_S, secure=is_encrypted(request.scope))
        target = local_target(tried.next_path, request.scope.get("root_path", ""))
        return RedirectResponse(target, 303, headers={"set-cookie": cookie})

    def _refusal(self, request: Request, status: int, tried: _Try, *, wait_s: int = 0) -> Response:
        if not tried.is_program:
            problem = "wait" if wait_s else "wrong"
            return self._page(
                request,
                status,
                next_path=tried.next_path,
                asked=tried.language,
                problem=problem,
                wait_s=wait_s,
            )
        if wait_s:
            return error_response(
                status,
                "too_many_tries",
                "there were too many wrong passwords",
                f"try again in {wait_s} s",
                headers={"retry-after": str(wait_s)},
            )
        return error_response(
            status,
            "wrong_password",
            "that is not the password",
            "the server was started with it, as TUNESCAPE_PASSWORD or at a prompt",
            headers={"www-authenticate": "Bearer"},
        )

    def _page(
        self,
        request: Request,
        status: int,
        *,
        next_path: str,
        asked: str | None = None,
        problem: str | None = None,
        wait_s: int = 0,
    ) -> Response:
        root = request.scope.get("root_path", "")
        chosen = asked or request.query_params.get("lang") or request.cookies.get("tunescape-language")
        on_this_machine = request.url.hostname in ("localhost", "127.0.0.1", "::1")
        return login_page(
            status,
            language=choose_language(chosen, request.headers.get("accept-language", ""), self._language),
            action=f"{root}{LOGIN_PATH}",
            next_path=local_target(next_path, root),
            problem=problem,
            wait_s=wait_s,
            is_encrypted=is_encrypted(request.scope) or on_this_machine,
        )


def local_target(asked: str, root_path: str) -> str:
    r"""Return a path of this server to go to after the login; where another is asked for, the first page.

    A browser takes ``//host``, ``/\host`` and ``/<tab>/host`` for addresses of other hosts.
    """
    first = f"{root_path}/"
    plain = (
        asked.isascii() and asked.isprintable() and "\\" not in asked and "//" not in asked.partition("?")[0]
    )
    inside = asked.startswith(first) and ".." not in asked.partition("?")[0]
    leads_back = asked.partition("?")[0] in (root_path + LOGIN_PATH, root_path + LOGOUT_PATH)
    return asked if plain and inside and not leads_back and len(asked) <= 2000 else first


async def _read_try(request: Request) -> _Try | None:
    """Read what was sent; None where it is neither a form nor JSON with a password, or too much of it."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM_BYTES:
            return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        text = body.decode("utf-8")
        if kind == "application/json":
            return _Try(_password_of(json.loads(text)), "", None, is_program=True)
        if kind == "application/x-www-form-urlencoded":
            fields = parse_qs(text, keep_blank_values=True, max_num_fields=10)
            one = {name: values[0] for name, values in fields.items()}
            return _Try(one["password"], one.get("next", ""), one.get("lang"), is_program=False)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None


def _password_of(document: object) -> str:
    if not isinstance(document, dict) or not isinstance(document.get("password"), str):
        raise TypeError("no password")
    return str(document["password"])

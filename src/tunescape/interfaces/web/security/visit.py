"""What a request says about who sends it: its token, and how the token is kept in a cookie."""

from http.cookies import SimpleCookie

from starlette.types import Scope

from tunescape.interfaces.web.security.asgi import header, headers

__all__ = ["SessionCookie", "is_encrypted", "session_token"]


class SessionCookie:
    """The cookie of a session.

    Parameters
    ----------
    port : int
        Part of its name: browsers share cookies among the ports of a host.
    root_path : str
        The sub-path it is sent to.
    """

    def __init__(self, port: int, root_path: str) -> None:
        self.name = f"tunescape_{port}"
        self._path = root_path or "/"

    def value(self, token: str, *, max_age_s: float, secure: bool) -> str:
        """Return the value of ``Set-Cookie``; no script reads it, no other site makes a browser send it."""
        cookie: SimpleCookie = SimpleCookie({self.name: token})
        morsel = cookie[self.name]
        morsel["path"] = self._path
        morsel["max-age"] = int(max_age_s)
        morsel["httponly"] = True
        morsel["samesite"] = "Strict"
        if secure:
            morsel["secure"] = True
        return morsel.OutputString()

    def read(self, scope: Scope) -> str | None:
        """Return the token a browser sends; None where it sends none, or several."""
        found = []
        for value in headers(scope, "cookie"):
            for pair in value.split(";"):
                name, _, token = pair.strip().partition("=")
                if name == self.name:
                    found.append(token)
        return found[0] if len(found) == 1 else None


def session_token(scope: Scope, cookie: SessionCookie) -> str | None:
    """Return the token of a request: a program's ``Authorization: Bearer``, else a browser's cookie."""
    kind, _, token = (header(scope, "authorization") or "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return cookie.read(scope)


def is_encrypted(scope: Scope) -> bool:
    """Whether the visitor reached us, or the proxy before us, by TLS."""
    return scope.get("scheme") in ("https", "wss")

"""The sub-path under which a reverse proxy shows the server."""

from starlette.types import ASGIApp, Receive, Scope, Send

from tunescape.interfaces.web.security.asgi import is_request

__all__ = ["under_root_path"]


def under_root_path(app: ASGIApp, root_path: str) -> ASGIApp:
    """Let an app live under a sub-path, whether the proxy leaves it in the address or takes it off."""
    if not root_path:
        return app
    raw_root = root_path.encode("ascii")

    async def rooted(scope: Scope, receive: Receive, send: Send) -> None:
        if is_request(scope):
            path, raw = scope["path"], scope.get("raw_path") or b""
            whole = path == root_path or path.startswith(f"{root_path}/")
            below = path[len(root_path) :] or "/" if whole else path
            scope = {**scope, "root_path": root_path, "path": root_path + below}
            if raw and not whole:
                scope["raw_path"] = raw_root + raw
        await app(scope, receive, send)

    return rooted

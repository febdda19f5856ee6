"""Pages of others reach nothing: neither by another name for this server, nor from another origin."""

from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import pytest
from fortress import Fortress

pytestmark = pytest.mark.slow

_NICEGUI = f"/_nicegui/{version('nicegui')}"
PAGES = (
    *(
        "/",
        "/map",
        "/track/x",
        "/playlist",
        "/playlist/1",
        "/clusters",
        "/hot",
        "/models",
        "/nowhere",
        "/favicon.ico",
    ),
    *(
        f"/assets/{version('tunescape')}/icon.svg",
        "/data/map/x",
        "/data/reports/x",
        "/api/docs",
        "/api/openapi.json",
    ),
    *(
        f"{_NICEGUI}/static/nicegui.js",
        f"{_NICEGUI}/components/x",
        f"{_NICEGUI}/libraries/x",
        f"{_NICEGUI}/esm/x/y",
    ),
    *("/_nicegui_ws/socket.io/?EIO=4&transport=polling", "/_nicegui/client/x/upload/1"),
)
FOREIGN_HOSTS = (
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1.evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "",
)
FOREIGN_ORIGINS = (
    "http://evil.example",
    "null",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "file://",
    "http://x@127.0.0.1:{port}",
    "",
)


def everywhere_in(openapi: dict[str, Any]) -> list[tuple[str, str]]:
    """Return every method and address there is: of the API, of the pages, of what they load."""
    parts = {"track_id": "0" * 32, "job_id": "0" * 32, "number": 1, "label": 1, "view": "waveform"}
    api = [
        (method.upper(), "/api" + address.format_map(parts))
        for address, methods in openapi["paths"].items()
        for method in methods
    ]
    return [*api, *((method, page) for page in PAGES for method in ("GET", "HEAD", "POST"))]


@pytest.fixture(scope="module")
def everywhere(fortress: Fortress) -> list[tuple[str, str]]:
    return everywhere_in(fortress.get("/api/openapi.json"))


def test_another_name_for_this_server_reaches_nothing(fortress: Fortress, everywhere):
    port = urlsplit(fortress.url).port
    for method, address in everywhere:
        for host in FOREIGN_HOSTS:
            answer = fortress.ask(address, method=method, headers={"host": host.format(port=port)})
            assert answer.status in (400, 421), (method, address, host, answer.status)


def test_another_origin_reaches_nothing(fortress: Fortress, everywhere):
    port = urlsplit(fortress.url).port
    for method, address in everywhere:
        for origin in FOREIGN_ORIGINS:
            answer = fortress.ask(address, method=method, headers={"origin": origin.format(port=port)})
            assert answer.status == 403, (method, address, origin, answer.status)
        for site in ("cross-site", "same-site"):
            answer = fortress.ask(
                address, method=method, headers={"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
            )
            assert answer.status == 403, (method, address, site, answer.status)


_UPGRADE = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.mark.parametrize("origin", [None, *FOREIGN_ORIGINS])
@pytest.mark.parametrize("path", ["/_nicegui_ws/socket.io/?EIO=4&transport=websocket", "/", "/api/jobs"])
def test_no_socket_is_opened_from_elsewhere(fortress: Fortress, path, origin):
    told = None if origin is None else origin.format(port=urlsplit(fortress.url).port)
    answer = fortress.ask(path, headers={**_UPGRADE, "origin": told})
    assert answer.status in (400, 403)


def test_a_socket_is_opened_from_here_only_by_this_name(fortress: Fortress):
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    assert fortress.ask(path, headers={**_UPGRADE, "origin": fortress.url}).status == 101
    rebound = {"host": "evil.example", "origin": "http://evil.example"}
    assert fortress.ask(path, headers={**_UPGRADE, **rebound}).status in (400, 403, 421)


def test_no_answer_is_open_to_other_origins(fortress: Fortress, everywhere):
    """Not even to scripts of ours does an answer say that others may read it."""
    for method, address in everywhere:
        answer = fortress.ask(
            address, method="GET" if method == "HEAD" else method, headers={"origin": fortress.url}
        )
        assert answer.headers.get("access-control-allow-origin") in (None, fortress.url), address
        assert "default-src" in answer.headers["content-security-policy"], address
        assert answer.headers["x-content-type-options"] == "nosniff", address

"""The documented reverse proxy, for real: nginx with TLS under a sub-path, a WebSocket, a browser."""

import asyncio
import os
import random
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

import httpx
import pytest
from patience import PATIENCE_S, until
from small_server import PASSWORD
from visiting import PATIENCE_MS

HERE = Path(__file__).resolve()
EXAMPLE = HERE.parents[4] / "deploy" / "nginx.conf"

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Site:
    """What is served, and how to reach it."""

    port: int
    plain_port: int
    certificate: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/music"

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def client(self) -> httpx.Client:
        return httpx.Client(verify=self.trust(), timeout=PATIENCE_S)

    def token(self) -> dict[str, str]:
        with self.client() as client:
            answer = client.post(f"{self.url}/login", json={"password": PASSWORD})
        return {"authorization": f"Bearer {answer.json()['token']}"}


def free_port() -> int:
    """Return a port of those that no system gives to whoever asks for any: it is free until it is used."""
    while True:
        port = random.SystemRandom().randrange(10_000, 30_000)
        with closing(socket.socket()) as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    def listens() -> bool:
        assert process.poll() is None, "it has ended"
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S).close()
            return True
        return False

    until(listens, bool)


def adapt(example: str, folder: Path, *, port: int, plain_port: int, behind: int) -> str:
    """Return the documented configuration with other ports, the local name and a certificate of our own."""
    changes = [
        (r"\n\s*listen \[::\]:\d+( ssl)?;", ""),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        (r"listen 80;", f"listen 127.0.0.1:{plain_port};"),
        (r"server_name music\.example\.org;", "server_name localhost;"),
        (r"/etc/letsencrypt/live/music\.example\.org/fullchain\.pem", f"{folder}/certificate.pem"),
        (r"/etc/letsencrypt/live/music\.example\.org/privkey\.pem", f"{folder}/key.pem"),
        (r"http://127\.0\.0\.1:8765", f"http://127.0.0.1:{behind}"),
    ]
    for pattern, replacement in changes:
        example, n = re.subn(pattern, replacement, example)
        assert n, pattern
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""
        daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{}}
        http {{ access_log off; {temporary}
        {example} }}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    nginx, openssl = shutil.which("nginx", path=path), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx or openssl is not installed")
    folder = tmp_path_factory.mktemp("site")
    found = Site(free_port(), free_port(), folder / "certificate.pem")
    behind = free_port()
    options = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    command = [openssl, *options.split(), "-keyout", folder / "key.pem", "-out", found.certificate]
    subprocess.run(command, check=True, capture_output=True)
    example = EXAMPLE.read_text(encoding="utf-8")
    configuration = adapt(example, folder, port=found.port, plain_port=found.plain_port, behind=behind)
    (folder / "nginx.conf").write_text(configuration, encoding="utf-8")
    small = [sys.executable, HERE.parent / "serve_small.py", folder, str(behind), f"localhost:{found.port}"]
    environment = {**os.environ, "NICEGUI_STORAGE_PATH": str(folder / "storage")}
    with (
        open(folder / "server.log", "wb") as log,
        subprocess.Popen(small, stdout=log, stderr=log, env=environment) as server,
        subprocess.Popen([nginx, "-p", folder, "-c", folder / "nginx.conf"], stdout=log, stderr=log) as proxy,
    ):
        try:
            wait_for(behind, server)
            wait_for(found.port, proxy)
            yield found
        finally:
            server.terminate()
            proxy.terminate()


def test_the_proxy_asks_for_tls_and_for_the_sub_path(site: Site) -> None:
    plain = httpx.get(f"http://localhost:{site.plain_port}/music/x?y=z", timeout=PATIENCE_S)
    assert (plain.status_code, plain.headers["location"]) == (301, "https://localhost/music/x?y=z")
    with site.client() as client:
        assert client.get(site.url).headers["location"].endswith("/music/")
        assert client.get(f"{site.origin}/elsewhere").status_code == 404


def test_a_stranger_gets_the_login_page_and_a_safe_cookie(site: Site) -> None:
    with site.client() as client:
        asked = client.get(f"{site.url}/", headers={"accept": "text/html"})
        assert (asked.status_code, asked.headers["location"]) == (303, "/music/login?next=%2Fmusic%2F")
        assert client.get(f"{site.url}/api/list").status_code == 401
        answer = client.post(
            f"{site.url}/login", data={"password": PASSWORD}, headers={"origin": site.origin}
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/music/")
        assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/music"} <= set(
            answer.headers["set-cookie"].split("; ")
        )
        seen = client.get(f"{site.url}/api/list").json()
    assert (seen["visitor"], seen["scheme"], seen["root"]) == ("127.0.0.1", "https", "/music")
    assert seen["url"] == f"{site.url}/api/list"


def test_what_is_foreign_stays_out_behind_the_proxy(site: Site) -> None:
    foreign: list[tuple[dict[str, str], int]] = [
        ({"host": "evil.example"}, 421),
        ({"x-forwarded-host": "evil.example", "host": "evil.example"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": f"http://localhost:{site.port}"}, 403),
    ]
    token = site.token()
    with site.client() as client:
        for headers, status in foreign:
            assert client.get(f"{site.url}/api/list", headers=token | headers).status_code == status, headers


def test_uploads_and_their_limit(site: Site) -> None:
    token = site.token()
    kind = {"content-type": "audio/flac"}
    with site.client() as client:
        fits = client.post(f"{site.url}/api/hear", content=b"x" * 4_900_000, headers=token | kind)
        assert fits.json() == {"bytes": 4_900_000}
        chunked = (b"x" * 100_000 for _ in range(60))
        assert client.post(f"{site.url}/api/hear", content=chunked, headers=token | kind).status_code == 413
    with closing(
        HTTPSConnection("localhost", site.port, context=site.trust(), timeout=PATIENCE_S)
    ) as connection:
        connection.putrequest("POST", "/music/api/hear")
        for name, value in (token | kind | {"content-length": "2000000000"}).items():
            connection.putheader(name, value)
        connection.endheaders(b"the first of 2 GB")
        assert connection.getresponse().status == 413


def test_a_socket_passes_and_a_foreign_one_does_not(site: Site) -> None:
    own_page = f"wss://localhost:{site.port}/music/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    address = f"wss://localhost:{site.port}/music/talk"
    token = site.token()
    assert asyncio.run(say(site, address, site.origin, token)) == "曲夜"
    for target in (address, own_page):
        for origin, headers in (("https://evil.example", token), (None, token), (site.origin, {})):
            assert asyncio.run(say(site, target, origin, headers)) == 403


async def say(site: Site, address: str, origin: str | None, headers: dict[str, str]) -> str | bytes | int:
    """Say something by a WebSocket; return the answer, or the status with which it was refused."""
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidStatus

    opening = connect(
        address,
        ssl=site.trust(),
        origin=origin,  # type: ignore[arg-type]
        additional_headers=headers,
        open_timeout=PATIENCE_S,
    )
    try:
        async with opening as talk, asyncio.timeout(PATIENCE_S):
            await talk.send("夜曲")
            return await talk.recv()
    except InvalidStatus as refused:
        return refused.response.status_code


def test_a_browser_logs_in_and_the_page_lives_under_the_policy(site: Site) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    said: list[str] = []
    asked: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], timeout=PATIENCE_MS
        )
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.set_default_timeout(PATIENCE_MS)
        ready_to_type = page.locator("input[type=password]:focus")
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site.url}/page")
        assert "/music/login" in page.url
        ready_to_type.wait_for()
        page.keyboard.type("not the password")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        ready_to_type.wait_for()
        said.clear()  # a browser reports the 401 it was right to get
        page.keyboard.type(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url == f"{site.url}/page"
        page.get_by_role("button", name="Press").click()
        page.get_by_text("pressed", exact=True).wait_for()
        page.locator(".js-plotly-plot").wait_for()
        assert page.get_by_text("Every title is <b>text</b>").is_visible()
        browser.close()
    assert said == []
    outside = [url for url in asked if not url.startswith((site.origin, "data:", "blob:"))]
    assert outside == []

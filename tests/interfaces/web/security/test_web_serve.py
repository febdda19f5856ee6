"""``tunescape serve``: what it checks before it serves, and how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from fastapi import FastAPI
from patience import PATIENCE_S
from shelf import Outcome
from small_server import PASSWORD, Client, small_app

from tunescape.errors import SettingsError
from tunescape.interfaces.web import server
from tunescape.interfaces.web.security.guard import guard
from tunescape.interfaces.web.settings import WebSettings

Run = Callable[..., Outcome]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[WebSettings]:
    """What the app was made with; the server says that it is ready, answers once, and stops."""
    made: list[WebSettings] = []
    app = ModuleType("tunescape.interfaces.web.app")
    monkeypatch.setitem(sys.modules, app.__name__, app)

    def create_app(settings: WebSettings) -> object:
        made.append(settings)
        return guard(small_app(), settings)

    def run_server(guarded: object, listening: socket.socket, *, on_ready: Callable[[], None]) -> None:
        assert listening.getsockname()[1] == made[0].port
        on_ready()

    app.create_app = create_app  # type: ignore[attr-defined]
    monkeypatch.setattr(server, "run_server", run_server)
    for name in ("TUNESCAPE_PASSWORD", "TUNESCAPE_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    return made


def test_it_serves_this_machine_alone(tunescape: Run, served: list[WebSettings], tmp_path: Path) -> None:
    ran = tunescape("serve", "--port", 0, "--library", tmp_path / "new", "--json")
    assert ran.code == 0
    assert ran.document == {
        "url": f"http://127.0.0.1:{served[0].port}/",
        "host": "127.0.0.1",
        "port": served[0].port,
        "library": str(tmp_path / "new"),
        "password": False,
    }
    assert f"tunescape is at http://127.0.0.1:{served[0].port}/" in ran.err
    assert served[0].roots is None


def test_a_port_in_use_is_a_sentence(tunescape: Run, served: list[WebSettings]) -> None:
    with server.listen("127.0.0.1", 0) as other:
        port = other.getsockname()[1]
        assert tunescape("serve", "--port", port).refused(f"port {port} is in use", "--port")
    assert served == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--host", "203.0.113.77"), ("no address of this machine",)),
        (("--host", "no such host"), ("no address to listen on",)),
        (("--root-path", "music"), ("write it like /music",)),
        (("--allow", "/no/such/folder"), ("is no folder",)),
        (("--allowed-host", "http://music.example"), ("without http://",)),
    ],
)
def test_an_option_that_cannot_be_is_a_sentence(
    tunescape: Run,
    served: list[WebSettings],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    monkeypatch.setenv("TUNESCAPE_PASSWORD", PASSWORD)
    assert tunescape("serve", "--port", 0, *options).refused(*words)
    assert served == []


@pytest.mark.parametrize(
    "options", [("--host", "0.0.0.0"), ("--allowed-host", "music.example"), ("--trusted-proxy", "127.0.0.1")]
)
def test_where_others_come_in_it_wants_a_password(
    tunescape: Run, served: list[WebSettings], monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    assert tunescape("serve", "--port", 0, *options).refused("needs a password", "TUNESCAPE_PASSWORD")
    monkeypatch.setenv("TUNESCAPE_PASSWORD", "short")
    assert tunescape("serve", "--port", 0, *options).refused("8 to 1024")
    assert served == []
    monkeypatch.setenv("TUNESCAPE_PASSWORD", PASSWORD)
    ran = tunescape("serve", "--port", 0, *options, "--json")
    assert (ran.code, ran.document["password"]) == (0, True)
    assert PASSWORD not in ran.out + ran.err
    assert ("TLS belongs in front" in ran.err) == ("--host" in options)
    # workers that are started later do not inherit it
    assert "TUNESCAPE_PASSWORD" not in os.environ
    assert Client(guard(small_app(), served[0])).get(
        "/login", headers={"host": f"localhost:{served[0].port}"}
    )


def test_the_password_may_lie_in_a_file(
    tunescape: Run, served: list[WebSettings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    monkeypatch.setenv("TUNESCAPE_PASSWORD_FILE", str(secret))
    assert tunescape("serve", "--port", 0).refused("TUNESCAPE_PASSWORD_FILE", "cannot be read")
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    monkeypatch.setenv("TUNESCAPE_PASSWORD_FILE", str(secret))
    assert tunescape("serve", "--port", 0).code == 0
    assert served[0].password_hash
    assert served[0].password_hash.matches(PASSWORD)


def test_an_app_that_does_not_start_is_a_sentence() -> None:
    @asynccontextmanager
    async def broken(_app: object) -> AsyncIterator[None]:
        raise RuntimeError("no library")
        yield

    ready: list[bool] = []
    with server.listen("127.0.0.1", 0) as listening, pytest.raises(SettingsError, match="could not start"):
        server.run_server(FastAPI(lifespan=broken), listening, on_ready=lambda: ready.append(True))
    assert ready == []


def test_folders_are_allowed_by_name(
    tunescape: Run, served: list[WebSettings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_PASSWORD", PASSWORD)
    assert tunescape("serve", "--port", 0, "--host", "0.0.0.0", "--allow", tmp_path).code == 0
    assert served[0].may_add(tmp_path / "x")
    assert not served[0].may_add(tmp_path.parent)


def test_it_opens_the_page_in_a_browser(
    tunescape: Run, served: list[WebSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert tunescape("serve", "--port", 0, "--open").code == 0
    assert opened == [served[0].url]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "TUNESCAPE_LIBRARY": str(tmp_path / "library")}
    environment.pop("TUNESCAPE_PASSWORD", None)
    command = [sys.executable, "-m", "tunescape", "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_to_be_stopped_is_no_error(running: subprocess.Popen[str], how: signal.Signals) -> None:
    assert running.stdout
    text = ""
    while not text.endswith("}\n"):
        line = running.stdout.readline()
        assert line, running.stderr and running.stderr.read()
        text += line
    document = json.loads(text)
    answer = httpx.get(document["url"], timeout=PATIENCE_S)
    assert answer.status_code == 200
    assert "server" not in answer.headers
    foreign = httpx.get(document["url"], headers={"host": "evil.example"}, timeout=PATIENCE_S)
    assert foreign.status_code == 421
    assert Path(document["library"], "library.db").is_file()
    running.send_signal(how)
    out, err = running.communicate(timeout=PATIENCE_S)
    assert (running.returncode, out) == (0, "")
    assert err.endswith("Stopped.\n")
    assert "Traceback" not in err

"""Where requests may lead, and what becomes of servers that do not behave."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
from loopback import QUICK, Answer, Loopback

from tunescape.charts.addresses import AddressPolicy
from tunescape.charts.pace import StoppedError
from tunescape.charts.web import Web
from tunescape.errors import ChartError


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(AddressPolicy(allow_private=True), QUICK) as opened:
        yield opened


def strict(server: Loopback) -> Web:
    """The user has typed the address of this server, and no other."""
    return Web(AddressPolicy(named=frozenset({("127.0.0.1", server.port)})), QUICK)


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


# where requests may lead


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1:9/",
            "http://localhost:9/",
            "http://[::1]:9/",
            "http://0.0.0.0:9/",
            "http://0:9/",
        ),
        *("http://2130706433:9/", "http://0x7f.1:9/", "http://[::ffff:127.0.0.1]:9/", "http://127.1:9/"),
        *("http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[fe80::1]/", "https://192.168.0.1/"),
    ],
)
def test_private_addresses_are_refused_however_they_are_written(url: str) -> None:
    with (
        Web(AddressPolicy(), QUICK) as web,
        pytest.raises(ChartError, match="not an address of the public internet; --allow-private"),
    ):
        web.read(url)


def test_a_name_that_resolves_to_a_private_address_is_refused(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "127.0.0.1")
    with Web(AddressPolicy(), QUICK) as web, pytest.raises(ChartError, match=r"charts.example \(127.0.0.1\)"):
        web.read(f"http://charts.example:{server.port}/")
    assert server.requests == []


def test_the_address_that_is_connected_to_counts(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "8.8.8.8")
    connect = httpcore.SyncBackend.connect_tcp

    def elsewhere(self: httpcore.SyncBackend, host: str, *rest: Any) -> httpcore.NetworkStream:
        assert host == "8.8.8.8"
        monkeypatch.undo()
        return connect(self, "127.0.0.1", *rest)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", elsewhere)
    with Web(AddressPolicy(), QUICK) as web, pytest.raises(ChartError, match=r"charts.example \(127.0.0.1\)"):
        web.read(f"http://charts.example:{server.port}/")
    assert server.requests == []


def test_of_several_addresses_only_the_public_ones_are_tried(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "127.0.0.1", "1.1.1.1", "8.8.8.8")
    tried = []

    def refuse(_: httpcore.SyncBackend, host: str, *__: Any) -> httpcore.NetworkStream:
        tried.append(host)
        raise httpcore.ConnectError("no")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", refuse)
    with (
        Web(AddressPolicy(), replace(QUICK, tries=1)) as web,
        pytest.raises(ChartError, match="cannot be reached"),
    ):
        web.read(f"http://charts.example:{server.port}/")
    assert tried == ["1.1.1.1", "8.8.8.8"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_private_address_is_refused(server: Loopback, other: Loopback, status: int) -> None:
    server.routes["/"] = lambda answer: answer.redirect(f"{other.url}/secret", status)
    with strict(server) as web, pytest.raises(ChartError, match=r"127.0.0.1 is not an address of the public"):
        web.read(f"{server.url}/")
    assert (len(server.requests), other.requests) == (1, [])


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("file:///etc/passwd", "only http:// and https://"),
        ("ftp://127.0.0.1/", "only http:// and https://"),
        ("gopher://127.0.0.1/", "only http:// and https://"),
        ("http://user:pass@127.0.0.1/", "user and password"),
        ("mailto:me@charts.example", "not of the web"),
        ("http://[::1", "cannot be understood"),
        ("http://127.0.0.1:99999/", "cannot be understood"),
    ],
)
def test_a_redirect_to_no_web_address_is_refused(
    server: Loopback, web: Web, location: str, words: str
) -> None:
    server.routes["/"] = lambda answer: answer.redirect(location)
    with pytest.raises(ChartError, match=words) as caught:
        web.read(f"{server.url}/")
    assert "pass@" not in str(caught.value)


def test_redirects_are_followed_and_counted(server: Loopback, web: Web) -> None:
    server.routes["/hop/"] = lambda answer: answer.redirect(f"./{int(answer.seen.path[5:]) - 1}")
    server.serve("/hop/0", b"home")
    assert web.read(f"{server.url}/hop/5").body == b"home"
    assert web.read(f"{server.url}/hop/5").url == f"{server.url}/hop/0"
    with pytest.raises(ChartError, match="redirects more than 5 times"):
        web.read(f"{server.url}/hop/6")


def test_private_headers_stay_with_the_server_they_are_for(
    server: Loopback, other: Loopback, web: Web
) -> None:
    server.routes["/"] = lambda answer: answer.redirect("/moved")
    server.routes["/moved"] = lambda answer: answer.redirect(f"{other.url}/away")
    other.routes["/away"] = lambda answer: answer.redirect(f"{server.url}/back")
    server.serve("/back", b"")
    web.read(f"{server.url}/", private={"cookie": "s3cret", "user-agent": "mine"})
    told = [seen.headers.get("cookie") for seen in server.requests]
    assert told == ["s3cret", "s3cret", "s3cret"]
    assert "cookie" not in other.requests[0].headers
    assert other.requests[0].headers["user-agent"].startswith("tunescape")
    assert server.requests[0].headers["user-agent"] == "mine"


def test_nothing_is_taken_from_the_environment(
    server: Loopback, other: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password s3cret\n")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, other.url)
    monkeypatch.setenv("NETRC", str(netrc))
    server.serve("/", b"direct", Set_Cookie="id=1")
    with Web(AddressPolicy(allow_private=True), QUICK) as web:
        assert [web.read(f"{server.url}/").body for _ in range(2)] == [b"direct", b"direct"]
    assert other.requests == []
    assert not any({"cookie", "authorization"} & seen.headers.keys() for seen in server.requests)


# servers that do not behave


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_passing_trouble_is_tried_again(server: Loopback, web: Web, status: int) -> None:
    server.routes["/"] = lambda answer: answer.send(b"ok", 200 if answer.number == 3 else status)
    assert web.read(f"{server.url}/").body == b"ok"
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
def test_what_will_not_pass_is_not_tried_again(server: Loopback, web: Web, status: int) -> None:
    server.routes["/"] = lambda answer: answer.send(b"", status)
    with pytest.raises(ChartError, match=f"127.0.0.1 answers {status} "):
        web.read(f"{server.url}/")
    assert len(server.requests) == 1


def test_trouble_that_does_not_pass_is_told(server: Loopback, web: Web) -> None:
    server.routes["/"] = lambda answer: answer.send(b"", 503)
    with pytest.raises(ChartError, match=r"127.0.0.1 answers 503 Service Unavailable \(4 tries\)"):
        web.read(f"{server.url}/")


@pytest.mark.slow
def test_a_server_is_given_the_pause_it_asks_for(server: Loopback, web: Web) -> None:
    times = []

    def route(answer: Answer) -> None:
        times.append(time.monotonic())
        if answer.number == 1:
            answer.send(b"", 429, Retry_After="1")
        else:
            answer.send(b"ok")

    server.routes["/"] = route
    assert web.read(f"{server.url}/").body == b"ok"
    assert 1.0 <= times[1] - times[0] < 60.0


@pytest.mark.parametrize("pause", ["86400", "Fri, 01 Jan 2100 00:00:00 GMT", "9" * 400])
def test_a_server_that_asks_for_too_long_a_pause_is_left_alone(
    server: Loopback, web: Web, pause: str
) -> None:
    server.routes["/"] = lambda answer: answer.send(b"", 429, Retry_After=pause)
    for _ in range(2):
        with pytest.raises(ChartError, match=r"127.0.0.1 asks to be left alone for"):
            web.read(f"{server.url}/")
    assert len(server.requests) == 1


@pytest.mark.parametrize("pause", ["soon", "-3", "²", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Jan"])
def test_a_pause_that_means_nothing_is_a_short_one(server: Loopback, web: Web, pause: str) -> None:
    server.routes["/"] = lambda answer: answer.send(
        b"ok", 200 if answer.number == 2 else 503, Retry_After=pause.encode().decode("latin-1")
    )
    assert web.read(f"{server.url}/").body == b"ok"


def test_silence_ends_with_a_sentence(server: Loopback) -> None:
    server.routes["/"] = server.stall
    with (
        Web(AddressPolicy(allow_private=True), replace(QUICK, tries=2, timeout_s=0.3)) as web,
        pytest.raises(ChartError, match=r"127.0.0.1 does not answer in time \(2 tries\)"),
    ):
        web.read(f"{server.url}/")


def test_a_trickle_ends_too(server: Loopback) -> None:
    server.routes["/"] = lambda answer: answer.trickle(bytes(4000), 0.05)
    started = time.monotonic()
    with (
        Web(AddressPolicy(allow_private=True), replace(QUICK, tries=1, longest_answer_s=0.5)) as web,
        pytest.raises(ChartError, match="does not answer in time"),
    ):
        web.read(f"{server.url}/")
    assert time.monotonic() - started < 100  # of the 200 s that it would have taken


@pytest.mark.parametrize("kind", ["at once", "in the body", "rubbish"])
def test_a_connection_that_breaks_is_made_again(server: Loopback, web: Web, kind: str) -> None:
    def route(answer: Answer) -> None:
        if answer.number < 3:
            if kind == "in the body":
                answer.send(b"half", Content_Length="8")
            elif kind == "rubbish":
                answer._handler.wfile.write(b"\x00\xff rubbish \r\n\r\n" * 10)
            answer.cut()
        else:
            answer.send(b"whole")

    server.routes["/"] = route
    assert web.read(f"{server.url}/").body == b"whole"
    assert len(server.requests) == 3


def test_a_connection_that_always_breaks_is_told(server: Loopback, web: Web) -> None:
    server.routes["/"] = Answer.cut
    with pytest.raises(ChartError, match=r"127.0.0.1 cuts the connection \(4 tries\)"):
        web.read(f"{server.url}/")


def test_a_host_that_is_not_there_is_given_up(web: Web) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    for _ in range(3):
        with pytest.raises(ChartError, match=r"127.0.0.1 cannot be reached \(4 tries\)"):
            web.read(url)
    with pytest.raises(ChartError, match=r"127.0.0.1 cannot be reached$"):
        web.read(url)


def test_a_name_that_is_none_is_a_sentence(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(ChartError, match=r"nowhere.example cannot be reached"):
        web.read("http://nowhere.example/")


def test_packed_documents_are_unpacked_once(server: Loopback, web: Web) -> None:
    server.routes["/1"] = lambda answer: answer.json([1, 2], packed=1)
    server.routes["/2"] = lambda answer: answer.json([1, 2], packed=2)
    server.serve("/broken", b"not gzip at all", Content_Encoding="gzip")
    assert web.read(f"{server.url}/1").body == b"[1, 2]"
    server.serve("/br", b"rubbish", Content_Encoding="br")
    for path in ("/2", "/br"):
        with pytest.raises(ChartError, match="packed as nobody asked for"):
            web.read(f"{server.url}{path}")
    with pytest.raises(ChartError, match="cannot be unpacked"):
        web.read(f"{server.url}/broken")


def test_a_document_that_never_ends_is_refused(server: Loopback, web: Web) -> None:
    import gzip

    server.serve("/", gzip.compress(bytes(40 * 2**20), 1), Content_Encoding="gzip")
    with pytest.raises(ChartError, match="more than 32 MiB"):
        web.read(f"{server.url}/")


def test_waiting_threads_can_be_stopped(server: Loopback) -> None:
    server.routes["/"] = server.stall
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    started = time.monotonic()
    with (
        Web(AddressPolicy(allow_private=True), replace(QUICK, timeout_s=200.0), stop=stop) as web,
        pytest.raises(StoppedError),
    ):
        web.read(f"{server.url}/")
    assert time.monotonic() - started < 100  # of the 200 s that it would have waited


# TLS


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("no openssl here, to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=charts.example"),
            *("-addext", "subjectAltName=DNS:charts.example"),
        ],
        check=True,
        capture_output=True,
    )
    return key, certificate


@pytest.fixture
def secure(server: Loopback, certificate: tuple[Path, Path]) -> tuple[Loopback, list[str | None]]:
    """The server behind TLS, and the names that clients ask it for."""
    key, chain = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    names: list[str | None] = []
    context.sni_callback = lambda _, name, __: names.append(name)  # type: ignore[assignment]
    server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
    server.serve("/", b"safe")
    return server, names


def test_a_certificate_of_ones_own_is_not_trusted(
    secure: tuple[Loopback, list[str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "127.0.0.1")
    with (
        Web(AddressPolicy(allow_private=True), QUICK) as web,
        pytest.raises(ChartError, match="certificate is not to be trusted"),
    ):
        web.read(f"https://charts.example:{secure[0].port}/")


def test_the_certificate_is_checked_for_the_name_though_an_address_is_connected_to(
    secure: tuple[Loopback, list[str | None]],
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, names = secure
    resolve_to(monkeypatch, "127.0.0.1")
    trusting = ssl.create_default_context(cafile=str(certificate[1]))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)
    with Web(AddressPolicy(allow_private=True), QUICK) as web:
        assert web.read(f"https://charts.example:{server.port}/").body == b"safe"
        with pytest.raises(ChartError, match="certificate is not to be trusted"):
            web.read(f"https://other.example:{server.port}/")
    assert names == ["charts.example", "other.example"]
    assert server.requests[0].headers["host"] == f"charts.example:{server.port}"

"""Connections that are checked on the address they really lead to, and that never last for ever."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address

import httpcore
import httpx

from tunescape.charts.addresses import Address, AddressPolicy
from tunescape.charts.pace import StoppedError
from tunescape.errors import ChartError

__all__ = ["Deadline", "GuardedTransport", "RedirectedError", "plain_client"]

_STEP_S = 0.5
_LONGEST_CONNECT_S = 10.0
_Options = Iterable[httpcore.SOCKET_OPTION] | None


class Deadline:
    """Until when the current thread may wait for an answer, over all its reads and writes.

    A limit per read alone lets a server hold a thread for days with a byte now and then.

    Parameters
    ----------
    stop : threading.Event
        Once set, reading ends with :class:`~tunescape.charts.pace.StoppedError`.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._thread = threading.local()

    def set(self, seconds: float) -> None:
        """Start to count, for this thread."""
        self._thread.at = time.monotonic() + seconds

    def shorten(self, timeout_s: float | None) -> float:
        """Return a time limit that does not reach beyond the deadline.

        Raises
        ------
        httpcore.ReadTimeout
            If the deadline is over.
        StoppedError
        """
        if self._stop.is_set():
            raise StoppedError
        left_s: float = self._thread.at - time.monotonic()
        if left_s <= 0:
            raise httpcore.ReadTimeout("the whole answer took too long")
        return left_s if timeout_s is None else min(timeout_s, left_s)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        until = time.monotonic() + self._deadline.shorten(timeout)
        while True:
            left_s = self._deadline.shorten(until - time.monotonic())
            try:
                # in short steps, so that a silent server does not keep the user from stopping
                return self._inner.read(max_bytes, max(0.001, min(left_s, _STEP_S)))
            except httpcore.ReadTimeout:
                if time.monotonic() >= until:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.shorten(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.shorten(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Resolves names itself, so that the address that was checked is the one that is connected to."""

    def __init__(self, policy: AddressPolicy, deadline: Deadline) -> None:
        self._policy = policy
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port)
        allowed = [address for address in addresses if self._policy.allows(host, port, address)]
        if not allowed:
            raise self._policy.refusal(host, addresses[0])
        for address in allowed:
            limit_s = self._deadline.shorten(timeout)
            try:
                stream = self._plain.connect_tcp(str(address), port, limit_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if address == allowed[-1]:
                    raise
                continue
            return self._checked(stream, host, port)
        raise httpcore.ConnectError(f"{host} has no address")

    def _checked(self, stream: httpcore.NetworkStream, host: str, port: int) -> httpcore.NetworkStream:
        try:
            peer = ip_address(stream.get_extra_info("server_addr")[0])
        except OSError as error:
            stream.close()
            raise httpcore.ConnectError(str(error)) from error
        if not self._policy.allows(host, port, peer):
            stream.close()
            raise self._policy.refusal(host, peer)
        return _Stream(stream, self._deadline)


def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name {host} cannot be resolved") from error
    # the same address comes once for each kind of socket
    return list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


class RedirectedError(Exception):
    """An answer that leads elsewhere."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class GuardedTransport(httpx.BaseTransport):
    """What httpx sends its requests through: guarded, direct, without any proxy.

    Parameters
    ----------
    policy : AddressPolicy
        Asked on every connection, for the address that is connected to; the server's certificate is still
        checked for the host of the URL, by the authorities of certifi.
    deadline : Deadline
    """

    def __init__(self, policy: AddressPolicy, deadline: Deadline) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=100,
            keepalive_expiry=5.0,
            network_backend=_Backend(policy, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; redirects are the caller's business."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        with _as_httpx():
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method, url, headers=request.headers.raw, extensions=request.extensions
                )
            )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise _untrusted(error) from error
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        if isinstance(cause := _root(error), ssl.SSLCertVerificationError):
            raise _untrusted(cause) from error
        # httpx has an error of the same name for each of httpcore
        raised: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
        raise raised(str(error)) from error


def _root(error: BaseException) -> BaseException:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return error


def _untrusted(error: ssl.SSLCertVerificationError) -> ChartError:
    return ChartError(f"the server's certificate is not to be trusted ({error.verify_message})")


def plain_client(transport: httpx.BaseTransport, *, timeout_s: float) -> httpx.Client:
    """Return a client that knows no proxies, no ``.netrc`` and no cookies, and follows no redirect.

    Its requests raise :class:`RedirectedError` instead.

    Parameters
    ----------
    transport : httpx.BaseTransport
    timeout_s : float, seconds
        For one read or write; for a connection at most 10 s.
    """
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return httpx.Client(
        transport=transport,
        trust_env=False,
        event_hooks={"response": [_stop_at_redirect]},
        timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, _LONGEST_CONNECT_S)),
        cookies=no_cookies,
    )


def _stop_at_redirect(answer: httpx.Response) -> None:
    # left to itself, httpx follows what it must not, or fails on what it cannot parse as on a cut connection
    if answer.has_redirect_location:
        raise RedirectedError(answer.headers["location"])

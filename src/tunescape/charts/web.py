"""Polite requests: paced, retried, redirected a few times, bounded in time and size."""

import contextlib
import email.utils
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self, TypeVar

import httpx

from tunescape.charts.addresses import AddressPolicy
from tunescape.charts.connection import Deadline, GuardedTransport, RedirectedError, plain_client
from tunescape.charts.manners import Manners
from tunescape.charts.pace import Pace
from tunescape.charts.urls import parse_url, same_origin
from tunescape.errors import ChartError

__all__ = ["Document", "TryAgainError", "Web"]

_T = TypeVar("_T")

_BUSY = frozenset({429, 503})
# 416: what was kept of an earlier try is no part of it any more; without it, the next one may do
_TRY_AGAIN = frozenset({408, 416, 425, 500, 502, 504, *_BUSY})
_PASSING_TROUBLE = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
_ENCODINGS = frozenset({"identity", "gzip", "deflate"})
_MAX_DOCUMENT_BYTES = 32 * 2**20


class TryAgainError(Exception):
    """Passing trouble with a host; the next try may do better.

    Parameters
    ----------
    host : str
    reason : str
        What is wrong, as a clause.
    unreachable : bool
        There was not even a connection.
    busy : bool
        The server has too much to do: others that ask it should wait, too.
    wait_s : float, seconds, optional
        How long it asks to be left alone.
    status : int, optional
        Of its answer.
    """

    def __init__(
        self,
        host: str,
        reason: str,
        *,
        unreachable: bool = False,
        busy: bool = False,
        wait_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.host = host
        self.reason = reason
        self.status = status
        self.unreachable = unreachable
        self.busy = busy
        self.wait_s = wait_s


@dataclass(frozen=True)
class Document:
    """A whole answer: its body, and the address and character set it came with."""

    body: bytes
    url: str
    charset: str | None


class Web:
    """The way out: every request of the charts goes through here. Threads may share it.

    Parameters
    ----------
    policy : AddressPolicy
        Asked on every connection, after every redirect, too.
    manners : Manners
    stop : threading.Event, optional
        Once set, waits end with :class:`~tunescape.charts.pace.StoppedError`.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        manners: Manners,
        *,
        stop: threading.Event | None = None,
    ) -> None:
        self.manners = manners
        stop = stop or threading.Event()
        self.pace = Pace(manners.requests_per_s, stop)
        self._deadline = Deadline(stop)
        self._client = plain_client(GuardedTransport(policy, self._deadline), timeout_s=manners.timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    @contextlib.contextmanager
    def open(
        self, url: str, *, headers: Mapping[str, str] | None = None, private: Mapping[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        """Ask once, follow redirects, and yield an answer of success whose body has not been read.

        Parameters
        ----------
        url : str
        headers : mapping of str to str, optional
            Sent wherever a redirect leads.
        private : mapping of str to str, optional
            Sent only to the scheme, host and port of ``url``.

        Raises
        ------
        ChartError
            If the address or the answer is refused.
        TryAgainError
            If there is passing trouble, while the body is read, too.
        """
        target = origin = parse_url(url)
        for _ in range(self.manners.max_redirects + 1):
            sent = httpx.Headers({"User-Agent": _user_agent(), "Accept-Encoding": "identity"})
            sent.update(headers)
            if same_origin(target, origin):
                sent.update(private)
            self.pace.wait_turn(target.host)
            try:
                with self._answer(target, sent) as answer:
                    _check(answer, target.host)
                    yield answer
                    return
            except RedirectedError as redirected:
                self.pace.reached(target.host)
                target = parse_url(redirected.location, base=target)
        raise ChartError(f"{origin.host} redirects more than {self.manners.max_redirects} times")

    def persist(self, attempt: Callable[[], _T]) -> _T:
        """Make an attempt, several times where there is passing trouble, waiting longer each time.

        Raises
        ------
        ChartError
            If an attempt is refused, or all of them meet trouble.
        """
        wait_s = self.manners.first_wait_s
        for tried in range(1, self.manners.tries + 1):
            try:
                return attempt()
            except TryAgainError as trouble:
                self._heed(trouble, wait_s)
                if tried == self.manners.tries:
                    if trouble.unreachable:
                        self.pace.not_reached(trouble.host)
                    times = "" if tried == 1 else f" ({tried} tries)"
                    raise ChartError(f"{trouble.reason}{times}") from trouble
                self.pace.rest(wait_s)
                wait_s *= 2
        raise AssertionError("the last try returns or raises")

    def read(self, url: str, *, private: Mapping[str, str] | None = None) -> Document:
        """Read a whole document of at most 32 MiB.

        Raises
        ------
        ChartError
        """

        def attempt() -> Document:
            accepted = {"Accept-Encoding": "gzip, deflate"}
            with self.open(url, headers=accepted, private=private) as answer:
                body = bytearray()
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > _MAX_DOCUMENT_BYTES:
                        raise ChartError(f"{answer.request.url.host} sends a document of more than 32 MiB")
                return Document(bytes(body), str(answer.request.url), answer.charset_encoding)

        return self.persist(attempt)

    def _heed(self, trouble: TryAgainError, wait_s: float) -> None:
        asked_s = trouble.wait_s or 0.0
        if asked_s > self.manners.longest_wait_s:
            reason = f"asks to be left alone for {asked_s:.0f} s"
            self.pace.give_up(trouble.host, reason)
            raise ChartError(f"{trouble.host} {reason}") from trouble
        if trouble.busy:
            self.pace.hold(trouble.host, max(asked_s, wait_s))

    @contextlib.contextmanager
    def _answer(self, url: httpx.URL, headers: httpx.Headers) -> Iterator[httpx.Response]:
        self._deadline.set(self.manners.longest_answer_s)
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                self.pace.reached(url.host)
                yield answer
        except _PASSING_TROUBLE as error:
            unreachable = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            raise TryAgainError(url.host, _reason(error, url.host), unreachable=unreachable) from error
        except httpx.DecodingError as error:
            raise ChartError(f"{url.host} sends an answer that cannot be unpacked") from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise ChartError(f"{url.host} cannot be asked ({type(error).__name__})") from error


def _check(answer: httpx.Response, host: str) -> None:
    status = f"{host} answers {answer.status_code} {answer.reason_phrase}".rstrip()
    if answer.status_code in _TRY_AGAIN:
        wait_s = _retry_after_s(answer.headers.get("retry-after"))
        busy = answer.status_code in _BUSY or wait_s is not None
        raise TryAgainError(host, status, busy=busy, wait_s=wait_s, status=answer.status_code)
    if not answer.is_success:
        raise ChartError(status)
    # others, and several at once, multiply without bounds what a small answer can grow to
    if answer.headers.get("content-encoding", "identity").lower() not in _ENCODINGS:
        raise ChartError(f"{host} sends an answer that is packed as nobody asked for")


def _retry_after_s(value: str | None) -> float | None:
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
        return max(0.0, moment.timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _reason(error: httpx.TransportError, host: str) -> str:
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return f"{host} cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return f"{host} does not answer in time"
    return f"{host} cuts the connection"


@lru_cache(maxsize=1)
def _user_agent() -> str:
    try:
        return f"tunescape/{version('tunescape')}"
    except PackageNotFoundError:
        return "tunescape"

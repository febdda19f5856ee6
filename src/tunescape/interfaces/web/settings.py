"""What the server is told at its start, checked once and passed down."""

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from tunescape.errors import SettingsError
from tunescape.interfaces.web.security.authority import Authority, parse_authority
from tunescape.interfaces.web.security.password import PasswordHash

__all__ = ["DEFAULT_PORT", "MAX_UPLOAD_MB", "WebSettings", "is_loopback", "reaches_others"]

DEFAULT_PORT = 8765
MAX_UPLOAD_MB = 200

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_ROOT_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")


@dataclass(frozen=True)
class WebSettings:
    """Where the server listens, who may come in, and what they may do.

    Attributes
    ----------
    library : Path
        The library it shows.
    host : str
        Address or name it listens on.
    port : int
        1 to 65,535; what it really listens on, for browsers name it in ``Host``.
    root_path : str
        The sub-path under which a reverse proxy shows it (``/music``), or nothing.
    password_hash : PasswordHash, optional
        What a visitor has to know; must be there where others than this machine reach the server.
    allowed_hosts : sequence of str
        Further names under which it is visited (``music.example.org``, ``localhost:9000``); without a port,
        any port.
    trusted_proxies : sequence of str
        Addresses of reverse proxies whose ``X-Forwarded-…`` headers are believed.
    max_upload_bytes : int
        The largest body of a request that carries a file.
    roots : sequence of Path, optional
        Folders from which music may be added in the page; None: any folder of this machine. By default any
        where only this machine reaches the server, else none.
    language : {'en', 'zh'}
        Of a visitor who asks for neither.

    Raises
    ------
    SettingsError
        If one of them has a value it cannot have, or the password is missing where one is needed.
    """

    library: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    root_path: str = ""
    password_hash: PasswordHash | None = field(default=None, repr=False)
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    max_upload_bytes: int = MAX_UPLOAD_MB * 1_000_000
    roots: tuple[Path, ...] | None = None
    language: Literal["en", "zh"] = "en"

    def __post_init__(self) -> None:
        if not 1 <= self.port <= 65_535:
            raise SettingsError(f"port {self.port} does not exist", hint="name one from 1 to 65535")
        if not self.host or parse_authority(_bracketed(self.host)) is None:
            raise SettingsError(
                f"{self.host!r} is no address to listen on",
                hint="name one like 127.0.0.1, or 0.0.0.0 for all",
            )
        if self.root_path and not _ROOT_PATH.fullmatch(self.root_path):
            raise SettingsError(
                f"--root-path {self.root_path!r} is no sub-path",
                hint="write it like /music, without a / at its end",
            )
        for name in self.allowed_hosts:
            _served_name(name)
        for address in self.trusted_proxies:
            _address(address)
        if self.max_upload_bytes < 1:
            raise SettingsError("an upload needs room", hint="allow at least 1 MB")
        if self.password_hash is None and self.open_to_others:
            raise SettingsError(
                "others than this machine can reach that server, so it needs a password",
                hint="put one into TUNESCAPE_PASSWORD, or start it in a terminal to be asked for one",
            )
        if self.roots is None and self.open_to_others:
            object.__setattr__(self, "roots", ())

    @property
    def open_to_others(self) -> bool:
        """Whether anybody but this machine reaches the server, a reverse proxy's visitors included."""
        return reaches_others(self.host, self.allowed_hosts, self.trusted_proxies)

    @property
    def served_names(self) -> tuple[Authority, ...]:
        """The allowed hosts, parsed; a port of None stands for any."""
        return tuple(_served_name(name) for name in self.allowed_hosts)

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        host = "127.0.0.1" if self.is_wildcard else self.host
        return f"http://{_bracketed(host)}:{self.port}{self.root_path}/"

    @property
    def is_wildcard(self) -> bool:
        """Whether it listens on every address of the machine."""
        return self.host in ("0.0.0.0", "::")

    def serves(self, host: Authority) -> bool:
        """Whether the value of a ``Host`` header is one under which this server is meant to be visited.

        A page of somebody else can make its own name point here (DNS rebinding), never an address.
        """
        if any(host.name == named.name and named.port in (None, host.port) for named in self.served_names):
            return True
        if self.is_wildcard:
            machine = socket.gethostname().lower()
            return host.is_address or host.name in ("localhost", machine, f"{machine}.local")
        names = _LOOPBACK_NAMES if is_loopback(self.host) else ()
        own = parse_authority(_bracketed(self.host))
        return host.name in (*names, own and own.name) and (host.port or 80) == self.port

    def may_add(self, folder: Path) -> bool:
        """Whether music may be added from a folder, wherever its links lead."""
        if self.roots is None:
            return True
        real = folder.resolve()
        return any(real.is_relative_to(root.resolve()) for root in self.roots)


def reaches_others(host: str, allowed_hosts: Sequence[str], trusted_proxies: Sequence[str]) -> bool:
    """Whether others than this machine reach a server: by its address, or through a proxy before it."""
    if not is_loopback(host) or trusted_proxies:
        return True
    return not all(is_loopback(_served_name(name).name) for name in allowed_hosts)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _served_name(text: str) -> Authority:
    try:
        ascii_text = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_text = ""
    parsed = parse_authority(ascii_text)
    if parsed is None:
        raise SettingsError(
            f"--allowed-host {text!r} is no name of a host",
            hint="write it like music.example.org or localhost:9000, without http://",
        )
    return parsed


def _address(text: str) -> None:
    try:
        ip_address(text)
    except ValueError:
        raise SettingsError(
            f"--trusted-proxy {text!r} is no address", hint="write it like 127.0.0.1 or 172.17.0.1"
        ) from None

"""Hosts and origins as browsers write them in ``Host`` and ``Origin``."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

__all__ = ["Authority", "Origin", "parse_authority", "parse_origin"]

_DEFAULT_PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(
    r"(?:\[(?P<six>[0-9a-fA-F:.]{2,45})\]|(?P<name>[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})))(?::(?P<port>[0-9]{1,5}))?"
)


@dataclass(frozen=True)
class Authority:
    """A host and its port.

    Attributes
    ----------
    name : str
        In lower case, without the dot at its end; an IPv6 address in its shortest form, without brackets.
    port : int or None
        None where none was written.
    """

    name: str
    port: int | None = None

    @property
    def is_address(self) -> bool:
        """Whether it is an address, which nobody can make point elsewhere."""
        try:
            ip_address(self.name)
        except ValueError:
            return False
        return True


@dataclass(frozen=True)
class Origin:
    """Where a page came from: ``http`` or ``https``, host and port (RFC 6454)."""

    scheme: str
    host: Authority

    def is_of(self, host: Authority, *, scheme: str) -> bool:
        """Whether a page of this origin is a page of ours.

        Parameters
        ----------
        host : Authority
            What the request names in ``Host``.
        scheme : str
            Of the request. A proxy that ends TLS need not say that it did, so ``http`` is no evidence;
            ``https`` is.
        """
        if scheme == "https" and self.scheme != "https":
            return False
        default = _DEFAULT_PORTS[self.scheme]
        return (self.host.name, self.host.port or default) == (host.name, host.port or default)


def parse_authority(text: str) -> Authority | None:
    """Read ``name``, ``name:port``, ``1.2.3.4:port`` or ``[::1]:port``; anything else is None."""
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        return None
    port = None if found["port"] is None else int(found["port"])
    if port is not None and not 1 <= port <= 65_535:
        return None
    if found["name"]:
        return Authority(found["name"].lower().removesuffix("."), port)
    try:
        return Authority(str(IPv6Address(found["six"])), port)
    except ValueError:
        return None


def parse_origin(text: str) -> Origin | None:
    """Read ``http://name:port``; ``null`` and anything else is None."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in _DEFAULT_PORTS:
        return None
    host = parse_authority(rest)
    return None if host is None else Origin(scheme.lower(), host)

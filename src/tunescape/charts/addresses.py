"""Which IP addresses may be connected to."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from tunescape.errors import ChartError

__all__ = ["Address", "AddressPolicy", "is_public"]

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
    IPv6Network("2002::/16"),  # 6to4, which carries an IPv4 address
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("3fff::/20"),  # documentation
)
"""Not global by IANA's registries of special-purpose addresses, whatever this Python knows of them."""


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet.

    Private, loopback, link-local, shared, multicast, reserved, documentation and unspecified addresses do
    not, nor do IPv6 addresses that carry an IPv4 address (IPv4-mapped, 6to4, Teredo). The one exception is
    NAT64 (``64:ff9b::/96``), the way from an IPv6-only network to an IPv4 server: there the carried address
    decides.

    Parameters
    ----------
    address : IPv4Address or IPv6Address

    Returns
    -------
    bool

    References
    ----------
    IANA, *IPv4/IPv6 Special-Purpose Address Registry* (RFC 6890); RFC 6052 for NAT64.
    """
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _GLOBAL_UNICAST:
            return False
    if any(address.version == network.version and address in network for network in _SPECIAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_private)


@dataclass(frozen=True)
class AddressPolicy:
    """What a connection may lead to.

    Parameters
    ----------
    allow_private : bool
        Any address will do.
    named : frozenset of (str, int)
        Hosts and ports that the user typed; where such a host is itself an address, or ``localhost``, to
        name it is to allow it. A name that merely resolves to a private address allows nothing.
    """

    allow_private: bool = False
    named: frozenset[tuple[str, int]] = frozenset()

    def allows(self, host: str, port: int, address: Address) -> bool:
        """Tell whether a connection to ``host``, which resolves to ``address``, may be made."""
        return self.allow_private or is_public(address) or self._is_named(host, port, address)

    def refusal(self, host: str, address: Address) -> ChartError:
        """Return the error that says why a connection is not made."""
        name = host if host == str(address) else f"{host} ({address})"
        return ChartError(
            f"{name} is not an address of the public internet", hint="--allow-private lets it through"
        )

    def _is_named(self, host: str, port: int, address: Address) -> bool:
        if (host, port) not in self.named:
            return False
        if host == "localhost":
            return address.is_loopback
        try:
            return ip_address(host) == address
        except ValueError:
            return False

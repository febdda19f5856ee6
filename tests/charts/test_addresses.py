from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.charts.addresses import AddressPolicy, is_public


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
        ),
        *("100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "2002:7f00:1::", "2002:808:808::1", "2001:0:1::"),
        *("64:ff9b::7f00:1", "64:ff9b::a01:203", "64:ff9b:1::808:808", "100::1", "5f00::1", "3fff::1"),
    ],
)
def test_what_is_not_of_the_public_internet(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "223.5.5.5", "2606:4700::1111", "2400:3200::1", "64:ff9b::808:808"]
)
def test_what_is(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv6_address_that_carries_another_is_never_more_public(inner: IPv4Address) -> None:
    assert not is_public(IPv6Address(f"::ffff:{inner}"))
    assert not is_public(IPv6Address(0x2002 << 112 | int(inner) << 80))
    assert is_public(IPv6Address((0x64FF9B << 96) | int(inner))) == is_public(inner)


def test_who_types_an_address_allows_it_and_no_other() -> None:
    policy = AddressPolicy(named=frozenset({("127.0.0.1", 8000)}))
    loopback = ip_address("127.0.0.1")
    assert policy.allows("127.0.0.1", 8000, loopback)
    assert not policy.allows("127.0.0.1", 8001, loopback)
    assert not policy.allows("127.0.0.2", 8000, ip_address("127.0.0.2"))


def test_a_name_that_leads_home_allows_nothing() -> None:
    policy = AddressPolicy(named=frozenset({("charts.example", 80), ("localhost", 80)}))
    assert not policy.allows("charts.example", 80, ip_address("127.0.0.1"))
    assert policy.allows("localhost", 80, ip_address("::1"))
    assert not policy.allows("localhost", 80, ip_address("192.168.0.1"))


def test_allow_private_allows_all() -> None:
    assert AddressPolicy(allow_private=True).allows("x", 1, ip_address("10.0.0.1"))

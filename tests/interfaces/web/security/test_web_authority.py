"""Hosts and origins are read as browsers write them, and in no other way."""

from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tunescape.interfaces.web.security.authority import Authority, Origin, parse_authority, parse_origin

names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z0-9]{1,10}){0,3}", fullmatch=True)
ports = st.none() | st.integers(1, 65_535)


@pytest.mark.parametrize(
    ("text", "name", "port"),
    [
        ("127.0.0.1:8765", "127.0.0.1", 8765),
        ("LocalHost", "localhost", None),
        ("music.example.org.", "music.example.org", None),
        ("[::1]:8765", "::1", 8765),
        ("[0:0:0:0:0:0:0:1]", "::1", None),
    ],
)
def test_a_host_is_read(text: str, name: str, port: int | None) -> None:
    assert parse_authority(text) == Authority(name, port)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " localhost",
            "localhost ",
            "localhost:",
            "localhost:0",
            "localhost:65536",
            "localhost:８７",
            "::1",
        ),
        *(
            "[::1",
            "[zz]",
            "[1.2.3.4]",
            "[::1%25eth0]",
            "a@localhost",
            "localhost/x",
            "localhost#",
            "local\thost",
        ),
        *("localhost, evil.example", "evil.example\x00localhost", "-x", ".localhost", "lоcalhost", "a" * 300),
    ],
)
def test_what_is_no_host_is_none(text: str) -> None:
    assert parse_authority(text) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = parse_authority(text)
    if found is not None:
        # what was understood is what an independent reader understands
        split = urlsplit(f"http://{text}")
        assert split.port == found.port
        assert (split.hostname or "").removesuffix(".") == found.name or ":" in found.name


@given(names, ports, st.sampled_from(["http", "https"]))
def test_a_page_is_of_its_own_host(name: str, port: int | None, scheme: str) -> None:
    host = name if port is None else f"{name}:{port}"
    origin = parse_origin(f"{scheme}://{host}")
    parsed = parse_authority(host)
    assert origin is not None
    assert parsed is not None
    assert origin.is_of(parsed, scheme="http")
    assert origin.is_of(parsed, scheme="https") == (scheme == "https")


@given(names, names, ports, ports)
def test_a_page_of_another_host_or_port_is_not(
    name: str, other: str, port: int | None, another: int | None
) -> None:
    assume((name, port or 80) != (other, another or 80))
    origin = Origin("http", Authority(name, port))
    assert not origin.is_of(Authority(other, another), scheme="http")


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "",
        "127.0.0.1:8765",
        "file://",
        "ftp://127.0.0.1",
        "http://",
        "http://a/",
        "http://a@b",
        "http://a b",
    ],
)
def test_what_is_no_origin_is_none(text: str) -> None:
    assert parse_origin(text) is None


def test_a_port_left_out_is_the_schemes() -> None:
    origin = parse_origin("https://music.example")
    assert origin is not None
    assert origin.is_of(Authority("music.example", 443), scheme="http")
    assert not origin.is_of(Authority("music.example", 80), scheme="http")

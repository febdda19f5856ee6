"""Addresses of the web that may be asked."""

import httpx

from tunescape.errors import ChartError

__all__ = ["absolute_url", "parse_url", "port_of", "same_origin"]

_DEFAULT_PORTS = {"http": 80, "https": 443}


def parse_url(text: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """Return an address that may be asked: http or https, with a host, without a user and password.

    Parameters
    ----------
    text : str
    base : httpx.URL, optional
        What a relative address is relative to.

    Raises
    ------
    ChartError
    """
    try:
        url = httpx.URL(text.strip()) if base is None else base.join(text.strip())
        port = port_of(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise ChartError("the address cannot be understood") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ChartError(
            "the address is not of the web", hint="only http:// and https:// are asked for anything"
        )
    if not 0 < port < 65_536:
        raise ChartError("the address cannot be understood")
    if url.userinfo:
        raise ChartError("the address holds a user and password", hint="secrets belong into headers")
    return url.copy_with(fragment=None)


def absolute_url(address: str, page: str) -> str:
    """Return an address that a page names relative to its own; one that cannot be understood as it is.

    Parameters
    ----------
    address : str
    page : str
        The page's own address; empty for a file.
    """
    if not page:
        return address
    try:
        return str(parse_url(address, base=parse_url(page)))
    except ChartError:
        # whoever downloads it says what is wrong with it
        return address


def same_origin(a: httpx.URL, b: httpx.URL) -> bool:
    """Tell whether two addresses lead to the same server."""
    return (a.scheme, a.host, a.port) == (b.scheme, b.host, b.port)


def port_of(url: httpx.URL) -> int:
    """Return the port of an address, given or not."""
    return _DEFAULT_PORTS.get(url.scheme, 80) if url.port is None else url.port

"""RSS and Atom feeds: what their enclosures hold."""

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from tunescape.errors import ChartError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["parse_feed"]

_ATOM = "{http://www.w3.org/2005/Atom}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def parse_feed(data: bytes, *, charset: str | None = None) -> list[dict[str, str]]:
    """Return the items of an RSS 2.0 or Atom feed that have an enclosure.

    Entities that a document declares are refused: that is how a small document grows to gigabytes, or
    reads files.

    Parameters
    ----------
    data : bytes
    charset : str, optional
        What the server calls the encoding; it counts more than what the document says of itself.

    Returns
    -------
    list of dict
        ``music_id`` (the item's own id, else the address), ``title``, ``author``, ``duration_s`` and
        ``audio_url``; what an item lacks is empty.

    Raises
    ------
    ChartError
        If it is no such feed.
    """
    # imported here: only feeds need it
    import defusedxml.ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        root: Element = defusedxml.ElementTree.fromstring(_decode(data, charset))
    except DefusedXmlException as error:
        raise ChartError("declares XML entities, which no feed needs") from error
    except (ParseError, ValueError) as error:
        raise ChartError(f"is not a feed ({error})") from error
    if root.tag == "rss":
        channel = root.find("channel")
        return [] if channel is None else list(_rss(channel))
    if root.tag == f"{_ATOM}feed":
        return list(_atom(root))
    raise ChartError("is XML, but neither RSS nor Atom")


def _decode(data: bytes, charset: str | None) -> str:
    # Expat knows a handful of encodings, Python all those of East Asian pages
    declared = _DECLARATION.match(data)
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    names = ["utf-16" if marked else None, charset, declared and declared.group(1).decode(), "utf-8"]
    for name in filter(None, names):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            continue
    raise ChartError("is in no encoding that it names")


def _rss(channel: "Element") -> Iterator[dict[str, str]]:
    publisher = _text(channel, f"{_ITUNES}author", "title")
    for item in channel.iterfind("item"):
        enclosure = item.find("enclosure")
        address = "" if enclosure is None else enclosure.get("url", "").strip()
        if address:
            yield {
                "music_id": _text(item, "guid") or address,
                "title": _text(item, "title", f"{_ITUNES}title"),
                "author": _text(item, f"{_ITUNES}author", "author", f"{_DUBLIN_CORE}creator") or publisher,
                "duration_s": _text(item, f"{_ITUNES}duration"),
                "audio_url": address,
            }


def _atom(root: "Element") -> Iterator[dict[str, str]]:
    publisher = _text(root, f"{_ATOM}author/{_ATOM}name", f"{_ATOM}title")
    for entry in root.iterfind(f"{_ATOM}entry"):
        links = [link for link in entry.iterfind(f"{_ATOM}link") if link.get("rel") == "enclosure"]
        address = links[0].get("href", "").strip() if links else ""
        if address:
            yield {
                "music_id": _text(entry, f"{_ATOM}id") or address,
                "title": _text(entry, f"{_ATOM}title"),
                "author": _text(entry, f"{_ATOM}author/{_ATOM}name") or publisher,
                "duration_s": _text(entry, f"{_ITUNES}duration"),
                "audio_url": address,
            }


def _text(element: "Element", *paths: str) -> str:
    for path in paths:
        if text := (element.findtext(path) or "").strip():
            return text
    return ""

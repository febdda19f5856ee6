"""What a file says about itself: title, artist, album, genre, year."""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import mutagen
from mutagen.id3 import ID3

__all__ = ["Tags", "read_tags"]


@dataclass(frozen=True)
class Tags:
    """Tags of a file, NFC-normalised; what is not known is None, except the title."""

    title: str
    artist: str | None = None
    album: str | None = None
    genre: str | None = None
    year: int | None = None


_ID3_FRAMES = {"title": "TIT2", "artist": "TPE1", "album": "TALB", "genre": "TCON", "date": "TDRC"}


def read_tags(path: str | bytes | os.PathLike[str], *, embedded: Mapping[str, str] | None = None) -> Tags:
    """Read the tags of a file; its name stands in for a missing title.

    Parameters
    ----------
    path : str, bytes or PathLike
    embedded : mapping of str to str, optional
        Tags found by the demuxer, for containers that mutagen does not read (Matroska, WebM, RIFF INFO).

    Returns
    -------
    Tags
        A tag block that cannot be parsed counts as absent: tags never make an analysis fail.
    """
    found = {**_from_demuxer(embedded or {}), **_from_mutagen(path)}
    return Tags(
        title=found.get("title") or _stem(path),
        artist=found.get("artist"),
        album=found.get("album"),
        genre=found.get("genre"),
        year=_year(found.get("date")),
    )


def _from_mutagen(path: str | bytes | os.PathLike[str]) -> dict[str, str]:
    try:
        file = mutagen.File(os.fspath(path), easy=True)
    except (mutagen.MutagenError, ValueError, KeyError, IndexError, TypeError, OSError):
        return {}  # a broken tag block; mutagen lets some parsing errors through
    if file is None or not file.tags:
        return {}
    if isinstance(file.tags, ID3):  # WAV and AIFF have no "easy" form
        id3: Any = file.tags
        values: dict[str, Any] = {name: id3.get(frame) for name, frame in _ID3_FRAMES.items()}
    else:
        values = {name: _first(file.tags, name) for name in _ID3_FRAMES}
    return {name: text for name, value in values.items() if value is not None and (text := _clean(value))}


def _first(tags: Any, name: str) -> object:
    try:
        values = tags.get(name) or tags.get("year" if name == "date" else name)
    except (KeyError, ValueError):
        return None
    return values[0] if isinstance(values, list) and values else values


def _from_demuxer(embedded: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name in _ID3_FRAMES if (text := _clean(embedded.get(name, "")))}


def _clean(value: object) -> str:
    # NUL separates several values in ID3v2.4 and ends sloppy C strings: the first one counts
    text = unicodedata.normalize("NFC", str(value)).split("\0")[0]
    return " ".join(text.split())


def _year(date: str | None) -> int | None:
    match = re.search(r"\d{4}", date or "")
    return int(match.group()) if match else None


def _stem(path: str | bytes | os.PathLike[str]) -> str:
    name = os.fsencode(PurePath(os.fsdecode(path)).stem).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", name)

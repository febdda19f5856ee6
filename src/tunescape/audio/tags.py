"""What a file says about itself: title, artist, album, genre, year, number, loudness."""

import os
import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

import mutagen
from mutagen.apev2 import APEv2

from tunescape.audio.mojibake import repair
from tunescape.audio.tag_formats import field_texts, kind_of

__all__ = ["TAG_ERRORS", "Tags", "read_tags"]

TAG_ERRORS = (
    *(mutagen.MutagenError, OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(AssertionError, RecursionError, MemoryError, struct.error, zlib.error),
)
"""What a broken tag block may make mutagen raise: it lets parsing errors of every kind through."""


@dataclass(frozen=True)
class Tags:
    """Tags of a file, NFC-normalised; what is not known is None, except the title.

    Attributes
    ----------
    title, artist, album, genre, album_artist : str
        Of several values the first.
    year, track_number : int
    compilation : bool
        Whether the album is by various artists.
    replaygain_db : float
        By how much to play it louder, in dB, to reach the loudness of ReplayGain 2 (-18 LUFS).
    """

    title: str
    artist: str | None = None
    album: str | None = None
    genre: str | None = None
    year: int | None = None
    album_artist: str | None = None
    track_number: int | None = None
    compilation: bool | None = None
    replaygain_db: float | None = None


_TEXTS = ("title", "artist", "album", "album_artist", "genre")
_DEMUXER_KEYS = {
    "title": ("title",),
    "artist": ("artist",),
    "album": ("album",),
    "album_artist": ("album_artist", "albumartist"),
    "genre": ("genre",),
    "date": ("date", "year", "date_released"),
    "track": ("track", "tracknumber", "part_number"),
    "compilation": ("compilation",),
    "gain": ("replaygain_track_gain",),
}
_R128_TO_REPLAYGAIN_DB = 5.0  # from a target of -23 to one of -18 LUFS
_MOST_GAIN_DB = 100.0
_MOST_TRACKS = 99_999


def read_tags(path: str | bytes | os.PathLike[str], *, embedded: Mapping[str, str] | None = None) -> Tags:
    """Read the tags of a file; its name stands in for a missing title.

    Parameters
    ----------
    path : str, bytes or PathLike
    embedded : mapping of str to str, optional
        Tags found by the demuxer, for containers that mutagen does not read (Matroska, WebM, RIFF INFO); keys
        in lower case.

    Returns
    -------
    Tags
        A tag block that cannot be parsed counts as absent: tags never make an analysis fail. Texts that were
        declared in the wrong encoding are repaired; see :func:`~tunescape.audio.mojibake.repair`.
    """
    found = {**_from_demuxer(embedded or {}), **_from_mutagen(path)}
    texts = {name: _clean(text) for name, text in repair(_only(found, _TEXTS)).items()}
    return Tags(
        title=texts.get("title") or _stem(path),
        artist=texts.get("artist") or None,
        album=texts.get("album") or None,
        genre=texts.get("genre") or None,
        year=_year(found.get("date", "")),
        album_artist=texts.get("album_artist") or None,
        track_number=_number(found.get("track", "")),
        compilation=_flag(found.get("compilation", "")),
        replaygain_db=_gain(found),
    )


def _from_mutagen(path: str | bytes | os.PathLike[str]) -> dict[str, str]:
    try:
        file = mutagen.File(os.fspath(path))
        found = {} if file is None or file.tags is None else _first_texts(file.tags)
        if file is not None and kind_of(file.tags) in ("id3", None):
            # mp3gain and its kin write APEv2 behind the audio of an mp3, beside ID3
            return _from_ape(path) | found
    except TAG_ERRORS:
        return {}
    return found


def _from_ape(path: str | bytes | os.PathLike[str]) -> dict[str, str]:
    try:
        return _first_texts(APEv2(os.fspath(path)))  # type: ignore[no-untyped-call]
    except TAG_ERRORS:
        return {}


def _first_texts(tags: object) -> dict[str, str]:
    texts = {name: next(filter(_clean, values), "") for name, values in field_texts(tags).items()}
    return {name: text for name, text in texts.items() if text}


def _from_demuxer(embedded: Mapping[str, str]) -> dict[str, str]:
    texts = {
        name: next((embedded[key] for key in keys if _clean(embedded.get(key, ""))), "")
        for name, keys in _DEMUXER_KEYS.items()
    }
    return {name: text for name, text in texts.items() if text}


def _only(found: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: found[name] for name in names if name in found}


def _clean(text: str) -> str:
    # NUL separates several values in ID3v2.4 and ends sloppy C strings: the first one counts
    whole = text.encode("utf-8", "replace").decode()
    first = unicodedata.normalize("NFC", whole).lstrip("\0").split("\0")[0]
    return " ".join(first.split())


def _year(date: str) -> int | None:
    match = re.search(r"\d{4}", date, re.ASCII)
    return int(match.group()) if match else None


def _number(text: str) -> int | None:
    """Read ``3``, ``03`` and ``3/12`` as 3."""
    match = re.match(r"\s*(\d{1,9})\b", text, re.ASCII)
    number = int(match[1]) if match else 0
    return number if 0 < number <= _MOST_TRACKS else None


def _flag(text: str) -> bool | None:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(
        _clean(text).lower()
    )


def _gain(found: Mapping[str, str]) -> float | None:
    """Read ``-6.48 dB``; Opus has whole 256ths of a dB instead, and another target."""
    gain = _decibel(found.get("gain", ""))
    if gain is None:
        r128 = _decibel(found.get("r128_gain", ""), most=_MOST_GAIN_DB * 256)
        gain = None if r128 is None else r128 / 256 + _R128_TO_REPLAYGAIN_DB
    return gain


def _decibel(text: str, *, most: float = _MOST_GAIN_DB) -> float | None:
    match = re.match(r"\s*([+-]?\d{1,9}(?:[.,]\d+)?)", text, re.ASCII)
    number = float(match[1].replace(",", ".")) if match else most + 1
    return number if abs(number) <= most else None


def _stem(path: str | bytes | os.PathLike[str]) -> str:
    name = os.fsencode(PurePath(os.fsdecode(path)).stem).decode("utf-8", "replace")
    return " ".join(unicodedata.normalize("NFC", name).split())

"""Playlists as files: M3U8, M3U, XSPF, JSPF, CSV, JSON, and copies of the tracks themselves."""

import csv
import filecmp
import io
import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tunescape.discovery.neighbours import Match
from tunescape.discovery.playlist import Playlist
from tunescape.errors import ExportError
from tunescape.interfaces.documents import playlist_document, shown, to_json
from tunescape.interfaces.locations import Locations, PathMapping
from tunescape.library.records import Track
from tunescape.whole_file import make_folder, partial_path, replacing

__all__ = ["PLAYLIST_FORMATS", "check_playlist_path", "copy_tracks", "write_playlist"]

_XSPF = "http://xspf.org/ns/0/"
_MAX_NAME_BYTES = 255


def write_playlist(
    playlist: Playlist, path: str | os.PathLike[str], *, mappings: Sequence[PathMapping] = ()
) -> None:
    """Write a playlist; the extension chooses the format.

    Tracks are named as :class:`~tunescape.interfaces.locations.Locations` says: relative to the playlist
    where that can be, and as another machine sees them where a mapping covers them. JSON has absolute paths.

    Parameters
    ----------
    playlist : Playlist
    path : str or PathLike
        Ends in one of :data:`PLAYLIST_FORMATS`. An existing file is replaced, once the new one is whole.
    mappings : sequence of PathMapping
        What another machine calls folders of this one.

    Raises
    ------
    ExportError
        If the extension is unknown, a name cannot be told in the format, or the file cannot be written.
    """
    check_playlist_path(path)
    locations = Locations(os.path.dirname(os.path.abspath(path)), mappings)
    content = PLAYLIST_FORMATS[Path(path).suffix.lower()](playlist, locations)
    with replacing(path) as file:
        # names that are not UTF-8 are written byte for byte, as the file system has them
        file.write(content.encode("utf-8", "surrogateescape"))


def check_playlist_path(path: str | os.PathLike[str]) -> None:
    """Refuse a path whose extension is none of :data:`PLAYLIST_FORMATS`, before any work is done.

    Raises
    ------
    ExportError
    """
    if Path(path).suffix.lower() not in PLAYLIST_FORMATS:
        formats = ", ".join(PLAYLIST_FORMATS)
        raise ExportError("has no extension of a playlist", path=path, hint=f"use {formats}")


def copy_tracks(playlist: Playlist, folder: str | os.PathLike[str]) -> Playlist:
    """Copy the files of a playlist into a folder, numbered in playing order, with a playlist beside them.

    Parameters
    ----------
    playlist : Playlist
    folder : str or PathLike
        Made if it is not there. A file already copied is left alone. Characters that FAT does not allow
        become ``_`` in the names of the copies.

    Returns
    -------
    Playlist
        The same, pointing to the copies; also written there as ``playlist.m3u8``.

    Raises
    ------
    ExportError
        If a file cannot be copied, or another one of its name or another playlist is there.
    """
    target = Path(os.path.abspath(folder))
    width = max(2, len(str(len(playlist.tracks))))
    copies = [
        target / _fitting(f"{match.rank:0{width}d} {_portable(Path(match.track.path).name)}")
        for match in playlist.tracks
    ]
    result = replace(
        playlist,
        tracks=tuple(
            replace(match, track=replace(match.track, path=str(copy)))
            for match, copy in zip(playlist.tracks, copies, strict=True)
        ),
    )
    make_folder(target, error=ExportError)
    try:
        _refuse_a_mixture(result, target / "playlist.m3u8")
        for match, copy in zip(playlist.tracks, copies, strict=True):
            _copy(Path(match.track.path), copy)
    except OSError as error:
        raise ExportError(f"cannot be copied ({error.strerror or error})", path=error.filename) from error
    write_playlist(result, target / "playlist.m3u8")
    return result


def _refuse_a_mixture(copies: Playlist, path: Path) -> None:
    # two playlists in one folder would be played as one, each number twice
    content = _m3u8(copies, Locations(str(path.parent)))
    if path.exists() and path.read_bytes() != content.encode("utf-8", "surrogateescape"):
        raise ExportError("another playlist was copied there", path=path, hint="choose an empty folder")


def _portable(name: str) -> str:
    # FAT and exFAT, which memory sticks have, refuse these characters, and bytes that are no text
    return re.sub('[\x00-\x1f"*:<>?\\\\|\ud800-\udfff]', "_", name)


def _fitting(name: str) -> str:
    # a number before a name that fills what file systems allow must not make it too long
    stem, suffix = os.path.splitext(name)
    room = _MAX_NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore") + suffix


def _copy(source: Path, copy: Path) -> None:
    if copy.exists():
        # by content: clips of one length have one size, and archives give all their files one date
        if filecmp.cmp(source, copy, shallow=False):
            return
        raise ExportError("another file of this name is there", path=copy, hint="choose an empty folder")
    with partial_path(copy) as partial:
        shutil.copy2(source, partial)


def _m3u8(playlist: Playlist, locations: Locations) -> str:
    lines = ["#EXTM3U"]
    for match in playlist.tracks:
        location = locations.name(match.track.path)
        if "\n" in location or "\r" in location:
            raise ExportError(
                "has a line break in its name, which M3U8 cannot tell",
                path=shown(match.track.path),
                hint="write .xspf or .jspf",
            )
        # a leading # would make a name a comment, and players skip leading blanks
        location = f"./{location}" if location.startswith(("#", " ", "\t")) else location
        name = " ".join(match.track.name.split())
        lines += [f"#EXTINF:{round(match.track.duration_s)},{name}", location]
    return "\n".join([*lines, ""])


def _xspf(playlist: Playlist, locations: Locations) -> str:
    ET.register_namespace("", _XSPF)
    root = ET.Element(f"{{{_XSPF}}}playlist", version="1")
    track_list = ET.SubElement(root, f"{{{_XSPF}}}trackList")
    for match in playlist.tracks:
        element = ET.SubElement(track_list, f"{{{_XSPF}}}track")
        for name, value in _xspf_track(match, locations.iri(match.track.path)).items():
            ET.SubElement(element, f"{{{_XSPF}}}{name}").text = _xml_text(str(value))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _xspf_track(match: Match, location: str) -> dict[str, str | int]:
    """Fields of a track as XSPF and JSPF name them, in the order the specification wants."""
    fields = {
        "location": location,
        "title": match.track.title,
        "creator": match.track.artist,
        "album": match.track.album,
        "duration": round(match.track.duration_s * 1000),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _xml_text(text: str) -> str:
    # XML 1.0 has no place for control characters and a few others, not even escaped
    return re.sub("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)


def _jspf(playlist: Playlist, locations: Locations) -> str:
    tracks = []
    for match in playlist.tracks:
        fields = _xspf_track(match, locations.uri(match.track.path))
        tracks.append({**fields, "location": [fields["location"]]})
    return json.dumps({"playlist": {"track": tracks}}, ensure_ascii=False, indent=2) + "\n"


def _csv(playlist: Playlist, locations: Locations) -> str:
    # the byte-order mark tells spreadsheets that this is UTF-8
    text = io.StringIO("\ufeff", newline="")
    text.seek(0, io.SEEK_END)
    rows = csv.writer(text)
    rows.writerow(["rank", "title", "artist", "album", "duration_s", "similarity", "path", "track_id"])
    for match in playlist.tracks:
        track = match.track
        similarity, duration = f"{match.similarity:.4f}", f"{track.duration_s:.1f}"
        location = shown(locations.name(match.track.path))
        rows.writerow(
            [
                match.rank,
                track.title,
                track.artist,
                track.album,
                duration,
                similarity,
                location,
                track.track_id,
            ]
        )
    return text.getvalue()


def _json(playlist: Playlist, locations: Locations) -> str:
    def seen(track: Track) -> Track:
        return replace(track, path=locations.elsewhere(track.path) or track.path)

    tracks = tuple(replace(match, track=seen(match.track)) for match in playlist.tracks)
    seeds = tuple(map(seen, playlist.seeds))
    return to_json(playlist_document(replace(playlist, tracks=tracks, seeds=seeds))) + "\n"


PLAYLIST_FORMATS: dict[str, Callable[[Playlist, Locations], str]] = {
    ".m3u8": _m3u8,
    ".m3u": _m3u8,
    ".xspf": _xspf,
    ".jspf": _jspf,
    ".csv": _csv,
    ".json": _json,
}
"""Writers, by extension."""

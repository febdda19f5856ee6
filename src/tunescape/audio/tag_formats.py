"""Where each kind of tag keeps what: names of frames, atoms and keys, and the shapes of their values."""

from typing import Any, Literal

from mutagen.apev2 import APEv2
from mutagen.asf import ASFTags
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

__all__ = ["KEYS", "TagKind", "field_texts", "kind_of"]

TagKind = Literal["id3", "mp4", "vorbis", "ape", "asf"]

_ITUNES = "----:com.apple.iTunes:"

KEYS: dict[TagKind, dict[str, tuple[str, ...]]] = {
    "id3": {
        "title": ("TIT2",),
        "artist": ("TPE1",),
        "album": ("TALB",),
        "album_artist": ("TPE2",),
        "genre": ("TCON",),
        "date": ("TDRC", "TDOR"),
        "track": ("TRCK",),
        "compilation": ("TCMP",),
        "gain": ("TXXX:replaygain_track_gain", "RVA2:track"),
        "tempo": ("TBPM",),
        "key": ("TKEY",),
    },
    "mp4": {
        "title": ("©nam",),
        "artist": ("©ART",),
        "album": ("©alb",),
        "album_artist": ("aART",),
        "genre": ("©gen",),
        "date": ("©day",),
        "track": ("trkn",),
        "compilation": ("cpil",),
        "gain": (f"{_ITUNES}replaygain_track_gain",),
        "tempo": ("tmpo",),
        "key": (f"{_ITUNES}initialkey",),
    },
    "vorbis": {
        "title": ("title",),
        "artist": ("artist",),
        "album": ("album",),
        "album_artist": ("albumartist", "album artist", "album_artist"),
        "genre": ("genre",),
        "date": ("date", "year"),
        "track": ("tracknumber", "track"),
        "compilation": ("compilation",),
        "gain": ("replaygain_track_gain",),
        "r128_gain": ("r128_track_gain",),
        "tempo": ("bpm", "tempo"),
        "key": ("initialkey", "key"),
    },
    "ape": {
        "title": ("Title",),
        "artist": ("Artist",),
        "album": ("Album",),
        "album_artist": ("Album Artist", "AlbumArtist"),
        "genre": ("Genre",),
        "date": ("Year", "Date"),
        "track": ("Track", "TrackNumber"),
        "compilation": ("Compilation",),
        "gain": ("replaygain_track_gain",),
        "tempo": ("BPM",),
        "key": ("INITIALKEY", "KEY"),
    },
    "asf": {
        "title": ("Title",),
        "artist": ("Author",),
        "album": ("WM/AlbumTitle",),
        "album_artist": ("WM/AlbumArtist",),
        "genre": ("WM/Genre",),
        "date": ("WM/Year",),
        "track": ("WM/TrackNumber",),
        "compilation": ("WM/IsCompilation",),
        "gain": ("replaygain_track_gain",),
        "tempo": ("WM/BeatsPerMinute",),
        "key": ("WM/InitialKey",),
    },
}
"""By kind of tag and field: the keys that may hold it, the one that is written first. Case does not count."""


def kind_of(tags: Any) -> TagKind | None:
    """Tell which kind of tag mutagen has read; None for one that the table does not have."""
    kinds: dict[TagKind, type] = {"id3": ID3, "mp4": MP4Tags, "ape": APEv2, "asf": ASFTags}
    for kind, form in kinds.items():
        if isinstance(tags, form):
            return kind
    return "vorbis" if hasattr(tags, "vendor") else None


def field_texts(tags: Any) -> dict[str, list[str]]:
    """Return what tags that mutagen has read hold, by field, as it is written there.

    Parameters
    ----------
    tags : mutagen.Tags

    Returns
    -------
    dict of str to list of str
        The fields of :data:`KEYS` that have a value; several values in their order.
    """
    kind = kind_of(tags)
    if kind is None:
        return {}
    held = {str(key).lower(): value for key, value in tags.items()}
    found = {}
    for field, keys in KEYS[kind].items():
        texts = next((texts for key in keys if (texts := _texts(held.get(key.lower())))), [])
        if texts:
            found[field] = texts
    return found


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bytes):  # an atom of free form
        return [value.decode("utf-8", "surrogateescape")]
    if isinstance(value, bool):
        return [str(int(value))]
    if isinstance(value, tuple):  # a number and how many there are
        return [str(value[0])]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    for shape in ("genres", "text", "value", "gain"):  # of frames; of attributes; of the volume
        if hasattr(value, shape):
            inside = getattr(value, shape)
            return _texts(inside) if not isinstance(inside, str) else [inside]
    # several values are separated by NUL in ID3v2.4 and APEv2
    return str(value).split("\0")

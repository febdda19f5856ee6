"""Write tempo, key and genre into the tags of a file, and leave everything else as it is."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import mutagen
from mutagen import id3
from mutagen.id3 import ID3
from mutagen.mp4 import MP4FreeForm

from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
from tunescape.audio.tag_formats import KEYS, field_texts, kind_of
from tunescape.audio.tags import TAG_ERRORS
from tunescape.errors import DecodeError, TagError

__all__ = ["TagChange", "tag_changes", "write_tags"]

_ID3V1 = 128  # bytes at the end of a file
_PITCH_CLASSES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
_KEY = re.compile(r"([A-G])([#♯b♭]?) ?(|m|min|minor|maj|major)", re.IGNORECASE)


@dataclass(frozen=True)
class TagChange:
    """What one field says, and what it is to say.

    Attributes
    ----------
    field : "tempo", "key" or "genre"
    old : str or None
        None where the file does not say.
    new : str
    """

    field: str
    old: str | None
    new: str


def tag_changes(path: str, wanted: Mapping[str, str]) -> tuple[TagChange, ...]:
    """Tell how the tags of a file differ from what they should say.

    Parameters
    ----------
    path : str
    wanted : mapping of str to str
        ``tempo`` as a whole number of beats per minute, ``key`` as ID3 spells it (``Am``, ``F#m``, ``Bb``),
        ``genre``.

    Returns
    -------
    tuple of TagChange
        Only what would change: 127.9 is 128, and Abm is G#m.

    Raises
    ------
    TagError
        If the file is not there, or is of a kind whose tags cannot be written.
    """
    tags = _open(path).tags
    held = {} if tags is None else field_texts(tags)
    olds = {field: held[field][0] if field in held else None for field in wanted}
    return tuple(
        TagChange(field, olds[field], new)
        for field, new in wanted.items()
        if not _same(field, olds[field], new)
    )


def write_tags(
    path: str, changes: tuple[TagChange, ...], *, track_id: str
) -> tuple[os.stat_result, os.stat_result]:
    """Change tags of a file: all of the changes, or none.

    They are made in a copy beside the file, which takes its place once its audio packets have proved to be
    the same as before. Owner, permissions and extended attributes stay; the modification time is that of the
    change, so that players and backups notice. A symbolic link stays one, and the file it leads to is
    changed; other hard links keep the old version.

    Parameters
    ----------
    path : str
    changes : tuple of TagChange
    track_id : str
        The identity that the file has and keeps.

    Returns
    -------
    before, after : os.stat_result

    Raises
    ------
    TagError
        If that cannot be done; the file is as it was.
    """
    target = os.path.realpath(path)
    try:
        before = os.stat(target)
        if not os.access(target, os.W_OK):
            raise TagError("may not be written (permission denied)", path=path)
        # no extension of audio: an analysis that is running must not take it for a track
        handle, part = tempfile.mkstemp(prefix=".tunescape-", suffix=".part", dir=os.path.dirname(target))
        os.close(handle)
        try:
            _make_copy(target, part, changes)
            _check_identity(target, part, track_id)
            _take_over(before, target, part)
            _replace(before, target, part)
        finally:
            with suppress(OSError):
                os.unlink(part)
        return before, os.stat(target)
    except OSError as error:
        raise TagError(f"cannot be written ({error.strerror or error})", path=path) from error


def _open(path: str) -> Any:
    try:
        file = mutagen.File(path)
    except TAG_ERRORS as error:
        reason = "does not exist" if not os.path.lexists(path) else f"has tags that cannot be read ({error})"
        raise TagError(reason, path=path) from error
    if file is None:
        raise TagError("is of a kind whose tags cannot be written", path=path)
    if file.tags is None:
        try:
            file.add_tags()
        except (mutagen.MutagenError, NotImplementedError) as error:
            raise TagError("is of a kind that has no place for tags", path=path) from error
    if kind_of(file.tags) is None:
        raise TagError("is of a kind whose tags cannot be written", path=path)
    return file


def _make_copy(target: str, part: str, changes: tuple[TagChange, ...]) -> None:
    shutil.copyfile(target, part)
    # the class of the original: the copy's name says nothing
    form = type(_open(target))
    try:
        file = form(part)
        if file.tags is None:
            file.add_tags()
        for change in changes:
            _set(file.tags, change.field, change.new)
        if isinstance(file.tags, ID3):
            _save_id3(file, part)
        else:
            file.save()
    except OSError:
        raise
    except TAG_ERRORS as error:
        raise TagError(f"has tags that cannot be written ({error})", path=target) from error


def _set(tags: Any, field: str, value: str) -> None:
    kind = kind_of(tags)
    assert kind is not None  # _open has seen to it
    keys = KEYS[kind][field]
    held = {str(key).lower(): str(key) for key, _ in tags.items()}
    # where the field is already, in its spelling; else where it belongs
    key = next((held[key.lower()] for key in keys if key.lower() in held), keys[0])
    if kind == "id3":
        encoding = id3.Encoding.LATIN1 if value.isascii() else id3.Encoding.UTF16
        tags.setall(key, [id3.Frames[key](encoding=encoding, text=[value])])
    elif kind == "mp4" and key.startswith("----"):
        tags[key] = [MP4FreeForm(value.encode())]  # type: ignore[no-untyped-call]
    elif kind == "mp4":
        tags[key] = [int(value) if field == "tempo" else value]
    else:
        tags[key] = value


def _save_id3(file: Any, part: str) -> None:
    """Save ID3 in the version that it has, without touching an ID3v1 tag, whose encoding nobody knows."""
    with open(part, "rb") as copy:
        copy.seek(-min(_ID3V1, os.path.getsize(part)), os.SEEK_END)
        old = copy.read()
    # a tag that is new, or that mutagen has made from ID3v1, has the version 2.4
    if file.tags.version[:2] in ((2, 2), (2, 3)):
        file.tags.update_to_v23()
        file.save(v2_version=3, v23_sep=None)
    else:
        file.save()
    if old.startswith(b"TAG"):
        with open(part, "r+b") as copy:
            copy.seek(-_ID3V1, os.SEEK_END)
            copy.write(old)


def _check_identity(target: str, part: str, track_id: str) -> None:
    if _identity(part) == track_id:
        return
    if _identity(target) != track_id:
        raise TagError("is not what it was when it was analysed", path=target, hint="analyse it again")
    raise TagError("would change its sound with its tags, and was left alone", path=target)


def _identity(path: str) -> str | None:
    try:
        with AudioFile(path) as audio:
            return identify(audio).track_id
    except DecodeError:
        return None


def _take_over(before: os.stat_result, target: str, part: str) -> None:
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(part, before.st_uid, before.st_gid)
    shutil.copystat(target, part)
    os.utime(part, ns=(before.st_atime_ns, time.time_ns()))


def _replace(before: os.stat_result, target: str, part: str) -> None:
    with open(part, "rb") as copy:
        os.fsync(copy.fileno())
    now = os.stat(target)
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (before.st_ino, before.st_size, before.st_mtime_ns):
        raise TagError("was changed by another program meanwhile", path=target)
    os.replace(part, target)


def _same(field: str, old: str | None, new: str) -> bool:
    if old is None:
        return False
    if field == "tempo":
        match = re.fullmatch(r"\s*(\d{1,4}(?:[.,]\d+)?)\s*", old)
        return match is not None and round(float(match[1].replace(",", "."))) == int(new)
    if field == "key":
        return _parsed_key(old) == _parsed_key(new)
    return old.strip() == new


def _parsed_key(text: str) -> tuple[int, bool] | str:
    match = _KEY.fullmatch(text.strip())
    if match is None:
        return text  # as DJ software numbers them, or rubbish
    pitch_class = (_PITCH_CLASSES[match[1].upper()] + _ACCIDENTALS[match[2].lower()]) % 12
    # M is major and m is minor
    minor = match[3].lower().startswith("mi") or match[3] == "m"
    return pitch_class, minor

"""File names that any title and id can become, on any file system."""

import hashlib
import re
import unicodedata

__all__ = ["MAX_NAME_BYTES", "safe_id", "track_file_name"]

MAX_NAME_BYTES = 200
"""File systems allow 255, some synchronising and archiving programs less."""

_MAX_ID_BYTES = 64
_DIGEST_LETTERS = 8
_PLAIN_ID = re.compile(r"[0-9a-z][0-9a-z_-]*")
_NOT_PORTABLE = re.compile(r'[/\\:*?"<>|]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", flags=re.IGNORECASE
)
_UNSEEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""What has no width or turns the direction of writing. Joiners stay: emoji are made with them."""


def track_file_name(title: str, music_id: str, extension: str) -> str:
    """Make a file name of a title and an id.

    Parameters
    ----------
    title : str
        Anything: it came from the net.
    music_id : str
        Keeps names of equal titles apart.
    extension : str
        Such as ``.mp3``.

    Returns
    -------
    str
        ``title [id].mp3`` in NFC, at most :data:`MAX_NAME_BYTES` in UTF-8. It holds no separator, no
        character that Windows refuses, no control character and none that turns the direction of writing;
        it begins with no dot, blank or hyphen, and with no name that Windows keeps for devices.
    """
    identity = safe_id(music_id)
    room = MAX_NAME_BYTES - len(f" [{identity}]{extension}".encode()) - 1
    stem = _cut(_clean(title), room)
    name = f"{stem} [{identity}]{extension}" if stem else f"{identity}{extension}"
    return f"_{name}" if _RESERVED.match(name) else name


def safe_id(music_id: str) -> str:
    """Return an id as part of a file name: at most 73 bytes, and different for different ids.

    Ids of small letters, digits, ``_`` and ``-`` stay as they are. Any other gets a digest, because what is
    left of it may be left of another, too, and because many file systems see no difference between ``a`` and
    ``A``.

    Parameters
    ----------
    music_id : str

    Returns
    -------
    str
    """
    if _PLAIN_ID.fullmatch(music_id) and len(music_id) <= _MAX_ID_BYTES:
        return music_id
    digest = hashlib.blake2b(music_id.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LETTERS]
    rest = _cut(re.sub(r"[\s\[\].]+", "_", _clean(music_id)).strip("_"), _MAX_ID_BYTES)
    return f"{rest}-{digest}" if rest else digest


def _clean(text: str) -> str:
    seen = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in text
        if letter not in _UNSEEN
    )
    tidy = re.sub(r"\s+", " ", _NOT_PORTABLE.sub("_", seen)).strip(".-~ ")
    # compatibility forms such as a full-width solidus stay what they are: NFC, not NFKC
    return unicodedata.normalize("NFC", tidy)


def _cut(text: str, room: int) -> str:
    if len(text.encode()) <= room:
        return text
    short = text.encode()[:room].decode(errors="ignore")
    # no half of a letter: an accent, a skin tone or a joined emoji belongs to what is before it
    while short and (unicodedata.combining(text[len(short)]) or short[-1] == "\u200d"):
        short = short[:-1]
    return short.rstrip(" .\u200d")

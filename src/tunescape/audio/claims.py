"""What the bytes of a file claim about its length, where FFmpeg does not tell."""

import os

__all__ = ["estimates_length", "is_cut_off"]

_OGG_PAGE_HEADER = 27
_OGG_MAX_PAGE = _OGG_PAGE_HEADER + 255 + 255 * 255
_OGG_END_OF_STREAM = 4
_RIFF_UNKNOWN = 0x7FFF_F000
"""Programs that cannot know the size of what they write claim 0, or some 2 or 4 GiB."""

_MP3_LENGTH_MARKS = (b"Xing", b"Info", b"VBRI")
_MP3_FIRST_FRAME = 2048


def is_cut_off(path: str, container: str) -> bool:
    """Tell whether an Ogg or WAV file ends before its format says it should.

    Ogg marks the last page of a stream (RFC 3533, section 6); RIFF begins with the size of the file.

    Parameters
    ----------
    path : str
    container : str
        FFmpeg's name of the format.

    Returns
    -------
    bool
        False where the format does not tell, or the file is not there any more.
    """
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            if container == "ogg":
                file.seek(max(0, size - _OGG_MAX_PAGE))
                return not _ends_with_last_page(file.read())
            if container == "wav":
                file.seek(0)
                head = file.read(8)
                claimed = int.from_bytes(head[4:], "little") + 8
                # some writers count a padding byte that they do not write
                return head[:4] == b"RIFF" and size + 1 < claimed < _RIFF_UNKNOWN
    except OSError:
        pass
    return False


def estimates_length(path: str, container: str) -> bool:
    """Tell whether FFmpeg guesses a file's length from its first frames, which VBR makes meaningless.

    Raw AAC never says how long it is; mp3 does in a first frame marked Xing, Info or VBRI.

    Parameters
    ----------
    path : str
    container : str
        FFmpeg's name of the format.
    """
    if container != "mp3":
        return container == "aac"
    try:
        with open(path, "rb") as file:
            head = file.read(10)
            file.seek(_id3_size(head))
            frame = file.read(_MP3_FIRST_FRAME)
    except OSError:
        return True
    return not any(mark in frame for mark in _MP3_LENGTH_MARKS)


def _ends_with_last_page(tail: bytes) -> bool:
    page = tail.rfind(b"OggS")
    header = tail[page : page + _OGG_PAGE_HEADER]
    if page < 0 or len(header) < _OGG_PAGE_HEADER:
        return False
    segments = tail[page + _OGG_PAGE_HEADER :][: header[26]]
    whole = len(tail) >= page + _OGG_PAGE_HEADER + header[26] + sum(segments)
    return whole and bool(header[5] & _OGG_END_OF_STREAM)


def _id3_size(head: bytes) -> int:
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    # ID3v2 writes its size in four times 7 bits
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))

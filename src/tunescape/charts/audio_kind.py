"""What kind of audio the first bytes of a file are."""

__all__ = ["HEAD_BYTES", "audio_kind"]

HEAD_BYTES = 8192
"""So many of the first bytes are enough to tell, whatever the kind."""

_MAGIC = (
    (0, b"fLaC", ".flac"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", ".wma"),
    (0, b"MAC ", ".ape"),
    (0, b"wvpk", ".wv"),
    (0, b"TTA1", ".tta"),
    (0, b"caff", ".caf"),
    (0, b"#!AMR", ".amr"),
    (8, b"WAVE", ".wav"),
    (8, b"AIFF", ".aiff"),
    (8, b"AIFC", ".aifc"),
)
_CONTAINERS = {b"WAVE": (b"RIFF", b"RF64"), b"AIFF": (b"FORM",), b"AIFC": (b"FORM",)}
_AUDIO_BRANDS = (b"M4A ", b"M4B ", b"M4P ")

# kbit/s of the bit-rate indexes 1 to 14, by MPEG version (1, or 2 and 2.5) and layer: ISO 11172-3, 13818-3
_BIT_RATES = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES = (44_100, 48_000, 32_000)
_RATE_DIVISORS = {3: 1, 2: 2, 0: 4}


def audio_kind(head: bytes) -> str | None:
    """Tell the file extension that goes with the first bytes of a file.

    A web page, a text, JSON, a picture or random bytes are no audio, whatever name and type they were sent
    with: MPEG audio needs a second frame where the first one ends, not just the eleven bits that mark one.

    Parameters
    ----------
    head : bytes
        The first :data:`HEAD_BYTES` bytes, or the whole file if it is shorter.

    Returns
    -------
    str or None
        Such as ``.mp3``; None if it is no audio. Containers that may hold video, too, count as audio.
    """
    for at, magic, extension in _MAGIC:
        if head[at : at + len(magic)] == magic and head[:4] in _CONTAINERS.get(magic, (head[:4],)):
            return extension
    if head[:4] == b"OggS":
        return ".opus" if b"OpusHead" in head[:128] else ".ogg"
    if head[4:8] == b"ftyp":
        return ".m4a" if head[8:12] in _AUDIO_BRANDS else ".mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return ".webm" if b"webm" in head[:64] else ".mkv"
    if head[:3] == b"ID3" and len(head) > 10:
        return ".mp3"
    return _frames(head.lstrip(b"\0"))


def _frames(data: bytes) -> str | None:
    for length, extension in ((_mpeg_frame(data), ".mp3"), (_adts_frame(data), ".aac")):
        if length is None:
            continue
        rest = data[length:]
        measure = _mpeg_frame if extension == ".mp3" else _adts_frame
        # what is shorter than two frames has no second one to show
        if len(rest) < 8 or measure(rest) is not None:
            return extension
    return None


def _mpeg_frame(data: bytes) -> int | None:
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return None
    version_bits, layer = data[1] >> 3 & 3, 4 - (data[1] >> 1 & 3)
    bit_rate_index, rate_index = data[2] >> 4, data[2] >> 2 & 3
    if version_bits == 1 or layer == 4 or bit_rate_index in (0, 15) or rate_index == 3:
        return None
    version = 1 if version_bits == 3 else 2
    bit_rate = 1000 * _BIT_RATES[version, layer][bit_rate_index - 1]
    sample_rate = _SAMPLE_RATES[rate_index] // _RATE_DIVISORS[version_bits]
    padding = data[2] >> 1 & 1
    if layer == 1:
        return (12 * bit_rate // sample_rate + padding) * 4
    samples_per_byte = 72 if layer == 3 and version == 2 else 144
    return samples_per_byte * bit_rate // sample_rate + padding


def _adts_frame(data: bytes) -> int | None:
    if len(data) < 7 or data[0] != 0xFF or data[1] & 0xF6 != 0xF0 or data[2] >> 2 & 15 > 12:
        return None
    length = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
    return length if length > 7 else None

"""Who a track is: the hash of its audio packets, which no tag edit, move or rename changes."""

import hashlib
from dataclasses import dataclass

from tunescape.audio.claims import estimates_length, is_cut_off
from tunescape.audio.decode import AudioFile
from tunescape.errors import DecodeError

__all__ = ["Identity", "identify"]

_AGREE_S = 0.1
"""A header's duration this close to the packets' is the better one: it knows of encoder padding."""

_HOLE_S = 0.05
"""Packets this far apart have lost what was between them; smaller steps are rounding."""


@dataclass(frozen=True)
class Identity:
    """What one pass over the packets of a file tells.

    Attributes
    ----------
    track_id : str
        BLAKE2b-128 (32 hexadecimal digits) of the demuxed packets of the first audio stream.
    duration_s : float
        Length of the audio that is there, in seconds, whatever the header claims.
    bit_rate : int
        Bits per second of the audio stream, over its length.
    """

    track_id: str
    duration_s: float
    bit_rate: int


def identify(audio: AudioFile) -> Identity:
    """Demux a whole file once, without decoding it, in memory that does not grow with its length.

    Parameters
    ----------
    audio : AudioFile
        Just opened. A header that promises more than there is, a missing end, and damage on the way are
        added to its warnings.

    Returns
    -------
    Identity

    Raises
    ------
    DecodeError
        If there is not one audio packet.
    """
    digest = hashlib.blake2b(digest_size=16)
    size = 0
    summed = end = lost = (
        0  # in units of the time base: converting every packet would cost more than hashing it
    )
    hole = _HOLE_S / audio.time_base
    for packet in audio.packets():
        digest.update(packet)
        size += packet.size
        duration = packet.duration or 0
        if packet.pts is not None:
            if summed and packet.pts - end > hole:
                lost += packet.pts - end
            end = max(end, packet.pts + duration)
        summed += duration
    if not size:
        raise DecodeError("holds no audio packets", path=audio.path)
    if lost:
        audio.warnings.append(f"{float(lost * audio.time_base):.1f} s of its sound are lost or damaged")
    duration_s = _duration(
        audio, end_s=float(end * audio.time_base), summed_s=float(summed * audio.time_base)
    )
    bit_rate = round(8 * size / duration_s) if duration_s else 0
    return Identity(track_id=digest.hexdigest(), duration_s=duration_s, bit_rate=bit_rate)


def _duration(audio: AudioFile, *, end_s: float, summed_s: float) -> float:
    claimed = audio.header_duration_s
    there = end_s - audio.origin_s if end_s > audio.origin_s else summed_s
    if there <= 0:
        # packets without times: only the header knows
        if not claimed:
            raise DecodeError("does not say how long it is", path=audio.path)
        return claimed
    if is_cut_off(audio.path, audio.container):
        audio.warnings.append(f"is cut off after {there:.1f} s: its end is missing")
    if claimed is None:
        if audio.container == "ogg":
            audio.warnings.append("has a damaged end: how much is lost cannot be told")
        return there
    if claimed > 0 and abs(claimed - there) <= _AGREE_S:
        return claimed
    exceeds = claimed > there + max(1.0, 0.05 * claimed)
    if exceeds and not estimates_length(audio.path, audio.container):
        audio.warnings.append(f"claims {claimed:.1f} s, holds {there:.1f} s")
    return there

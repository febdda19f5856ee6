"""Hooks as audio files: cut out of their tracks."""

from pathlib import Path

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import ENCODINGS, write_audio
from tunescape.audio.identity import identify
from tunescape.audio.signal import Signal
from tunescape.errors import MusicError
from tunescape.music.cut import faded, looped

__all__ = ["check_target", "cut_hook"]

FADE_IN_S, FADE_OUT_S = 0.005, 0.25  # the first beat keeps its attack
CROSSFADE_S = 0.03


def check_target(target: Path, *, force: bool) -> None:
    """Refuse to write where nothing should be written, before anything is heard.

    Raises
    ------
    MusicError
        If the extension is none of :data:`~tunescape.audio.encode.ENCODINGS`, or the file is there already
        and not to be replaced.
    """
    if target.suffix.lower() not in ENCODINGS:
        known = ", ".join(ENCODINGS)
        raise MusicError("is no audio file by its name", path=target, hint=f"end it with one of {known}")
    if target.exists() and not force:
        raise MusicError("is there already", path=target, hint="--force replaces it")


def cut_hook(path: str, target: Path, *, start_s: float, end_s: float, loop: bool) -> None:
    """Cut a stretch out of a file: with short fades, or so that it can be repeated without a click.

    Parameters
    ----------
    path : str
    target : Path
        Its folder is made if missing. In WAV and FLAC as long as the stretch, to the sample.
    start_s, end_s : float
        Seconds.
    loop : bool

    Raises
    ------
    DecodeError, EncodeError, MusicError
        If it cannot be read or written.
    """
    with AudioFile(path) as audio:
        identify(audio)  # a pass over the packets: after it, times are exact to the sample
        margin_s = CROSSFADE_S + 0.01 if loop else 0.0
        from_s = max(0.0, start_s - margin_s)
        heard = audio.read(from_s, end_s + margin_s - from_s)
    rate = heard.sample_rate
    samples = heard.samples if len(heard.samples) <= 2 else heard.mono()[None]
    first = round(start_s * rate) - round(from_s * rate)
    end = first + round(end_s * rate) - round(start_s * rate)
    before, piece, after = samples[:, :first], samples[:, first:end], samples[:, end:]
    if piece.shape[1] == 0:
        raise MusicError(f"ends before {start_s:.1f} s", path=path, hint="analyze it again")
    cut = _looped(before, piece, after, rate) if loop else _faded(piece, rate)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MusicError(f"the folder cannot be made ({error.strerror})", path=target.parent) from error
    write_audio(target, Signal(cut, rate), bit_rate=192_000)


def _faded(piece: FloatArray, rate: int) -> FloatArray:
    return faded(piece, fade_in=round(FADE_IN_S * rate), fade_out=round(FADE_OUT_S * rate))


def _looped(before: FloatArray, piece: FloatArray, after: FloatArray, rate: int) -> FloatArray:
    return looped(before, piece, after, crossfade=round(CROSSFADE_S * rate))

"""Hooks as files: cut out of their tracks."""

from pathlib import Path

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import ENCODINGS, write_audio
from tunescape.audio.identity import identify
from tunescape.audio.midi_signature import is_midi_file
from tunescape.audio.signal import Signal
from tunescape.errors import MusicError
from tunescape.music.cut import faded, looped
from tunescape.music.midi_cut import cut_midi
from tunescape.music.transcription.midi import MIDI_EXTENSIONS
from tunescape.whole_file import make_folder, replacing

__all__ = ["check_target", "cut_hook"]

FADE_IN_S, FADE_OUT_S = 0.005, 0.25  # the first beat keeps its attack
CROSSFADE_S = 0.03


def check_target(target: Path, *, source: str, force: bool) -> None:
    """Refuse to write where nothing should be written, before anything is heard.

    Parameters
    ----------
    target : Path
    source : str
        What the hook is cut out of: a path, or what names a track.
    force : bool

    Raises
    ------
    MusicError
        If the extension is none of :data:`~tunescape.audio.encode.ENCODINGS`, of a hook of a MIDI file none
        of MIDI, or the file is there already and not to be replaced.
    """
    if is_midi_file(source):
        if target.suffix.lower() not in MIDI_EXTENSIONS:
            hint = "end the name of the hook with .mid: its notes are cut out"
            raise MusicError("is a MIDI file and has no sound", path=source, hint=hint)
    elif target.suffix.lower() not in ENCODINGS:
        known = ", ".join(ENCODINGS)
        raise MusicError("is no audio file by its name", path=target, hint=f"end it with one of {known}")
    if target.exists() and not force:
        raise MusicError("is there already", path=target, hint="--force replaces it")


def cut_hook(path: str, target: Path, *, start_s: float, end_s: float, loop: bool) -> None:
    """Cut a stretch out of a file: with short fades, or so that it can be repeated without a click.

    Of a MIDI file, its notes are cut out, as a MIDI file.

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
    if is_midi_file(path):
        make_folder(target.parent, error=MusicError)
        notes = cut_midi(path, start_s=start_s, end_s=end_s)
        with replacing(target, error=MusicError) as file:
            file.write(notes)
        return
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
    if end == first:
        raise MusicError("is too short to cut a hook out of it", path=path, hint="name a longer recording")
    if piece.shape[1] == 0:
        raise MusicError(f"ends before {start_s:.1f} s", path=path, hint="analyze it again")
    cut = _looped(before, piece, after, rate) if loop else _faded(piece, rate)
    make_folder(target.parent, error=MusicError)
    write_audio(target, Signal(cut, rate), bit_rate=192_000)


def _faded(piece: FloatArray, rate: int) -> FloatArray:
    return faded(piece, fade_in=round(FADE_IN_S * rate), fade_out=round(FADE_OUT_S * rate))


def _looped(before: FloatArray, piece: FloatArray, after: FloatArray, rate: int) -> FloatArray:
    return looped(before, piece, after, crossfade=round(CROSSFADE_S * rate))

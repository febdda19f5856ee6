"""Beats as files: tables, tempo maps, cut lists, clicks."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import ENCODINGS, write_audio
from tunescape.audio.midi_signature import is_midi_file
from tunescape.audio.signal import Signal
from tunescape.errors import ExportError
from tunescape.features.beats import Beats
from tunescape.interfaces.beat_documents import beat_document
from tunescape.interfaces.documents import to_json
from tunescape.interfaces.edl import CutPoint, edit_decision_list
from tunescape.interfaces.timecode import FrameRate
from tunescape.music.beat_midi import beats_to_midi
from tunescape.music.click_track import click_track
from tunescape.music.heard_beats import HeardBeats
from tunescape.whole_file import make_folder, replacing

__all__ = ["BEAT_FORMATS", "EVERY", "BeatFile", "check_target", "write_beats", "write_click_preview"]

EVERY = {"beat": 0, "bar": 1, "4bars": 4}
"""Which beats are told: all, the first of each bar, the first of every fourth bar."""

CLICK_RATE = 22_050
LONGEST_PREVIEW_S = 600.0
TRACK_LEVEL = 0.6  # so that clicks stand out, and rarely clip


@dataclass(frozen=True)
class BeatFile:
    """How beats are written.

    Attributes
    ----------
    title : str
    frame_rate : FrameRate
    every : str
        One of :data:`EVERY`.
    """

    title: str
    frame_rate: FrameRate
    every: str = "beat"


def check_target(path: Path, *, formats: tuple[str, ...], force: bool) -> None:
    """Refuse a file of an unknown format, or one that is there, before any work is done.

    Raises
    ------
    ExportError
    """
    if path.suffix.lower() not in formats:
        raise ExportError("has no extension that beats can be written to", path=path, hint=_choices(formats))
    if path.exists() and not force:
        raise ExportError("is there already", path=path, hint="--force replaces it")


def write_beats(heard: HeardBeats, path: Path, how: BeatFile) -> None:
    """Write beats to a file; its extension chooses the format.

    Parameters
    ----------
    heard : HeardBeats
    path : Path
        Ends in one of :data:`BEAT_FORMATS`. Replaced if it is there; its folder is made if missing.
    how : BeatFile

    Raises
    ------
    TunescapeError
        If the format cannot tell these beats, or the file cannot be written.
    """
    make_folder(path.parent)
    kind = path.suffix.lower()
    if kind in ENCODINGS:
        clicks = _clicks(heard, max(1, round(heard.duration_s * CLICK_RATE)), CLICK_RATE)
        write_audio(path, Signal(clicks[np.newaxis], CLICK_RATE))
        return
    content = _TEXTS[kind](heard, how)
    with replacing(path) as file:
        file.write(content)


def write_click_preview(heard: HeardBeats, source: str, path: Path) -> float:
    """Write a track with a click on every beat.

    Parameters
    ----------
    heard : HeardBeats
    source : str
        The audio file; of MIDI there is nothing to hear but clicks.
    path : Path
        Ends in an extension of audio.

    Returns
    -------
    float
        How many seconds of the track were written: ten minutes at most.

    Raises
    ------
    TunescapeError
        If the track cannot be decoded, or the file not written.
    """
    make_folder(path.parent)
    track = _track_of(source, heard.duration_s)
    clicks = _clicks(heard, track.samples.shape[1], track.sample_rate)
    mixed: FloatArray = np.clip(TRACK_LEVEL * track.samples + clicks, -1, 1).astype(np.float32)
    write_audio(path, Signal(mixed, track.sample_rate))
    return track.duration_s


def _clicks(heard: HeardBeats, n_samples: int, sample_rate: int) -> FloatArray:
    beats = heard.beats
    return click_track(beats.times_s, beats.downbeats_s, n_samples=n_samples, sample_rate=sample_rate)


def _track_of(source: str, duration_s: float) -> Signal:
    length_s = min(max(duration_s, 0.01), LONGEST_PREVIEW_S)
    if is_midi_file(source):
        return Signal(np.zeros((1, round(length_s * CLICK_RATE)), np.float32), CLICK_RATE)
    with AudioFile(source) as audio:
        signal = audio.read(0.0, length_s)
    return signal if len(signal.samples) <= 2 else Signal(signal.mono()[np.newaxis], signal.sample_rate)


def _choices(formats: tuple[str, ...]) -> str:
    return f"use {', '.join(formats)}"


def _told(beats: Beats, every: str) -> list[tuple[float, int, int | None, int | None]]:
    """Return time, number, bar and place in the bar of the beats that are told; bar 0 is an upbeat."""
    bars = np.searchsorted(beats.downbeats_s, beats.times_s, side="right")
    if every != "beat" and not len(beats.downbeats_s):
        raise ExportError("its bars are not clear, so there is no cut a bar", hint="give --every beat")
    if not len(beats.downbeats_s):
        return [(time_s, i, None, None) for i, time_s in enumerate(beats.times_s.tolist(), start=1)]
    first = np.searchsorted(beats.times_s, beats.downbeats_s)
    rows: list[tuple[float, int, int | None, int | None]] = []
    for i, (time_s, bar) in enumerate(zip(beats.times_s.tolist(), bars.tolist(), strict=True)):
        place = i - int(first[bar - 1]) + 1 if bar else None
        stride = EVERY[every]
        if not stride or (place == 1 and (bar - 1) % stride == 0):
            rows.append((time_s, i + 1, bar, place))
    return rows


def _csv(heard: HeardBeats, how: BeatFile) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["time_s", "frame", "timecode", "beat", "bar", "beat_in_bar"])
    for time_s, beat, bar, place in _told(heard.beats, how.every):
        frame = how.frame_rate.frame_at(time_s)
        rows.writerow([f"{time_s:.4f}", frame, how.frame_rate.timecode(frame), beat, bar, place])
    return text.getvalue().encode()


def _json(heard: HeardBeats, how: BeatFile) -> bytes:
    return (to_json(beat_document(heard)) + "\n").encode()


def _midi(heard: HeardBeats, how: BeatFile) -> bytes:
    return beats_to_midi(heard.beats, duration_s=heard.duration_s)


def _edl(heard: HeardBeats, how: BeatFile) -> bytes:
    points = [
        CutPoint(time_s, f"beat {beat}" if bar is None else f"bar {bar} beat {place}", place == 1)
        if bar != 0
        else CutPoint(time_s, f"upbeat {beat}", False)
        for time_s, beat, bar, place in _told(heard.beats, how.every)
    ]
    text = edit_decision_list(points, title=how.title, duration_s=heard.duration_s, frame_rate=how.frame_rate)
    # where a program expects ASCII, other letters would stop it: UTF-8 is what Resolve and Premiere read
    return text.encode("utf-8", "replace")


_TEXTS: dict[str, Callable[[HeardBeats, BeatFile], bytes]] = {
    ".csv": _csv,
    ".json": _json,
    ".mid": _midi,
    ".edl": _edl,
}

BEAT_FORMATS = (*_TEXTS, *ENCODINGS)
"""Extensions that beats can be written to; of audio, clicks alone."""

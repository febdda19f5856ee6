"""What ``beats`` tells of a track: heard of its sound, or read off a MIDI file."""

from typing import Any

import numpy as np

from tunescape.audio.midi_signature import is_midi_file
from tunescape.features.beats import Beats
from tunescape.music.heard_beats import HeardBeats, hear_beats, read_beats

__all__ = ["ANNOTATION", "beat_document", "beats_of_document", "hear_beat_document", "tempo_sentence"]

ANNOTATION = "beats@1"
"""The name under which the library keeps the document."""


def hear_beat_document(path: str) -> dict[str, Any]:
    """Find the beats of a file.

    Parameters
    ----------
    path : str
        Audio of any length, or MIDI, whose tempo map and time signatures are taken as they are.

    Returns
    -------
    dict
        As of :func:`beat_document`.

    Raises
    ------
    TunescapeError
        If nothing of it can be decoded or read.
    """
    return beat_document(read_beats(path) if is_midi_file(path) else hear_beats(path))


def beat_document(heard: HeardBeats) -> dict[str, Any]:
    """Tell of beats.

    Returns
    -------
    dict
        ``tempo_bpm`` (null where no pulse is heard), ``confidence``, ``alternatives``, ``beats`` and
        ``downbeats`` (seconds), ``metre`` (null where it is not clear), ``beats_per_bar``,
        ``metre_confidence``, ``duration_s``.
    """
    beats = heard.beats
    return {
        "tempo_bpm": None if beats.tempo_bpm is None else round(beats.tempo_bpm, 2),
        "confidence": round(beats.confidence, 3),
        "alternatives": [round(tempo, 2) for tempo in beats.alternatives],
        "beats": [round(time_s, 4) for time_s in beats.times_s.tolist()],
        "downbeats": [round(time_s, 4) for time_s in beats.downbeats_s.tolist()],
        "metre": heard.metre,
        "beats_per_bar": beats.beats_per_bar,
        "metre_confidence": round(beats.metre_confidence, 3),
        "duration_s": round(heard.duration_s, 4),
    }


def beats_of_document(document: dict[str, Any]) -> HeardBeats:
    """Return the beats that a document tells of."""
    beats = Beats(
        times_s=np.array(document["beats"], dtype=np.float64),
        downbeats_s=np.array(document["downbeats"], dtype=np.float64),
        tempo_bpm=document["tempo_bpm"],
        confidence=document["confidence"],
        alternatives=tuple(document["alternatives"]),
        beats_per_bar=document["beats_per_bar"],
        metre_confidence=document["metre_confidence"],
    )
    return HeardBeats(beats, document["metre"], document["duration_s"])


def tempo_sentence(document: dict[str, Any]) -> str:
    """Say what was found: ``82.0 BPM (confidence 0.91; or 164.0), 212 beats, 53 bars of 4/4``."""
    if not document["beats"]:
        return "no beats are heard: silence, noise, speech and free playing have none to count"
    others = " or ".join(f"{tempo:.1f}" for tempo in document["alternatives"][:1])
    sure = f"confidence {document['confidence']:.2f}{f'; or {others}' if others else ''}"
    n_bars, metre = len(document["downbeats"]), document["metre"]
    bars = f"{n_bars} bar{'s' * (n_bars != 1)} of {metre}" if metre and n_bars else "bars not clear"
    return f"{document['tempo_bpm']:.1f} BPM ({sure}), {len(document['beats'])} beats, {bars}"

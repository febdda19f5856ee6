"""basic-pitch's network over a track of any length: how likely each key sounds, and starts, in each frame."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray, Vector
from tunescape.weights import inference_session

__all__ = [
    "FLOOR_DB",
    "FRAMES_PER_S",
    "N_LEVELS",
    "SAMPLE_RATE",
    "Posteriorgram",
    "frame_times_s",
    "posteriorgrams",
]

SAMPLE_RATE = 22_050
"""Hz, of what the network hears."""

MODEL = "basic_pitch.onnx"
INPUT = "serving_default_input_2:0"
NOTE, ONSET, CONTOUR = (f"StatefulPartitionedCall:{output}" for output in (1, 2, 0))
SPECTRUM = "model_1/normalized_log_1/mul;model_1/normalized_log_1/mul"
WINDOW_LENGTH = 43_844  # samples: two seconds, less a hop
HOP_LENGTH = 256
OVERLAP_FRAMES = 30
EDGE_FRAMES = OVERLAP_FRAMES // 2
WINDOW_HOP = WINDOW_LENGTH - OVERLAP_FRAMES * HOP_LENGTH
FRAMES_PER_WINDOW = 142
"""Of 172 frames, those that neither edge of the window touches."""

FRAMES_PER_S = FRAMES_PER_WINDOW * SAMPLE_RATE / WINDOW_HOP
"""Mean rate of frames, about 86.6 per second."""

N_LEVELS = 103
"""Semitones from A0 upwards whose level is known: the keys, and 15 above them."""

FLOOR_DB = -100.0
"""What the network's own spectrum says of silence."""

# The network evens out the level of what it hears: it would find notes in the last bit of a quiet recording.
SILENCE = 3e-4  # -70 dBFS

Number = TypeVar("Number", int, npt.NDArray[np.int64])


@dataclass(frozen=True)
class Posteriorgram:
    """Outputs of the network for some frames.

    Attributes
    ----------
    note, onset : np.ndarray [shape=(n_frames, 88), dtype=float32]
        Probability that a key of the piano, from A0 upwards, sounds, and that it starts to.
    contour : np.ndarray [shape=(n_frames, 264), dtype=float32]
        The same as ``note`` with three bins a semitone; no columns where it was not asked for.
    level : np.ndarray [shape=(n_frames, N_LEVELS), dtype=float32]
        How loud each semitone from A0 upwards is, in dB: the largest of three bins of the constant-Q spectrum
        that the network hears. No rows where there is no sound, as of notes that are written down.
    """

    note: FloatArray
    onset: FloatArray
    contour: FloatArray
    level: FloatArray = field(default_factory=lambda: np.zeros((0, N_LEVELS), dtype=np.float32))


def frame_times_s(frames: npt.NDArray[np.int64]) -> Vector:
    """Return when frames are.

    142 frames are kept of each window, and windows are 36,164 samples apart, which is 141.27 frames: counted
    as if they were 256 samples apart, frames would be 5 ms later with each second.

    Parameters
    ----------
    frames : np.ndarray [dtype=int64]
        Numbers of frames, from 0.

    Returns
    -------
    np.ndarray [dtype=float64]
        Seconds.
    """
    window, place = np.divmod(frames, FRAMES_PER_WINDOW)
    return np.asarray((window * WINDOW_HOP + place * HOP_LENGTH) / SAMPLE_RATE, dtype=np.float64)


def posteriorgrams(blocks: Iterable[FloatArray], *, contour: bool = False) -> Iterator[Posteriorgram]:
    """Let the network hear a track, window by window.

    Parameters
    ----------
    blocks : iterable of np.ndarray [shape=(n,), dtype=float32]
        The mono samples at 22,050 Hz, in consecutive pieces of any length.
    contour : bool
        Whether the finer output is wanted as well.

    Yields
    ------
    Posteriorgram
        142 frames each; the last one ends in the silence after the track.

    References
    ----------
    .. [1] R. Bittner, J. Bosch, D. Rubinstein, G. Meseguer-Brocal, S. Ewert, "A lightweight
       instrument-agnostic model for polyphonic note transcription and multipitch estimation", ICASSP 2022.
    """
    session = inference_session(MODEL)
    outputs = [NOTE, ONSET, SPECTRUM, *([CONTOUR] if contour else [])]
    for window in _windows(blocks):
        if float(np.abs(window).max()) < SILENCE:
            nothing = np.zeros((FRAMES_PER_WINDOW, 88), dtype=np.float32)
            silent = np.full((FRAMES_PER_WINDOW, N_LEVELS), FLOOR_DB, dtype=np.float32)
            yield Posteriorgram(nothing, nothing, np.repeat(nothing, 3 if contour else 0, axis=1), silent)
            continue
        heard = session.run(outputs, {INPUT: window[None, :, None]})
        kept = [output[0, EDGE_FRAMES:-EDGE_FRAMES] for output in heard]
        finer = kept[3] if contour else kept[0][:, :0]
        yield Posteriorgram(kept[0], kept[1], finer, _semitones(kept[2]))


def _semitones(spectrum: FloatArray) -> FloatArray:
    """Return the largest of the three bins that are nearest to each semitone."""
    around = np.pad(spectrum, ((0, 0), (1, 0)), mode="edge")[:, : 3 * N_LEVELS]
    largest: FloatArray = around.reshape(len(spectrum), N_LEVELS, 3).max(axis=2)
    return largest


def _windows(blocks: Iterable[FloatArray]) -> Iterator[FloatArray]:
    """Cut a track into windows that overlap; half the overlap comes before its start."""
    waiting = np.zeros(EDGE_FRAMES * HOP_LENGTH, dtype=np.float32)
    for block in blocks:
        waiting = np.concatenate([waiting, block.astype(np.float32, copy=False)])
        while len(waiting) >= WINDOW_LENGTH:
            yield waiting[:WINDOW_LENGTH]
            waiting = waiting[WINDOW_HOP:]
    while len(waiting):
        yield np.pad(waiting[:WINDOW_LENGTH], (0, max(0, WINDOW_LENGTH - len(waiting))))
        waiting = waiting[WINDOW_HOP:]

"""From the network's outputs to notes, a minute at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray, IntArray
from tunescape.features.posteriorgram import Posteriorgram, frame_times_s
from tunescape.music.transcription.attacks import ATTACK_TRAITS, describe_attacks
from tunescape.music.transcription.bends import note_bends
from tunescape.music.transcription.candidates import (
    CONTEXT_FRAMES,
    TRAITS,
    describe_candidates,
    find_candidates,
    note_ends,
)
from tunescape.music.transcription.clean_up import (
    APART_FRAMES,
    are_whole,
    cut_at_next_onset,
    without_shadows,
)
from tunescape.music.transcription.notes import LOWEST_PITCH, NoteList, join_notes
from tunescape.music.transcription.perceptron import Perceptron, load_perceptron

__all__ = ["NOTE_TRAITS", "decode_notes", "describe"]

NETWORK = "note_network.npz"
NOTE_TRAITS = (*TRAITS, *ATTACK_TRAITS, "odds")
"""Names of what is known of a note: what surrounds it, its attack, and how sure it is one."""

BLOCK_FRAMES = 5112  # a minute
HELD_FRAMES = 1704
"""A note that lasts more than 20 s may be cut where it has lasted so long."""

MIN_LOG_ODDS = -0.4  # F1 on songs 001 to 020 of POP909 is flat from -0.9 to 0
MIN_FRAMES = 4
ONSET_DELAY_S = 0.006  # median of the lateness of the network's onsets
SHORTEST_S = 0.03


def decode_notes(
    stretches: Iterable[Posteriorgram],
    *,
    duration_s: float = np.inf,
    block_frames: int = BLOCK_FRAMES,
    network: Perceptron | None = None,
) -> NoteList:
    """Decode the notes of a track.

    Every local maximum of the onset probability may be a note. A small network judges each by what surrounds
    it and by how the level of its partials rises: an overtone starts with its fundamental, the echo of a drum
    has no key that goes on, a note that was cut in two has sounded before. A note lasts while its key sounds.

    Parameters
    ----------
    stretches : iterable of Posteriorgram
        Consecutive, with levels.
    duration_s : float > 0
        Where the track ends.
    block_frames : int > 0
        Decoded at a time. The result does not depend on it, but for notes held for more than 20 s.
    network : Perceptron, optional
        What judges candidates by their traits; by default the one that ships.

    Returns
    -------
    NoteList
        No two of the same pitch overlap. With bends where the stretches have contours.
    """
    network = network or load_perceptron(NETWORK)
    parts = [_decode_block(block, duration_s, network) for block in _blocks(stretches, block_frames)]
    return cut_at_next_onset(without_shadows(join_notes([_no_notes(), *parts])))


def _no_notes() -> NoteList:
    nothing = np.zeros(0)
    return NoteList(
        nothing, nothing, np.zeros(0, np.int64), nothing, np.zeros((0, len(NOTE_TRAITS)), np.float32)
    )


@dataclass(frozen=True)
class _Block:
    """Frames from ``origin`` on; ``first`` to ``end`` are to be decoded, the others are context."""

    heard: Posteriorgram
    origin: int
    first: int
    end: int


def _blocks(stretches: Iterable[Posteriorgram], block_frames: int) -> Iterator[_Block]:
    waiting: list[Posteriorgram] = []
    n_waiting = origin = first = 0
    for stretch in stretches:
        waiting.append(stretch)
        n_waiting += len(stretch.note)
        while n_waiting >= first + block_frames + max(HELD_FRAMES, CONTEXT_FRAMES):
            heard = _joined(waiting)
            yield _Block(heard, origin, first, first + block_frames)
            done = max(0, first + block_frames - CONTEXT_FRAMES)
            origin, first = origin + done, first + block_frames - done
            waiting = [
                Posteriorgram(heard.note[done:], heard.onset[done:], heard.contour[done:], heard.level[done:])
            ]
            n_waiting -= done
    if n_waiting > first:
        yield _Block(_joined(waiting), origin, first, n_waiting)


def _joined(stretches: list[Posteriorgram]) -> Posteriorgram:
    return Posteriorgram(
        np.concatenate([stretch.note for stretch in stretches]),
        np.concatenate([stretch.onset for stretch in stretches]),
        np.concatenate([stretch.contour for stretch in stretches]),
        np.concatenate([stretch.level for stretch in stretches]),
    )


def describe(heard: Posteriorgram, frames: IntArray, keys: IntArray) -> FloatArray:
    """Say all that is known of candidates: what the network judges them by.

    Parameters
    ----------
    heard : Posteriorgram
        With levels.
    frames, keys : np.ndarray [shape=(n,), dtype=int64]

    Returns
    -------
    np.ndarray [shape=(n, n_inputs), dtype=float32]
        All of :data:`NOTE_TRAITS` but the odds, then what only the network is told.
    """
    return np.concatenate(
        [
            describe_candidates(heard.note, heard.onset, frames, keys),
            describe_attacks(heard, frames, keys),
        ],
        axis=1,
    )


def _decode_block(block: _Block, duration_s: float, network: Perceptron) -> NoteList:
    note, onset = block.heard.note, block.heard.onset
    frames, keys = find_candidates(onset)
    # those beside the block count too: they end notes that began in it, or are pieces of one
    near = (frames >= block.first - APART_FRAMES) & (frames < block.end + CONTEXT_FRAMES)
    frames, keys = frames[near], keys[near]
    inputs = describe(block.heard, frames, keys)
    odds = network.log_odds(inputs)
    traits = np.column_stack([inputs[:, : len(NOTE_TRAITS) - 1], odds])
    kept = np.flatnonzero(odds > MIN_LOG_ODDS)
    kept = kept[are_whole(frames[kept], keys[kept], odds[kept])]
    frames, keys, traits = frames[kept], keys[kept], traits[kept]
    ends = note_ends(note, frames, keys)
    onset_s = np.maximum(frame_times_s(frames + block.origin) - ONSET_DELAY_S, 0.0)
    within = (frames >= block.first) & (frames < block.end)
    wanted = within & (ends - frames >= MIN_FRAMES) & (onset_s < duration_s - SHORTEST_S)
    frames, keys, ends = frames[wanted], keys[wanted], ends[wanted]
    offset_s = np.minimum(frame_times_s(ends + block.origin) - ONSET_DELAY_S, duration_s)
    contour = block.heard.contour
    return NoteList(
        onset_s[wanted],
        offset_s,
        keys + LOWEST_PITCH,
        _mean_activation(note, frames, ends, keys),
        traits[wanted],
        note_bends(contour, frames, ends, keys) if contour.shape[1] else (),
    )


def _mean_activation(
    note: FloatArray, frames: IntArray, ends: IntArray, keys: IntArray
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    sums = np.zeros((len(note) + 1, note.shape[1]))
    np.cumsum(note, axis=0, out=sums[1:])
    return (sums[ends, keys] - sums[frames, keys]) / (ends - frames)

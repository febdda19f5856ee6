"""``chords@2``: what the harmony of a track is like, whatever its key and tempo."""

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.beats import track_beats
from tunescape.features.chord_names import HAS_MINOR_THIRD, N_CHORDS, NO_CHORD, QUALITIES
from tunescape.features.chord_path import Chords
from tunescape.features.chords import ChordSequence, find_chords
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet, TrackExcerpt
from tunescape.features.pitch_registers import pitch_registers
from tunescape.features.posteriorgram import posteriorgrams
from tunescape.features.tonality import FEATURES as TONALITY
from tunescape.features.tonality import KEYS, estimate_key

__all__ = ["FEATURES", "chord_profile"]

DEGREES = ("I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII")
"""Semitones above the tonic of the signature's major key: A minor counts from C, so its tonic is VI."""

MOVES = ("I-IV", "I-V", "I-VI", "II-V", "III-VI", "IV-I", "IV-V", "V-I", "V-IV", "V-VI", "VI-II", "VI-IV")
"""Changes that pop songs are made of."""

DIMENSIONS = (
    *(f"quality.{quality}" for quality in QUALITIES),
    "quality.none",
    *(f"degree.{degree}.{third}" for third in ("major", "minor") for degree in DEGREES),
    *(f"step.{semitones}" for semitones in range(12)),
    *(f"move.{move}" for move in MOVES),
    "changes_per_beat",
    "changes_per_s",
    "variety",
    "in_key",
    "confidence",
)
MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)


def chord_profile(sequence: ChordSequence, *, n_beats: int, key: str | None) -> Vector:
    """Describe the chords of an excerpt.

    Parameters
    ----------
    sequence : ChordSequence
    n_beats : int >= 0
    key : str or None
        One of :data:`~tunescape.features.tonality.KEYS`; without it, degrees and moves are 0.

    Returns
    -------
    np.ndarray [shape=(64,), dtype=float64]
        As :data:`DIMENSIONS` names them, all from 0 to 1 but ``changes_per_s``:

        - ``quality``: share of the time; ``degree``: share of the time of chords, by the degree of the root
          and the third of the chord;
        - ``step``: share of the changes, by semitones from one root up to the next (0: another quality);
        - ``move``: share of the changes, from degree to degree;
        - ``changes_per_beat``, ``changes_per_s``: changes from one chord to another;
        - ``variety``: entropy of the time over chords, over its largest value, log 120;
        - ``in_key``: share of the time of chords whose root is of the scale;
        - ``confidence``: mean over the time of chords.
    """
    shares = np.bincount(sequence.chords, sequence.lengths_s, N_CHORDS) / sequence.lengths_s.sum()
    sounding = shares[:NO_CHORD].reshape(12, len(QUALITIES))
    total = float(sounding.sum())
    of_chords = sounding / total if total > 0 else sounding
    tonic = _signature_tonic(key)
    degrees = np.zeros((2, 12))
    if tonic is not None:
        by_degree = np.roll(of_chords, -tonic, axis=0)
        minor = np.array(HAS_MINOR_THIRD)
        degrees = np.stack([by_degree[:, ~minor].sum(axis=1), by_degree[:, minor].sum(axis=1)])
    first, second = _changes(sequence.chords)
    n = max(len(first), 1)
    steps = np.bincount((second - first) % 12, minlength=12) / n
    heard = of_chords[of_chords > 0]
    chord_s = sequence.lengths_s * (sequence.chords != NO_CHORD)
    return np.concatenate(
        [
            sounding.sum(axis=0),
            [shares[NO_CHORD]],
            degrees.ravel(),
            steps,
            _moves(first, second, tonic) / n,
            [
                min(len(first) / n_beats, 1.0) if n_beats else 0.0,
                len(first) / float(sequence.lengths_s.sum()),
                max(float(-(heard * np.log(heard)).sum()), 0.0) / np.log(NO_CHORD),
                float(degrees.sum(axis=0)[list(MAJOR_SCALE)].sum()),
                float(sequence.confidence @ chord_s / chord_s.sum()) if total > 0 else 0.0,
            ],
        ]
    )


def _signature_tonic(key: str | None) -> int | None:
    if key is None:
        return None
    number = KEYS.index(key)
    return number if number < 12 else (number + 3) % 12


def _changes(chords: Chords) -> tuple[Chords, Chords]:
    """Return the roots before and after each change from one chord to another."""
    change = (chords[:-1] != NO_CHORD) & (chords[1:] != NO_CHORD)
    return chords[:-1][change] // len(QUALITIES), chords[1:][change] // len(QUALITIES)


def _moves(first: Chords, second: Chords, tonic: int | None) -> Vector:
    if tonic is None:
        return np.zeros(len(MOVES))
    pairs = [tuple(DEGREES.index(degree) for degree in move.split("-")) for move in MOVES]
    return np.array(
        [np.sum(((first - tonic) % 12 == a) & ((second - tonic) % 12 == b)) for a, b in pairs], dtype=float
    )


def _describe(excerpt: Excerpt) -> Vector:
    samples: FloatArray = excerpt.at(DESCRIPTOR_RATE)
    columns = np.concatenate([pitch_registers(heard) for heard in posteriorgrams([samples])])
    beats = track_beats(samples, DESCRIPTOR_RATE)
    sequence = find_chords(columns, beats.times_s, duration_s=len(samples) / DESCRIPTOR_RATE)
    key = estimate_key(TONALITY(excerpt)[np.newaxis]).name
    return chord_profile(sequence, n_beats=len(beats.times_s), key=key)


FEATURES = FeatureSet(
    name="chords",
    version=2,
    dimensions=DIMENSIONS,
    dtype="float32",
    units="shares and confidence: 0 to 1; changes_per_s: 1/s",
    summary="which chords, how they follow each other, and how fast they change",
    source="a network of our own on basic-pitch's note probabilities (Bittner et al. 2022)",
    describe=_describe,
    excerpt=TrackExcerpt("middle", 60.0),
    by_default=False,
    zscored=False,
)
"""The feature set ``chords@2``, of the middle minute of a track."""

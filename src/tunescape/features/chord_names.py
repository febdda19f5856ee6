"""The chords that can be told apart, and their names in the syntax of Harte et al."""

from functools import lru_cache

from tunescape.features.tonality import KEYS, PITCH_CLASSES

__all__ = [
    "HAS_MINOR_THIRD",
    "INTERVALS",
    "NO_CHORD",
    "N_CHORDS",
    "QUALITIES",
    "chord_label",
    "chord_symbol",
    "pitch_classes_of",
    "quality_of",
    "root_of",
]

INTERVALS = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10),
    "sus4": (0, 5, 7),
    "sus2": (0, 2, 7),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
    "hdim7": (0, 3, 6, 10),
}
"""Semitones above the root, by quality."""

QUALITIES = tuple(INTERVALS)
"""In the order of the numbers of chords: chord ``10 * root + quality``, roots from C upwards."""

HAS_MINOR_THIRD = tuple(3 in intervals for intervals in INTERVALS.values())
"""Whether a quality is a kind of minor chord."""

NO_CHORD = 12 * len(QUALITIES)
"""The number of what is no chord: silence, drums, noise."""

N_CHORDS = NO_CHORD + 1

_SYMBOLS = dict.fromkeys(INTERVALS, "") | {
    "min": "m",
    "7": "7",
    "maj7": "maj7",
    "min7": "m7",
    "sus4": "sus4",
    "sus2": "sus2",
    "dim": "dim",
    "aug": "aug",
    "hdim7": "m7b5",
}
_SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLATS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_SHARP_SIGNATURES = frozenset({7, 2, 9, 4, 11, 6})  # tonics of major keys with sharps, F# with six


def root_of(chord: int) -> int:
    """Return the pitch class of a chord's root, from C; of a chord that is one."""
    return chord // len(QUALITIES)


def quality_of(chord: int) -> str:
    """Return the quality of a chord that is one."""
    return QUALITIES[chord % len(QUALITIES)]


def pitch_classes_of(chord: int) -> tuple[int, ...]:
    """Return the pitch classes of a chord, its root first; none of no chord."""
    if chord == NO_CHORD:
        return ()
    return tuple((root_of(chord) + interval) % 12 for interval in INTERVALS[quality_of(chord)])


def chord_label(chord: int, *, key: str | None = None) -> str:
    """Name a chord: ``Bb:min7``, or ``N`` for none.

    Parameters
    ----------
    chord : int
        Its number, 0 to :data:`NO_CHORD`.
    key : str, optional
        One of :data:`~tunescape.features.tonality.KEYS`: roots are spelt as its signature does, with sharps
        or with flats.

    Returns
    -------
    str

    References
    ----------
    .. [1] C. Harte, M. Sandler, S. Abdallah, E. Gómez, "Symbolic representation of musical chords: a proposed
       syntax for text annotations", ISMIR 2005.
    """
    return "N" if chord == NO_CHORD else f"{_spelling(key)[root_of(chord)]}:{quality_of(chord)}"


def chord_symbol(chord: int, *, key: str | None = None) -> str:
    """Name a chord as musicians write it: ``Bbm7``; nothing for no chord.

    Parameters
    ----------
    chord : int
        Its number, 0 to :data:`NO_CHORD`.
    key : str, optional
        As for :func:`chord_label`.

    Returns
    -------
    str
    """
    return "" if chord == NO_CHORD else _spelling(key)[root_of(chord)] + _SYMBOLS[quality_of(chord)]


@lru_cache(maxsize=32)
def _spelling(key: str | None) -> tuple[str, ...]:
    if key is None:
        return PITCH_CLASSES
    number = KEYS.index(key)
    relative_major = number if number < 12 else (number + 3) % 12
    if relative_major == 0:  # no signature to go by
        return PITCH_CLASSES
    return _SHARPS if relative_major in _SHARP_SIGNATURES else _FLATS

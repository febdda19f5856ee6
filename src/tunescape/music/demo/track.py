"""A demo track: what its tags say, what is true of it, and how it sounds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.demo.score import Piece

__all__ = ["Arrangement", "DemoTrack", "Work"]

Arrangement = Callable[[Piece, np.random.Generator], FloatArray]
"""From a score and a source of chance to stereo samples."""


@dataclass(frozen=True)
class Work:
    """A title, who plays it, and its score."""

    title: str
    artist: str
    album: str
    year: int
    piece: Piece


@dataclass(frozen=True)
class DemoTrack:
    """One of the demo tracks.

    Attributes
    ----------
    title, artist, album, genre : str
    year : int
    file_name : str
        ``folder/Artist - Title.extension``, with a forward slash.
    piece : Piece
        The score.
    arrange : callable
        The style.
    seed : tuple of int
        Of noises, rooms and velocities.
    """

    title: str
    artist: str
    album: str
    genre: str
    year: int
    file_name: str
    piece: Piece
    arrange: Arrangement
    seed: tuple[int, ...]

    @property
    def tempo_bpm(self) -> float:
        """The tempo that it is played at, quarter notes per minute."""
        return self.piece.tempo_bpm

    @property
    def key(self) -> str:
        """The key that it is in: ``"A minor"``."""
        return self.piece.key

    def render(self) -> FloatArray:
        """Synthesise the track.

        Returns
        -------
        np.ndarray [shape=(2, n), dtype=float32]
            At :data:`tunescape.music.synth.SAMPLE_RATE`, peak 0.85, 20 to 40 s; the first beat is at 0 s.
        """
        return self.arrange(self.piece, np.random.default_rng(np.random.SeedSequence(self.seed)))

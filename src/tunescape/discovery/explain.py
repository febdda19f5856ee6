"""What a dimension of a space listens to: the tracks that activate it most, and what it goes with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tunescape.discovery.meaning import FEW_TRACKS, Association, activations, associations
from tunescape.discovery.space import Space
from tunescape.errors import DiscoveryError
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["Activation", "Explanation", "explain_dimensions"]

_SAID = 4
"""Associations that a meaning names."""


@dataclass(frozen=True)
class Activation:
    """A track and how far it is from the average in a dimension, in standard deviations."""

    track: Track
    activation: float


@dataclass(frozen=True)
class Explanation:
    """One dimension of a space.

    Attributes
    ----------
    dimension : int
        Its position in the vectors of the space, from 0.
    name : str
        ``feature_set:dimension``.
    top, bottom : tuple of Activation
        The tracks that activate it most and least, the most extreme first.
    associations : tuple of Association
        Measures that go with it beyond chance, the closest first.
    n_tracks : int
        Of the library, in this space.
    """

    dimension: int
    name: str
    top: tuple[Activation, ...]
    bottom: tuple[Activation, ...]
    associations: tuple[Association, ...]
    n_tracks: int

    @property
    def meaning(self) -> str:
        """What it goes with, in words, or that no word was found."""
        if not self.associations:
            return "goes with nothing that has a name here"
        said = [f"{one.title} ({one.rho:+.2f})" for one in self.associations[:_SAID]]
        return "goes with " + ", ".join(said)

    @property
    def caution(self) -> str | None:
        """What to bear in mind, if there is anything."""
        if self.n_tracks >= FEW_TRACKS:
            return None
        return f"only {self.n_tracks} tracks: what a dimension goes with may be theirs, not music's"


def explain_dimensions(
    library: Library, space: Space, *, dimensions: Sequence[int] | None = None, top: int = 5
) -> list[Explanation]:
    """Explain dimensions of a space by the tracks of a library.

    Parameters
    ----------
    library : Library
    space : Space
    dimensions : sequence of int, optional
        Positions, from 0; by default all.
    top : int > 0
        Tracks to name at either end.

    Returns
    -------
    list of Explanation
        In the order asked for.

    Raises
    ------
    DiscoveryError
        If the space has no such dimension, or no track a place in it.
    """
    space = space.bound(library)
    n_dimensions = len(space.dimensions)
    wanted = range(n_dimensions) if dimensions is None else dimensions
    for dimension in wanted:
        if not 0 <= dimension < n_dimensions:
            raise DiscoveryError(
                f"the space {space.name} has no dimension {dimension}",
                hint=f"count from 0 to {n_dimensions - 1}",
            )
    active = activations(library, space)
    tracks = {track.track_id: track for track in library.tracks()}
    found = associations(library, active, wanted)
    explained = []
    for dimension, goes_with in zip(wanted, found, strict=True):
        values = active.rows[:, dimension]
        order = np.argsort(-values, kind="stable").tolist()
        top_rows, bottom_rows = (
            tuple(Activation(tracks[active.track_ids[row]], float(values[row])) for row in rows)
            for rows in (order[:top], order[::-1][:top])
        )
        name = space.dimensions[dimension]
        explained.append(
            Explanation(dimension, name, top_rows, bottom_rows, tuple(goes_with), len(active.track_ids))
        )
    return explained

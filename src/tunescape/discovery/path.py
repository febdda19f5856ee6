"""A smooth path from one sound to another: small, even steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.discovery.candidates import Candidates, Choice
from tunescape.discovery.neighbours import Match
from tunescape.discovery.playlist import Playlist, unique_sounds
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import SPACES, Space
from tunescape.errors import DiscoveryError
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["find_path"]

_BEAM_WIDTH = 32
_TRACKS_PER_STEP = 48
_EXPONENT = 4
"""Of the angle, in the cost of a step: on random pairs of 68 clips the largest step of a path is 4 % smaller
than with squares, the mean step 2 % larger."""

_ARC_WEIGHT = 0.3
"""How much the distance from the arc counts beside the length of the step."""


def find_path(
    library: Library,
    waypoints: Sequence[Sound],
    *,
    n: int = 25,
    max_per_artist: int | None = 2,
    space: Space = SPACES["default"],
) -> Playlist:
    """Lead from the first track to the last, through those between, each step as small as the library allows.

    The unit vectors of two waypoints span an arc; each step of the path should lie near its point of the
    arc, and near the step before. A beam search minimises the sum of the angles to their fourth power, by
    which one large step costs more than several small ones.

    Parameters
    ----------
    library : Library
    waypoints : sequence of Sound
        At least two different ones; need not be stored.
    n : int > 0
        Length, waypoints included; they are all kept even where they are more.
    max_per_artist : int > 0, optional
    space : Space

    Returns
    -------
    Playlist
        Shorter than n where the library holds too few tracks that may join.

    Raises
    ------
    DiscoveryError
        If the waypoints are one and the same track, or no track has a place in the space.
    """
    vectors = np.stack([space.embed(sound.features) for sound in waypoints])
    stops = unique_sounds(waypoints, vectors)
    if len(stops) < 2:
        raise DiscoveryError("a path needs two different tracks", hint="give another track to --to")
    candidates = Candidates(library, space)
    choice = Choice(candidates, max_per_artist=max_per_artist)
    for sound, vector in stops:
        choice.add_sound(sound, vector)
    steps = _share_out(max(0, n - len(stops)), [vector for _, vector in stops])

    first, vector = stops[0]
    matches = [Match(1, first.track, 1.0)]
    for ((_, start), (goal, end)), between in zip(pairwise(stops), steps, strict=True):
        found = _best_leg(candidates, choice, start, end, between)
        for row in found.rows:
            track = candidates.track(row)
            assert track is not None  # the search saw it
            choice.add(row, track)
            matches.append(_next(matches, track, vector, candidates.vectors[row]))
            vector = candidates.vectors[row]
        matches.append(_next(matches, goal.track, vector, end))
        vector = end
    return Playlist(tuple(matches), tuple(sound.track for sound, _ in stops))


@dataclass(frozen=True)
class _Leg:
    """The first steps of a possible path between two waypoints."""

    cost: float
    rows: tuple[int, ...]
    last: FloatArray
    choice: Choice


def _best_leg(
    candidates: Candidates, choice: Choice, start: FloatArray, end: FloatArray, n_between: int
) -> _Leg:
    beam = [_Leg(0.0, (), start, choice)]
    for step in range(n_between):
        target = _on_arc(start, end, (step + 1) / (n_between + 1))
        nearest = _near(candidates, target)
        longer = [leg for old in beam for leg in _extensions(candidates, old, nearest, target)]
        if not longer:
            continue  # nothing admissible near this point: the path takes one step less
        beam = sorted(longer, key=lambda leg: (leg.cost, leg.rows))[:_BEAM_WIDTH]
    return min(beam, key=lambda leg: (leg.cost + _angle(leg.last, end) ** _EXPONENT, leg.rows))


def _extensions(
    candidates: Candidates, leg: _Leg, nearest: list[tuple[int, Track]], target: FloatArray
) -> list[_Leg]:
    rows = [row for row, _ in nearest]
    vectors = candidates.vectors[rows]
    costs = leg.cost + _angles(vectors, leg.last) ** _EXPONENT
    costs += _ARC_WEIGHT * _angles(vectors, target) ** _EXPONENT
    extended: list[_Leg] = []
    for i in np.argsort(costs, kind="stable"):
        row, track = nearest[int(i)]
        if row not in leg.rows and leg.choice.admits(row, track):
            choice = leg.choice.copy()
            choice.add(row, track)
            extended.append(_Leg(float(costs[i]), (*leg.rows, row), candidates.vectors[row], choice))
        if len(extended) == _BEAM_WIDTH // 4:
            break  # more from one leg would only crowd out the others
    return extended


def _near(candidates: Candidates, target: FloatArray) -> list[tuple[int, Track]]:
    cosines = candidates.vectors @ target
    rows = np.argsort(-cosines, kind="stable")[:_TRACKS_PER_STEP].tolist()
    found = ((row, candidates.track(row, upcoming=rows)) for row in rows)
    return [(row, track) for row, track in found if track is not None]


def _share_out(n: int, vectors: list[FloatArray]) -> list[int]:
    """Divide n steps among the legs, in proportion to their angles (largest remainders)."""
    angles = np.array([_angle(a, b) for a, b in pairwise(vectors)])
    exact = n * angles / max(float(angles.sum()), 1e-12)
    steps = np.floor(exact).astype(int)
    for i in np.argsort(steps - exact, kind="stable")[: n - int(steps.sum())]:
        steps[i] += 1
    return [int(step) for step in steps]


def _on_arc(start: FloatArray, end: FloatArray, share: float) -> FloatArray:
    """Spherical linear interpolation between unit vectors."""
    angle = np.arccos(np.clip(float(start @ end), -1, 1))
    if np.sin(angle) < 1e-6:
        return start
    point = (np.sin((1 - share) * angle) * start + np.sin(share * angle) * end) / np.sin(angle)
    return np.asarray(point, dtype=np.float32)


def _angles(vectors: FloatArray, vector: FloatArray) -> npt.NDArray[np.float64]:
    return np.arccos(np.clip((vectors @ vector).astype(np.float64), -1, 1))


def _angle(a: FloatArray, b: FloatArray) -> float:
    return float(_angles(a[np.newaxis], b)[0])


def _next(matches: list[Match], track: Track, before: FloatArray, vector: FloatArray) -> Match:
    return Match(len(matches) + 1, track, float(before @ vector))

"""A smooth path from one sound to another: small, even steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tunescape.arrays import FloatArray, Vector
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
_BRANCHES = 8
"""Ways in which a leg of the beam goes on: more would only crowd out the other legs."""

_TRACKS_PER_STEP = 32
_EXPONENT = 6
"""Of the angle, in the cost of a step: one large step costs more than several small ones."""

_ARC_WEIGHT = 0.1
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
    arc, and near the step before. The cost is the sum of these angles to their sixth power. Dynamic
    programming finds what each track still costs to the goal if tracks could repeat; guided by that, a beam
    search finds the path on which they do not.

    Parameters
    ----------
    library : Library
    waypoints : sequence of Sound
        At least two different ones; need not be stored.
    n : int > 0
        Length, waypoints included.
    max_per_artist : int > 0, optional
    space : Space

    Returns
    -------
    Playlist
        Shorter than n where the library holds too few tracks that may join.

    Raises
    ------
    DiscoveryError
        If the waypoints are one and the same track or more than n, or no track has a place in the space.
    """
    space = space.bound(library)
    vectors = np.stack([space.embed(sound.described) for sound in waypoints])
    stops = unique_sounds(waypoints, vectors)
    if len(stops) < 2:
        raise DiscoveryError("a path needs two different tracks", hint="give another track to --to")
    if len(stops) > n:
        raise DiscoveryError(
            f"{len(stops)} waypoints are more than the {n} tracks asked for", hint="raise -n"
        )
    candidates = Candidates(library, space)
    choice = Choice(candidates, max_per_artist=max_per_artist)
    for sound, _ in stops:
        choice.add_sound(sound)
    steps = _share_out(n - len(stops), [vector for _, vector in stops])

    first, vector = stops[0]
    matches = [Match(1, first.track, 1.0)]
    for ((_, start), (goal, end)), between in zip(pairwise(stops), steps, strict=True):
        for row in _best_leg(candidates, choice, start, end, between):
            ((_, track),) = candidates.tracks([row])
            choice.add(track)
            (reached,) = candidates.take([row])
            matches.append(_next(matches, track, vector, reached))
            vector = reached
        matches.append(_next(matches, goal.track, vector, end))
        vector = end
    return Playlist(tuple(matches), tuple(sound.track for sound, _ in stops))


@dataclass(frozen=True)
class _Leg:
    """The first steps of a possible path between two waypoints."""

    cost: float
    rows: tuple[int, ...]
    choice: Choice


def _best_leg(
    candidates: Candidates, choice: Choice, start: FloatArray, end: FloatArray, n_between: int
) -> tuple[int, ...]:
    """Find rows of candidates that lead from start to end; fewer than wanted where no more may join."""
    arc = [_on_arc(start, end, (step + 1) / (n_between + 1)) for step in range(n_between)]
    pool = _pool(candidates, arc)
    if not pool:
        return ()
    costs = _Costs.between(candidates.take([row for row, _ in pool]), start, end, arc)
    beam = [_Leg(0.0, (), choice)]
    for step in range(n_between):
        longer = [leg for old in beam for leg in _longer(candidates, pool, old, costs, step)]
        if not longer:
            break
        beam = sorted(longer, key=lambda leg: (leg.cost + costs.to_go[step, leg.rows[-1]], leg.rows))
        beam = beam[:_BEAM_WIDTH]
    return tuple(pool[i][0] for i in beam[0].rows)


@dataclass(frozen=True)
class _Costs:
    """What steps among the tracks of a pool cost.

    Attributes
    ----------
    first : np.ndarray [shape=(n,)]
        From the start to each track.
    step : np.ndarray [shape=(n, n)]
        From track to track.
    off_arc : np.ndarray [shape=(n_steps, n)]
        Of each track's distance from the arc, at each step.
    to_go : np.ndarray [shape=(n_steps, n)]
        From each track to the end, at least, when it is taken at that step.
    """

    first: Vector
    step: Vector
    off_arc: Vector
    to_go: Vector

    @classmethod
    def between(
        cls, vectors: FloatArray, start: FloatArray, end: FloatArray, arc: list[FloatArray]
    ) -> "_Costs":
        step = _angles(vectors, vectors) ** _EXPONENT
        off_arc = _ARC_WEIGHT * _angles(np.stack(arc), vectors) ** _EXPONENT
        to_go = np.empty_like(off_arc)
        to_go[-1] = _angles(vectors, end) ** _EXPONENT
        for k in range(len(arc) - 2, -1, -1):
            to_go[k] = (step + off_arc[k + 1] + to_go[k + 1]).min(axis=1)
        return cls(_angles(vectors, start) ** _EXPONENT, step, off_arc, to_go)


def _longer(
    candidates: Candidates, pool: list[tuple[int, Track]], leg: _Leg, costs: _Costs, step: int
) -> list[_Leg]:
    """Extend a leg by one step, in the most promising ways."""
    here = costs.step[leg.rows[-1]] if leg.rows else costs.first
    spent = leg.cost + here + costs.off_arc[step]
    found: list[_Leg] = []
    for i in np.argsort(spent + costs.to_go[step], kind="stable").tolist():
        _, track = pool[i]
        if i not in leg.rows and leg.choice.admits(track):
            choice = leg.choice.copy()
            choice.add(track)
            found.append(_Leg(float(spent[i]), (*leg.rows, i), choice))
        if len(found) == _BRANCHES:
            break
    return found


def _pool(candidates: Candidates, arc: list[FloatArray]) -> list[tuple[int, Track]]:
    """Collect the tracks nearest to each point of an arc."""
    rows: set[int] = set()
    for point in arc:
        nearest = np.argsort(-candidates.cosines(point), kind="stable")
        rows.update(nearest[:_TRACKS_PER_STEP].tolist())
    return candidates.tracks(sorted(rows))


def _share_out(n: int, vectors: list[FloatArray]) -> list[int]:
    """Divide n steps among the legs, in proportion to their angles (largest remainders)."""
    angles = np.array([_angles(a, b) for a, b in pairwise(vectors)])
    if not angles.any():
        angles = np.ones(len(angles))  # all sound the same: no leg is longer than another
    exact = n * angles / angles.sum()
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


def _angles(a: FloatArray, b: FloatArray) -> Vector:
    """Angles between unit vectors, in radians, of every row of a with every row of b."""
    angles: Vector = np.arccos(np.clip((a @ b.T).astype(np.float64), -1, 1))
    return angles


def _next(matches: list[Match], track: Track, before: FloatArray, vector: FloatArray) -> Match:
    return Match(len(matches) + 1, track, float(before @ vector))

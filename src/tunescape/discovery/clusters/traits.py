"""What sets a cluster apart: tags and features, against all other tracks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tunescape.arrays import Vector
from tunescape.discovery.compare.effects import cliffs_delta
from tunescape.discovery.compare.measures import MEASURES, Measure

__all__ = ["TRAIT_MEASURES", "Trait", "traits_of"]

TRAIT_MEASURES = tuple(measure for measure in MEASURES if not measure.of_intro)
"""What is looked at: tags, tempo, loudness, key and descriptors of the whole track."""

_LEAST_REST = 2


@dataclass(frozen=True)
class Trait:
    """A measure of the tracks of a cluster, beside all others.

    Attributes
    ----------
    measure : Measure
    mean, mean_rest : float
        In the unit of the measure.
    effect_size : float
        Cliff's delta: from -1, every track of the cluster is below every other, to 1.
    distance : float
        Difference of the means on the scale of the measure, in standard deviations within the two groups.
    """

    measure: Measure
    mean: float
    mean_rest: float
    effect_size: float
    distance: float

    @property
    def tag(self) -> str:
        """The tag that it is the probability of; empty for other measures."""
        return self.measure.quantity.name.removeprefix("tag.") if self.measure.is_tag else ""

    @property
    def counts(self) -> bool:
        """Whether the difference can be heard and is of medium size at least (delta of 0.33)."""
        return abs(self.effect_size) >= 0.33 and self.measure.is_audible(self.mean, self.mean_rest)


def traits_of(values: Vector, members: npt.NDArray[np.bool_]) -> list[Trait]:
    """Hold the tracks of a cluster against all others.

    Parameters
    ----------
    values : np.ndarray [shape=(n, n_measures)]
        Of the first measures of :data:`MEASURES`; not-a-number where something is not known.
    members : np.ndarray [shape=(n,), dtype=bool]

    Returns
    -------
    list of Trait
        One a measure that is known of a track of the cluster and of two others; furthest apart first.
    """
    found = []
    for measure, column in zip(TRAIT_MEASURES, values.T, strict=False):
        known = np.isfinite(column)
        inside, outside = column[known & members], column[known & ~members]
        if not len(inside) or len(outside) < _LEAST_REST:
            continue
        found.append(
            Trait(
                measure,
                float(inside.mean()),
                float(outside.mean()),
                cliffs_delta(inside, outside),
                _distance(measure.scaled(inside), measure.scaled(outside)),
            )
        )
    return sorted(found, key=lambda trait: (-abs(trait.distance), trait.measure.name))


def _distance(inside: Vector, outside: Vector) -> float:
    # pooled over both groups: a cluster of three alike would else be infinitely far away
    n = len(inside) + len(outside)
    within = (len(inside) * inside.var() + len(outside) * outside.var()) / n
    spread = np.sqrt(within)
    return float((inside.mean() - outside.mean()) / spread) if spread > 0 else 0.0

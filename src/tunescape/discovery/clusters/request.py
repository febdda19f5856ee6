"""What is asked of a clustering."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tunescape.discovery.clusters.algorithms import ALGORITHMS
from tunescape.errors import DiscoveryError

__all__ = ["AUTO_K", "PRESETS", "ClusterRequest", "ks_to_score", "parse_k"]

AUTO_K = (2, 12)
"""Numbers of clusters that are tried where none is asked for."""

TRACKS_PER_CLUSTER = 4
"""Fewer on average, and there are no clusters to speak of."""

_K_HINT = "give a number from 2, a range such as 5-13, or auto"

LEAST_FOR_VERDICT = 10
"""Tracks below which nothing can be said about clusters."""


@dataclass(frozen=True)
class ClusterRequest:
    """What is asked of a clustering.

    Attributes
    ----------
    space : str
        Name or expression of a space.
    algorithm : str
        One of :data:`~tunescape.discovery.clusters.algorithms.ALGORITHMS`.
    k : tuple of int or None
        Smallest and largest number of clusters; None to find out whether there are any.
    components : int or None
        Principal components; None for 8, or as many as there are.
    seed : int

    Raises
    ------
    DiscoveryError
        If a value is none that it can have.
    """

    space: str = "default"
    algorithm: str = "kmeans"
    k: tuple[int, int] | None = None
    components: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.algorithm not in ALGORITHMS:
            raise DiscoveryError(
                f"there is no algorithm {self.algorithm!r}", hint=f"choose from {', '.join(ALGORITHMS)}"
            )
        if self.components is not None and self.components < 1:
            raise DiscoveryError(f"--components cannot be {self.components}", hint="give 1 or more")
        if self.k is not None and not 2 <= self.k[0] <= self.k[1]:
            raise DiscoveryError(
                f"--k cannot be {self.k[0]}" + (f"-{self.k[1]}" if self.k[0] != self.k[1] else ""),
                hint=_K_HINT,
            )

    @property
    def exact_k(self) -> int | None:
        """The number of clusters, where just one is asked for."""
        return self.k[0] if self.k is not None and self.k[0] == self.k[1] else None


PRESETS = {"douyin": ClusterRequest(space="douyin18", k=(5, 13), components=2)}
"""The study of hot music on Douyin: 18 features, standardised, 2 principal components, k-means, 5 to 13."""


def parse_k(text: str) -> tuple[int, int] | None:
    """Read ``auto``, ``6`` or ``5-13``.

    Raises
    ------
    DiscoveryError
        If it is none of these.
    """
    if text.strip().lower() == "auto":
        return None
    found = re.fullmatch(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?", text)
    if found is None:
        raise DiscoveryError(f"--k cannot be {text}", hint=_K_HINT)
    return int(found[1]), int(found[2] or found[1])


def ks_to_score(request: ClusterRequest, *, n_different: int) -> Sequence[int]:
    """Choose the numbers of clusters to score.

    Parameters
    ----------
    request : ClusterRequest
    n_different : int
        Tracks that sound different.

    Returns
    -------
    sequence of int
        Rising. Where one number is asked for, those of ``auto``, too, to hold it against them. Empty where
        there are too few tracks to tell.

    Raises
    ------
    DiscoveryError
        If more clusters are asked for than can be.
    """
    largest = n_different - 1
    low, high = request.k or (2, 2)
    if request.k is not None and low > largest:
        raise DiscoveryError(
            f"{low} clusters need {low + 1} tracks that sound different, and there are {n_different}",
            hint=f"ask for at most {largest}" if largest >= 2 else "analyze more music",
        )
    usual = range(AUTO_K[0], min(AUTO_K[1], largest, n_different // TRACKS_PER_CLUSTER) + 1)
    if request.k is None:
        return list(usual) if n_different >= LEAST_FOR_VERDICT else []
    if request.exact_k is not None:
        return sorted({request.exact_k, *usual})
    return range(low, min(high, largest) + 1)

"""The protocol: which measures are made of each space, on which tracks. See docs/representations.md."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tunescape.audio.segments import Segmentation
from tunescape.datasets.labelled import LabelledCollection
from tunescape.discovery.metadata import METADATA
from tunescape.discovery.space import Space, space_matrix
from tunescape.errors import EvaluationError, TunescapeError
from tunescape.evaluation import cost, pairs, probe, retrieval
from tunescape.evaluation.halves import Halves, hear_halves
from tunescape.evaluation.table import SpaceScores
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.describe import AnalysisPlan
from tunescape.library.heard_collection import HeardCollection, hear_collection
from tunescape.library.ingest import Progress
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["Evaluation", "evaluate_spaces"]

OnProgress = Callable[[Progress], None] | None

_Scores = TypeVar("_Scores")

_LEAST = "statistical"
"""What tracks are heard for where no space needs to hear them: they have to be identified."""


@dataclass(frozen=True)
class Evaluation:
    """An evaluation of several spaces on one collection.

    Attributes
    ----------
    rows : tuple of SpaceScores
        In the order in which the spaces were given.
    bounds : tuple of SpaceScores
        What rankings in random order score on average, and what a perfect one scores; none of them if
        retrieval was not measured.
    heard : HeardCollection
        What took part, and what did not.
    notes : tuple of str
        What limits the measures, or kept one from being made: a sentence each, without a full stop.
    """

    rows: tuple[SpaceScores, ...]
    bounds: tuple[SpaceScores, ...]
    heard: HeardCollection
    notes: tuple[str, ...]


def evaluate_spaces(
    library: Library,
    collection: LabelledCollection,
    spaces: Sequence[Space],
    *,
    jobs: int | None = None,
    seed: int = 0,
    artist_filter: bool = False,
    progress: Callable[[], AbstractContextManager[OnProgress]] = lambda: nullcontext(None),
) -> Evaluation:
    """Hear a collection, and measure how well each space finds music of the same label.

    Parameters
    ----------
    library : Library
        Where what is heard is kept; see :func:`~tunescape.library.heard_collection.cached_library`.
    collection : LabelledCollection
    spaces : sequence of Space
    jobs : int, optional
        Worker processes; changes nothing but the time it takes.
    seed : int >= 0
        Of folds and bootstraps.
    artist_filter : bool
        Leave tracks by the artist of the query out of its ranking.
    progress : callable, optional
        Called before tracks are heard and before their excerpts are: returns a context manager that yields a
        callback, which is called after every file that had to be opened.

    Returns
    -------
    Evaluation
        A space that cannot be computed here has a row that says why.

    Raises
    ------
    EvaluationError
        If no space can be computed, no file analysed, nothing measured on what there is, or the filter is
        asked for and no artist known.
    """
    unavailable = {space.name: _why_not(library, space) for space in spaces}
    measured = [space for space in spaces if unavailable[space.name] is None]
    if not measured:
        raise EvaluationError(f"no space can be measured: {unavailable[spaces[0].name]}")
    needed = {name for space in measured for name in space.feature_sets}
    names = tuple(name for name in FEATURE_SETS if name in needed) or (_LEAST,)
    settings = AnalysisSettings(features=",".join(names), jobs=jobs).resolved(library.analysis_options())
    plan = AnalysisPlan(Segmentation.from_settings(settings), names)
    with progress() as on_progress:
        heard = hear_collection(library, collection, settings, on_progress=on_progress)
    if artist_filter and not any(heard.artists):
        hint = "a CSV with the columns path,label,artist names them"
        raise EvaluationError("the artist filter needs artists, and none is known", hint=hint)
    paths = dict(zip(heard.track_ids, heard.paths, strict=True))
    with progress() as on_progress:
        halves = hear_halves(library, paths, plan, settings, on_progress=on_progress)
    measure = _Measure(library, heard, halves, plan, seed, heard.artists if artist_filter else None)
    rows = tuple(
        measure(space.bound(library))
        if unavailable[space.name] is None
        else SpaceScores(space.name, len(space.dimensions) or None, not_measured=unavailable[space.name])
        for space in spaces
    )
    if not any(row.retrieval or row.probe or row.pairs for row in rows):
        raise EvaluationError(
            "holds too few tracks to measure anything",
            path=collection.root,
            hint="give several tracks of each of several labels",
        )
    bounds = _bounds(heard, measure.filtered) if any(row.retrieval for row in rows) else ()
    return Evaluation(rows, bounds, heard, (*_limits(heard), *measure.notes))


def _why_not(library: Library, space: Space) -> str | None:
    """Tell why a space cannot be computed here, by computing it of a second of silence."""
    silence = Excerpt(np.zeros(DESCRIPTOR_RATE, np.float32), DESCRIPTOR_RATE)
    try:
        described = {name: FEATURE_SETS[name](silence)[np.newaxis] for name in space.feature_sets}
        nothing = {METADATA.name: np.zeros((1, len(METADATA.dimensions)), np.float32)}
        space.bound(library).combine(nothing | described)
    except TunescapeError as error:
        return str(error)
    return None


class _Measure:
    """Measures spaces one after the other, and notes once what cannot be measured and why."""

    def __init__(
        self,
        library: Library,
        heard: HeardCollection,
        halves: Halves,
        plan: AnalysisPlan,
        seed: int,
        filtered: Sequence[str | None] | None,
    ) -> None:
        self._library, self._heard, self._halves = library, heard, halves
        self._plan, self._seed, self.filtered = plan, seed, filtered
        self._cost: dict[tuple[str, ...], float] = {}
        self.notes: list[str] = []
        if halves.failures:
            self.notes.append(f"of {len(halves.failures)} files not both excerpts could be heard")

    def __call__(self, space: Space) -> SpaceScores:
        heard, seed = self._heard, self._seed
        matrix = space_matrix(self._library, space)
        position = {track_id: i for i, track_id in enumerate(matrix.track_ids)}
        vectors = matrix.take([position[track_id] for track_id in heard.track_ids])
        return SpaceScores(
            space.name,
            len(space.dimensions),
            self._try(
                "retrieval",
                lambda: retrieval.evaluate(vectors, heard.labels, artists=self.filtered, seed=seed),
            ),
            self._try(
                "the probe", lambda: probe.evaluate(vectors, heard.labels, artists=heard.artists, seed=seed)
            ),
            self._try("the pair task", lambda: self._pairs(space)),
            self._cpu_seconds(space),
        )

    def _pairs(self, space: Space) -> pairs.PairScores:
        if space.sources != space.feature_sets:
            raise EvaluationError(f"what files say is the same of both excerpts (in {space.name})")
        first, second = self._halves.vectors(space, self._heard.track_ids)
        return pairs.evaluate(first, second, seed=self._seed)

    def _try(self, what: str, measure: Callable[[], _Scores]) -> _Scores | None:
        try:
            return measure()
        except EvaluationError as error:
            note = f"{what} is not measured: {error}"
            if note not in self.notes:
                self.notes.append(note)
            return None

    def _cpu_seconds(self, space: Space) -> float:
        sets = space.feature_sets
        if sets not in self._cost:
            plan = AnalysisPlan(self._plan.segmentation, sets)
            self._cost[sets] = cost.evaluate(self._heard.paths, plan)
        return self._cost[sets]


def _bounds(heard: HeardCollection, filtered: Sequence[str | None] | None) -> tuple[SpaceScores, ...]:
    taken = probe.probed(heard.labels, heard.artists)
    labels = [label for label, counts in zip(heard.labels, taken, strict=True) if counts]
    most = max(Counter(labels).values()) / len(labels) if labels else None
    return (
        SpaceScores(
            "by chance",
            None,
            retrieval.chance(heard.labels, filtered),
            None if most is None else probe.ProbeScores(most, (), len(labels), len(set(labels))),
        ),
        SpaceScores("at best", None, retrieval.ceiling(heard.labels, filtered)),
    )


def _limits(heard: HeardCollection) -> list[str]:
    """Say which tracks do not take part in what, and what is not known of them."""
    notes = []
    sizes = Counter(heard.labels)
    alone = sum(size == 1 for size in sizes.values())
    if alone:
        notes.append(f"{alone} of {len(sizes)} labels have one track only, which has no other to find")
    taken = probe.probed(heard.labels, heard.artists)
    probed = {label for label, counts in zip(heard.labels, taken, strict=True) if counts}
    if len(probed) < len(sizes):
        notes.append(
            f"the probe takes {len(probed)} of {len(sizes)} labels: those with a track for each of "
            f"{probe.N_FOLDS} folds"
        )
    unknown = sum(artist is None for artist in heard.artists)
    if unknown:
        whose = "no track" if unknown == len(heard.artists) else f"{unknown} of {len(heard.artists)} tracks"
        known = "is known" if unknown == len(heard.artists) else "is not known"
        notes.append(f"the artist of {whose} {known}: each counts as by another")
    return notes

"""The measures of all tracks of a library, as one matrix."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.discovery.compare.measures import MEASURES
from tunescape.features import intro, loudness
from tunescape.features.feature_set import FeatureSet
from tunescape.features.intro import INTRO_QUANTITIES
from tunescape.features.quantities import QUANTITIES, Quantity
from tunescape.library.matrices import TrackMatrix, cached_matrix
from tunescape.library.store import Library

__all__ = ["SOURCES", "measures_of", "sampled_measures", "track_measures"]

SOURCES: tuple[FeatureSet, ...] = (
    *dict.fromkeys(quantity.source for quantity in QUANTITIES),
    intro.FEATURES,
)
"""The feature sets that the measures are read off."""


def track_measures(library: Library) -> TrackMatrix:
    """Return every measure of every track.

    Returns
    -------
    TrackMatrix
        A column for each of :data:`~tunescape.discovery.compare.measures.MEASURES`; not-a-number where
        something is not known of a track: a feature set it lacks, the tempo of music without a pulse,
        anything of silence. From the cache where it is current.
    """
    # the version of intro rises with any change of a quantity
    recipe = f"{[source.id for source in SOURCES]} {[measure.name for measure in MEASURES]}"
    return cached_matrix(library, "measures", recipe=recipe, build=lambda: _build(library))


def sampled_measures(library: Library, track_ids: Sequence[str]) -> TrackMatrix:
    """Return every measure of some tracks, read afresh: for few tracks of a large library."""
    return _build(library, track_ids)


def measures_of(matrix: TrackMatrix, track_ids: Iterable[str]) -> Vector:
    """Return the rows of some tracks [shape=(n, n_measures), dtype=float64]; nothing is known of others."""
    position = {track_id: i for i, track_id in enumerate(matrix.track_ids)}
    unknown = np.full(len(MEASURES), np.nan)
    rows = [matrix.rows[position[one]] if one in position else unknown for one in track_ids]
    return np.array(rows, dtype=np.float64).reshape(-1, len(MEASURES))


def _build(library: Library, only: Sequence[str] | None = None) -> TrackMatrix:
    column = {measure.name: i for i, measure in enumerate(MEASURES)}
    rows: dict[str, FloatArray] = {}

    def fill(track_id: str, prefix: str, values: Iterable[tuple[Quantity, float]]) -> None:
        row = rows.setdefault(track_id, np.full(len(MEASURES), np.nan, np.float32))
        for quantity, value in values:
            row[column[prefix + quantity.name]] = value

    silent = []
    for track_id, values in _whole(library, only):
        fill(track_id, "", values)
        if any(quantity.source is loudness.FEATURES and np.isnan(value) for quantity, value in values):
            silent.append(track_id)
    for track_id in silent:
        # of silence, too, the network has an opinion
        rows[track_id][[not measure.of_intro for measure in MEASURES]] = np.nan
    name, version = intro.FEATURES.name, intro.FEATURES.version
    for track_id, matrix in library.iterate_features(name, version=version, track_ids=only):
        fill(track_id, "intro.", _stored(matrix[0].astype(np.float64)))
    track_ids = sorted(rows)
    table = np.array([rows[one] for one in track_ids], np.float32).reshape(-1, len(MEASURES))
    return TrackMatrix(track_ids, table)


def _whole(
    library: Library, only: Sequence[str] | None
) -> Iterator[tuple[str, list[tuple[Quantity, float]]]]:
    for source in SOURCES[:-1]:
        quantities = [quantity for quantity in QUANTITIES if quantity.source is source]
        stored = library.iterate_features(source.name, version=source.version, track_ids=only)
        for track_id, matrix in stored:
            yield track_id, [(quantity, quantity.of(matrix)) for quantity in quantities]


def _stored(row: Vector) -> list[tuple[Quantity, float]]:
    known = list(zip(INTRO_QUANTITIES, row, strict=True))
    silent = any(quantity.name == "loudness_lufs" and value <= quantity.unknown for quantity, value in known)
    if silent:
        return []
    return [(quantity, np.nan if value == quantity.unknown else value) for quantity, value in known]

"""The section ``map``: every track a point, coloured by what is known of it."""

from collections.abc import Callable, Sequence

import numpy as np

from tunescape.library.records import Track
from tunescape.report.cluster_names import cluster_name
from tunescape.report.contents import Contents
from tunescape.report.document import Block, Plot, Section, Sentences, Variant
from tunescape.report.figures import Points
from tunescape.report.texts import Texts
from tunescape.text import visible

__all__ = ["MOST_POINTS", "cluster_title", "sound_map"]

MOST_POINTS = 3000
"""Points of the map; of more tracks a random sample is drawn."""

_LEAST_TRACKS = 3

_Value = float | str | None


def sound_map(contents: Contents, texts: Texts) -> Section:
    """Draw the map, in all colours there is something to be told by."""
    layout = contents.layout
    if layout is None or len(layout.track_ids) < _LEAST_TRACKS:
        key = "map_few" if contents.n_library < _LEAST_TRACKS or layout else "clusters_not_heard"
        return Section("map", texts("map"), (Sentences((texts(key),), is_note=True),))
    by_id = {track.track_id: track for track in contents.tracks}
    rows = _sample(len(layout.track_ids), contents.request.seed)
    tracks = [by_id[layout.track_ids[i]] for i in rows]
    coordinates = layout.coordinates[rows]
    names = tuple(visible(track.name) for track in tracks)
    variants = []
    for key, values in _colourings(contents, tracks, texts):
        if len({value for value in values if value is not None}) > 1:
            label = texts(key)
            variants.append(
                Variant(label, Points(coordinates, names, tuple(values), label, key == "by_users"))
            )
    if not variants:
        variants.append(Variant("", Points(coordinates, names, (None,) * len(names), "")))
    caption = texts("map_caption", space=contents.space)
    plot = Plot("map-plot", texts("map_title"), caption, tuple(variants), texts("map_choose"))
    notes = _notes(contents, len(layout.track_ids), texts)
    blocks: tuple[Block, ...] = (plot, Sentences(tuple(notes), is_note=True)) if notes else (plot,)
    return Section("map", texts("map"), blocks)


def cluster_title(contents: Contents, label: int, texts: Texts) -> str:
    """Return number and name of a cluster."""
    clustering = contents.clustering
    found = {one.label: one for one in clustering.clusters} if clustering else {}
    return f"{label} {cluster_name(found[label], texts.lang)}"


def _sample(n: int, seed: int) -> list[int]:
    if n <= MOST_POINTS:
        return list(range(n))
    return sorted(np.random.default_rng(seed).choice(n, MOST_POINTS, replace=False).tolist())


def _colourings(contents: Contents, tracks: Sequence[Track], texts: Texts) -> list[tuple[str, list[_Value]]]:
    labels = contents.labels
    several = contents.clustering is not None and len(contents.clustering.clusters) > 1

    def cluster(track: Track) -> _Value:
        label = labels.get(track.track_id) if several else None
        return None if label is None else cluster_title(contents, label, texts)

    read: list[tuple[str, Callable[[Track], _Value]]] = [
        ("by_cluster", cluster),
        ("by_genre", lambda track: visible(track.genre) if track.genre else None),
        ("by_tempo", lambda track: track.tempo_bpm),
        ("by_loudness", lambda track: track.loudness_lufs),
        ("by_users", lambda track: track.users or None),
        ("by_chart", lambda track: texts("off_chart" if track.rank is None else "on_chart")),
    ]
    return [(key, [value(track) for track in tracks]) for key, value in read]


def _notes(contents: Contents, placed: int, texts: Texts) -> list[str]:
    notes = []
    left_out = len(contents.tracks) - placed
    if left_out:
        notes.append(texts("map_left_out", tracks=texts.tracks(left_out)))
    if placed > MOST_POINTS:
        notes.append(texts("map_sample", shown=f"{MOST_POINTS:,}", total=f"{placed:,}"))
    return notes

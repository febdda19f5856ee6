"""The JSON document of a clustering, and the rows of the map."""

import csv
import io
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tunescape.errors import QueryError
from tunescape.interfaces.documents import shown, track_document
from tunescape.whole_file import replacing

if TYPE_CHECKING:
    from tunescape.discovery.layout import LibraryLayout
    from tunescape.library.cluster_store import StoredCluster, StoredClustering
    from tunescape.library.records import Track

__all__ = ["clustering_document", "map_rows", "map_values", "write_map_csv"]


def clustering_document(clustering: "StoredClustering", tracks: Mapping[str, "Track"]) -> dict[str, Any]:
    """Describe a clustering.

    Parameters
    ----------
    clustering : StoredClustering
    tracks : mapping of str to Track
        All that the library lists, by id.

    Returns
    -------
    dict
        What the clustering says about itself; ``new_tracks``, how many came since it was made; ``clusters``
        by label.
    """
    labels = clustering.labels
    return {
        **clustering.about,
        "new_tracks": sum(track_id not in labels for track_id in tracks),
        "clusters": [_cluster(cluster, tracks) for cluster in clustering.clusters],
    }


def _cluster(cluster: "StoredCluster", tracks: Mapping[str, "Track"]) -> dict[str, Any]:
    def known(name: str) -> list[dict[str, Any]]:
        return [_brief(tracks[one]) for one in cluster.summary[name] if one in tracks]

    members = [one for one in cluster.track_ids if one in tracks]
    return {
        "label": cluster.label,
        "name": cluster.name,
        "renamed": cluster.renamed,
        "size": len(members),
        "tracks": members,
        "typical": known("typical"),
        "extremes": known("extremes"),
        "tags": list(cluster.summary["tags"]),
        "features": list(cluster.summary["features"]),
    }


def _brief(track: "Track") -> dict[str, Any]:
    return {
        "track_id": track.track_id,
        "path": track.path,
        "title": track.title,
        "artist": track.artist,
    }


def map_values(tracks: list["Track"], field: str) -> list[Any]:
    """Return what the points of a map are coloured by.

    Parameters
    ----------
    tracks : list of Track
    field : str
        A field of ``list`` with one value; ``cluster`` stands for its number and name.

    Raises
    ------
    QueryError
        If there is no such field.
    """
    rows = [track_document(track) for track in tracks]
    fields = [name for name, value in rows[0].items() if not isinstance(value, list)]
    if field not in fields:
        raise QueryError(f"a map cannot be coloured by {field!r}", hint=f"choose from {', '.join(fields)}")
    if field == "cluster":
        return [row["cluster"] and f"{row['cluster']} {row['cluster_name']}" for row in rows]
    return [row[field] for row in rows]


def map_rows(layout: "LibraryLayout", tracks: list["Track"], values: list[Any]) -> list[dict[str, Any]]:
    """Describe the points of a map, in the order of the layout."""
    return [
        {**_brief(track), "x": float(x), "y": float(y), "value": value}
        for track, (x, y), value in zip(tracks, layout.coordinates, values, strict=True)
    ]


def write_map_csv(rows: list[dict[str, Any]], path: str | os.PathLike[str]) -> None:
    """Write the points of a map as CSV.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    with replacing(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        table = csv.DictWriter(text, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows({**row, "path": shown(row["path"])} for row in rows)
        text.detach()

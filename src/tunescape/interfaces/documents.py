"""The JSON documents of the command line (and later of the REST API), from what the core returns."""

import datetime
import json
import os
from typing import TYPE_CHECKING, Any

from tunescape.text import visible

if TYPE_CHECKING:
    from tunescape.discovery.neighbours import Match
    from tunescape.discovery.playlist import Playlist
    from tunescape.library.ingest import AnalysisReport
    from tunescape.library.records import Failure, LibraryStatus, Track

__all__ = [
    "failure_document",
    "match_document",
    "playlist_document",
    "report_document",
    "shown",
    "status_document",
    "to_json",
    "track_document",
]


def shown(path: str | bytes) -> str:
    """Return a path as text any terminal and file can hold: what is no UTF-8 or not visible is escaped."""
    return visible(os.fsdecode(path))


def to_json(document: object) -> str:
    """Serialise a document as UTF-8 JSON; undecodable bytes of paths survive as lone surrogates, escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(document, indent=2, allow_nan=False)
    return text


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def track_document(track: "Track") -> dict[str, Any]:
    """One row of ``list``."""
    return {
        "track_id": track.track_id,
        "path": track.path,
        "title": track.title,
        "artist": track.artist,
        "album": track.album,
        "year": track.year,
        "duration_s": round(track.duration_s, 3),
        "tempo_bpm": _rounded(track.tempo_bpm),
        "key": track.key,
        "genre": track.genre,
        "tags": list(track.tags),
        "loudness_lufs": _rounded(track.loudness_lufs),
        "true_peak_db": _rounded(track.true_peak_db),
        "cluster": track.cluster,
        "cluster_name": track.cluster_name,
        "rank": track.rank,
        "users": track.users,
        "users_gained": track.users_gained,
        "chart": track.chart,
        "music_id": track.music_id,
        "charted_at": track.charted_at,
    }


def match_document(match: "Match") -> dict[str, Any]:
    """One row of ``similar``."""
    return {
        "rank": match.rank,
        "track_id": match.track.track_id,
        "path": match.track.path,
        "title": match.track.title,
        "artist": match.track.artist,
        "duration_s": round(match.track.duration_s, 3),
        "similarity": round(match.similarity, 6),
    }


def playlist_document(playlist: "Playlist") -> dict[str, Any]:
    """Describe a playlist."""
    return {
        "tracks": [match_document(match) for match in playlist.tracks],
        "seeds": [track_document(track) for track in playlist.seeds],
    }


def failure_document(failure: "Failure", *, when: bool = False) -> dict[str, Any]:
    """One row of the ledger."""
    row: dict[str, Any] = {
        "path": os.fsdecode(failure.file.path),
        "stage": failure.stage,
        "reason": failure.reason,
    }
    if when:
        moment = datetime.datetime.fromtimestamp(failure.failed_at, datetime.UTC)
        row["when"] = moment.isoformat(timespec="seconds")
    return row


def report_document(report: "AnalysisReport") -> dict[str, Any]:
    """Describe what an analysis did."""
    return {
        "found": report.found,
        "analyzed": report.analyzed,
        "unchanged": report.unchanged,
        "duplicates": report.duplicates,
        "failed": report.failed,
        "missing": report.missing,
        "charted": report.charted,
        "failures": [failure_document(failure) for failure in report.failures],
        "warnings": [failure_document(warning) for warning in report.warnings],
        "seconds": round(report.seconds, 3),
        "audio_seconds": round(report.audio_seconds, 3),
    }


def status_document(status: "LibraryStatus") -> dict[str, Any]:
    """Describe what a library holds."""
    return {
        "library": status.library,
        "tracks": status.tracks,
        "files": status.files,
        "failures": status.failures,
        "missing": status.missing,
        "bytes": status.bytes,
        "feature_sets": [
            {"name": row.name, "dimensions": row.dimensions, "tracks": row.tracks, "stale": row.stale}
            for row in status.feature_sets
        ],
    }

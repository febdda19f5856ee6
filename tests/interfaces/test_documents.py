"""The JSON documents, as the contract of the command line names their fields."""

import datetime
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf import Shelf

from tunescape.discovery.neighbours import Match
from tunescape.discovery.playlist import Playlist
from tunescape.discovery.sound import Sound, find_sound
from tunescape.features.embeddings.musicnn import TAGS
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.interfaces.documents import (
    failure_document,
    match_document,
    playlist_document,
    report_document,
    shown,
    status_document,
    to_json,
    track_document,
)
from tunescape.interfaces.track_report import track_report
from tunescape.library.ingest import AnalysisReport
from tunescape.library.records import Failure, FeatureSetStatus, FileStamp, LibraryStatus, Track
from tunescape.library.store import Library

TRACK = Track(
    track_id="0123456789abcdef" * 2,
    path="/music/夜曲.flac",
    title="夜曲",
    artist="周杰倫",
    album=None,
    genre="流行",
    year=2005,
    duration_s=226.123456,
    tempo_bpm=85.98765,
    key="G minor",
    tags=("pop", "female vocalists"),
    loudness_lufs=-9.87654,
    true_peak_db=0.4321,
    rank=3,
    users=996_584,
    users_gained=47_274,
    chart="ranking",
    music_id="7304469264714242009",
    charted_at="2026-11-20T11:20:56+00:00",
    cluster=2,
    cluster_name="quiet pop",
)
UNKNOWN = Track("f" * 32, "/a.wav", "a", None, None, None, None, 0.2, None, None, ())


def test_a_track_is_told_with_rounded_numbers() -> None:
    assert track_document(TRACK) == {
        "track_id": "0123456789abcdef0123456789abcdef",
        "path": "/music/夜曲.flac",
        "title": "夜曲",
        "artist": "周杰倫",
        "album": None,
        "year": 2005,
        "duration_s": 226.123,
        "tempo_bpm": 85.99,
        "key": "G minor",
        "genre": "流行",
        "tags": ["pop", "female vocalists"],
        "loudness_lufs": -9.88,
        "true_peak_db": 0.43,
        "cluster": 2,
        "cluster_name": "quiet pop",
        "rank": 3,
        "users": 996_584,
        "users_gained": 47_274,
        "chart": "ranking",
        "music_id": "7304469264714242009",
        "charted_at": "2026-11-20T11:20:56+00:00",
    }


def test_what_is_not_known_is_null() -> None:
    document = json.loads(to_json(track_document(UNKNOWN)))
    nulls = {name for name, value in document.items() if value is None}
    assert nulls == {
        *("artist", "album", "year", "tempo_bpm", "key", "genre"),
        *("loudness_lufs", "true_peak_db", "cluster", "cluster_name"),
        *("rank", "users", "users_gained", "chart", "music_id", "charted_at"),
    }


def test_a_playlist_is_its_matches_in_order_and_its_seeds() -> None:
    matches = (Match(1, TRACK, 1.0), Match(2, UNKNOWN, 0.123456789))
    document = playlist_document(Playlist(matches, (TRACK,)))
    assert document["seeds"] == [track_document(TRACK)]
    assert document["tracks"] == [match_document(match) for match in matches]
    assert document["tracks"][1] == {
        "rank": 2,
        "track_id": "f" * 32,
        "path": "/a.wav",
        "title": "a",
        "artist": None,
        "duration_s": 0.2,
        "similarity": 0.123457,
    }


def test_a_failure_tells_when_only_in_the_ledger() -> None:
    failed_at = datetime.datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=datetime.UTC).timestamp()
    failure = Failure(FileStamp(b"/caf\xe9.mp3", 1, 1), "decode", "is not audio", failed_at)
    short = {"path": "/caf\udce9.mp3", "stage": "decode", "reason": "is not audio"}
    assert failure_document(failure) == short
    assert failure_document(failure, when=True) == {**short, "when": "2026-02-03T04:05:06+00:00"}


def test_a_report_counts_and_lists_failures() -> None:
    failure = Failure(FileStamp(b"/a.mp3", 0, 0), "scan", "is empty")
    warning = Failure(FileStamp(b"/hot/tunescape-chart.json", 0, 0), "chart", "is damaged")
    report = AnalysisReport(
        *(10, 5, 2, 2, 1, [failure]),
        missing=3,
        seconds=1.23456,
        audio_seconds=100.0,
        charted=4,
        warnings=[warning],
    )
    assert report_document(report) == {
        "found": 10,
        "analyzed": 5,
        "unchanged": 2,
        "duplicates": 2,
        "failed": 1,
        "missing": 3,
        "charted": 4,
        "failures": [failure_document(failure)],
        "warnings": [{"path": "/hot/tunescape-chart.json", "stage": "chart", "reason": "is damaged"}],
        "seconds": 1.235,
        "audio_seconds": 100.0,
    }


def test_a_status_lists_every_feature_set() -> None:
    status = LibraryStatus("/library", 3, 4, 1, 2, 4096, (FeatureSetStatus("statistical@1", 42, 2, 1),))
    assert status_document(status) == {
        "library": "/library",
        "tracks": 3,
        "files": 4,
        "failures": 1,
        "missing": 2,
        "bytes": 4096,
        "feature_sets": [{"name": "statistical@1", "dimensions": 42, "tracks": 2, "stale": 1}],
    }


@given(st.binary().map(lambda name: name.replace(b"\0", b"")))
def test_any_path_survives_json_and_can_be_shown(name: bytes) -> None:
    path = name.decode("utf-8", "surrogateescape")
    text = to_json({"path": path})
    assert json.loads(text.encode("utf-8"))["path"] == path
    assert shown(name) == shown(path)
    shown(path).encode("utf-8")


def test_json_is_readable_and_has_no_numbers_that_are_none() -> None:
    assert "夜曲 🎵" in to_json(["夜曲 🎵"])
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json([float("nan")])


def test_a_track_report_of_a_stored_track_is_complete(shelf: Shelf) -> None:
    report = track_report(shelf.library, find_sound(shelf.library, "夜曲"))
    assert report.keys() == {
        *("track", "tempo", "key", "tags", "loudness_lufs", "true_peak_db"),
        *("files", "warnings", "feature_sets"),
    }
    assert -40 < report["loudness_lufs"] < 0
    assert -40 < report["true_peak_db"] < 3
    assert report["track"] == track_document(shelf.library.track(report["track"]["track_id"]))
    assert report["files"] == [shelf.path("01 夜曲.flac"), shelf.path("deep/a copy.flac")]
    assert report["feature_sets"] == [FEATURE_SETS[name].id for name in resolve_feature_sets("default")]
    assert report["tempo"].keys() == {"bpm", "confidence", "alternatives"}
    assert report["key"].keys() == {"name", "confidence", "alternatives", "camelot", "tuning_cents"}
    assert 0 <= report["tempo"]["confidence"] <= 1
    assert 0 <= report["key"]["confidence"] <= 1
    probabilities = [tag["probability"] for tag in report["tags"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0.05 <= probability <= 1 for probability in probabilities)
    assert {tag["tag"] for tag in report["tags"]} <= set(TAGS)
    to_json(report)


def test_a_track_report_agrees_with_the_list(shelf: Shelf) -> None:
    for track in shelf.library.tracks():
        report = track_report(shelf.library, find_sound(shelf.library, track.track_id))
        assert report["tempo"]["bpm"] == report["track"]["tempo_bpm"]
        assert report["key"]["name"] == report["track"]["key"]
        assert report["track"]["tags"] == [tag["tag"] for tag in report["tags"]][: len(track.tags)]


def test_a_track_report_without_feature_sets_says_so(tmp_path: Path) -> None:
    sound = Sound(UNKNOWN, {}, ("claims 9.0 s, holds 0.2 s",), stored=False)
    report = track_report(Library(tmp_path, create=True), sound)
    assert report == {
        "track": track_document(UNKNOWN),
        "tempo": {"bpm": None, "confidence": 0.0, "alternatives": []},
        "key": {
            "name": None,
            "confidence": 0.0,
            "alternatives": [],
            "camelot": None,
            "tuning_cents": None,
        },
        "tags": [],
        "loudness_lufs": None,
        "true_peak_db": None,
        "files": ["/a.wav"],
        "warnings": ["claims 9.0 s, holds 0.2 s"],
        "feature_sets": [],
    }


def test_a_track_report_names_the_likeliest_tags_first(tmp_path: Path) -> None:
    musicnn = np.zeros((2, len(FEATURE_SETS["musicnn"].dimensions)), np.float32)
    musicnn[:, TAGS.index("jazz")] = [0.9, 0.7]
    musicnn[:, TAGS.index("guitar")] = [0.06, 0.06]
    musicnn[:, TAGS.index("rock")] = [0.04, 0.04]
    report = track_report(
        Library(tmp_path, create=True), Sound(UNKNOWN, {"musicnn": musicnn}, (), stored=False)
    )
    assert report["tags"] == [{"tag": "jazz", "probability": 0.8}, {"tag": "guitar", "probability": 0.06}]

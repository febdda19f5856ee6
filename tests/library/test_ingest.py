"""From files to a library, in worker processes: whole, repeatable, and honest about what failed."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import mutagen
import numpy as np
import pytest
from patience import PATIENCE_S

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError, FeatureError, LibraryError, ScanError, SettingsError
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.library import ingest
from tunescape.library.describe import AnalysisPlan, describe_file
from tunescape.library.engines.local import run_local
from tunescape.library.ingest import AnalysisReport, Progress, analyze, describe_path
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.library.status import library_status
from tunescape.library.store import Library
from tunescape.library.workload import Workload
from tunescape.settings import AnalysisSettings

EVERYTHING = AnalysisSettings(jobs=1, features="all")
QUICK = AnalysisSettings(jobs=1, features="statistical")


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    folder = tmp_path_factory.mktemp("music")
    for i, suffix in enumerate(["flac", "mp3", "m4a", "opus"]):
        write_audio(folder / f"{i}.{suffix}", play(i, seconds=3.0), tags={"title": f"Tune {i}"})
    shutil.copy(folder / "0.flac", folder / "copy of 0.flac")
    (folder / "rubbish.mp3").write_bytes(bytes(range(256)) * 50)
    (folder / "empty.mp3").touch()
    return folder


@pytest.fixture(scope="module")
def analyzed(music: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, AnalysisReport]:
    library = Library(tmp_path_factory.mktemp("library"), create=True)
    return library, analyze(library, [music], EVERYTHING)


def counts(report: AnalysisReport) -> tuple[int, ...]:
    return report.found, report.analyzed, report.unchanged, report.duplicates, report.failed


def test_every_file_is_accounted_for(analyzed: tuple[Library, AnalysisReport]) -> None:
    library, report = analyzed
    assert counts(report) == (7, 4, 0, 1, 2)
    assert report.audio_seconds == pytest.approx(12.0, abs=0.3)
    stages = {os.path.basename(failure.file.path): failure.stage for failure in report.failures}
    assert stages == {b"empty.mp3": "scan", b"rubbish.mp3": "decode"}
    assert [failure.reason for failure in library.failures()] == [row.reason for row in report.failures]
    assert [track.title for track in library.tracks()] == ["Tune 0", "Tune 1", "Tune 2", "Tune 3"]


def test_every_feature_set_keeps_its_declaration(analyzed: tuple[Library, AnalysisReport]) -> None:
    library, _ = analyzed
    for track in library.tracks():
        for name in resolve_feature_sets("all"):
            declared = FEATURE_SETS[name]
            matrix = library.feature_matrix(track.track_id, name, version=declared.version)
            assert matrix is not None
            assert matrix.shape == (1, len(declared.dimensions))
            assert matrix.dtype == np.dtype(declared.dtype)
            assert len(set(declared.dimensions)) == len(declared.dimensions)
            assert declared.units
            assert declared.source
            if matrix.dtype.kind == "f":
                assert np.isfinite(matrix).all()


def test_a_second_run_decodes_nothing(
    analyzed: tuple[Library, AnalysisReport], music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, _ = analyzed

    def refuse(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr(ingest, "run_local", refuse)
    revision = library.revision()
    assert counts(analyze(library, [music], EVERYTHING)) == (7, 0, 5, 0, 2)
    assert library.revision() == revision


def test_more_workers_give_the_same_numbers(
    analyzed: tuple[Library, AnalysisReport], music: Path, tmp_path: Path
) -> None:
    first, _ = analyzed
    second = Library(tmp_path / "library", create=True)
    analyze(second, [music], AnalysisSettings(jobs=3, features="all"))
    assert [track.track_id for track in first.tracks()] == [track.track_id for track in second.tracks()]
    for name, declared in FEATURE_SETS.items():
        pairs = zip(
            first.iterate_features(name, version=declared.version),
            second.iterate_features(name, version=declared.version),
            strict=True,
        )
        for (track_id, a), (other_id, b) in pairs:
            assert track_id == other_id
            np.testing.assert_array_equal(a, b)


@pytest.fixture
def library_of_one(tmp_path: Path, music: Path) -> tuple[Library, Path]:
    song = tmp_path / "music" / "song.flac"
    song.parent.mkdir()
    shutil.copy(music / "0.flac", song)
    library = Library(tmp_path / "library", create=True)
    assert counts(analyze(library, [song.parent], QUICK)) == (1, 1, 0, 0, 0)
    return library, song


def test_retagged_moved_and_copied_files_are_recognised(library_of_one: tuple[Library, Path]) -> None:
    library, song = library_of_one
    file = mutagen.File(song, easy=True)
    file["title"] = "新名字"
    file.save()
    report = analyze(library, [song.parent], QUICK)
    assert counts(report) == (1, 0, 1, 0, 0)
    assert report.audio_seconds == 0
    assert library.tracks()[0].title == "新名字"
    moved = song.rename(song.with_name("moved.flac"))
    assert counts(analyze(library, [moved.parent], QUICK)) == (1, 0, 1, 0, 0)
    assert library.tracks()[0].path == str(moved)
    shutil.copy(moved, song)
    assert counts(analyze(library, [moved.parent], QUICK)) == (2, 0, 1, 1, 0)
    assert counts(analyze(library, [moved.parent], QUICK)) == (2, 0, 2, 0, 0)


def test_only_missing_feature_sets_and_other_segments_are_computed(
    library_of_one: tuple[Library, Path],
) -> None:
    library, song = library_of_one
    (track,) = library.tracks()
    more = AnalysisSettings(jobs=1, features="statistical,rhythm")
    assert counts(analyze(library, [song], more)) == (1, 1, 0, 0, 0)
    assert set(library.feature_versions(track.track_id)) == {"statistical", "rhythm"}
    assert counts(analyze(library, [song], QUICK)) == (1, 0, 1, 0, 0)
    shorter = AnalysisSettings(jobs=1, features="statistical", segments="all", segment_length=1)
    assert counts(analyze(library, [song], shorter)) == (1, 1, 0, 0, 0)
    matrix = library.feature_matrix(track.track_id, "statistical", version=1)
    assert matrix is not None
    assert matrix.shape == (3, 42)


def test_a_new_version_of_a_feature_set_recomputes_that_one_alone(
    library_of_one: tuple[Library, Path],
) -> None:
    library, song = library_of_one
    both = AnalysisSettings(jobs=1, features="statistical,rhythm")
    analyze(library, [song], both)
    (track,) = library.tracks()
    with library.transaction() as connection:
        # as an older tunescape would have left it; and a mark by which to see that the other is not touched
        connection.exec_driver_sql("UPDATE features SET version = 0, data = x'00' WHERE name = 'statistical'")
        connection.exec_driver_sql(
            "UPDATE features SET segmentation = '4x15', data = zeroblob(length(data)) WHERE name = 'rhythm'"
        )
    stale = {row.name: row.stale for row in library_status(library).feature_sets}
    assert (stale["statistical@1"], stale["rhythm@3"]) == (1, 0)
    workloads: list[Workload] = []
    assert counts(analyze(library, [song], both, on_start=workloads.append)) == (1, 1, 0, 0, 0)
    assert (len(workloads[0].new), len(workloads[0].incomplete)) == (0, 1)
    rhythm = library.feature_matrix(track.track_id, "rhythm", version=3)
    assert rhythm is not None
    assert not rhythm.any()
    assert library.feature_matrix(track.track_id, "statistical", version=1) is not None


def test_a_file_made_well_leaves_the_ledger(library_of_one: tuple[Library, Path], music: Path) -> None:
    library, song = library_of_one
    sick = song.with_name("sick.mp3")
    sick.write_bytes(b"ID3" + bytes(500))
    assert counts(analyze(library, [song.parent], QUICK)) == (2, 0, 1, 0, 1)
    assert counts(analyze(library, [song.parent], QUICK)) == (2, 0, 1, 0, 1)
    shutil.copy(music / "1.mp3", sick)
    assert counts(analyze(library, [song.parent], QUICK)) == (2, 1, 1, 0, 0)
    assert library.failures() == []


def test_progress_counts_up_to_the_total(tmp_path: Path, music: Path) -> None:
    seen: list[Progress] = []
    analyze(Library(tmp_path, create=True), [music], QUICK, on_progress=seen.append)
    assert [progress.done for progress in seen] == list(range(1, 7))  # the empty file was not opened
    assert {progress.total for progress in seen} == {6}


def test_an_interrupted_run_keeps_what_was_ready(
    tmp_path: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path, create=True)

    def stop_after_two(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyze(library, [music], QUICK, on_progress=stop_after_two)
    kept = len(library.tracks()) + len(library.failures())
    assert kept == 3  # two files, and the empty one that the scan refused
    assert counts(analyze(library, [music], QUICK))[0] == 7
    assert len(library.tracks()) == 4


def test_one_file_is_described_without_a_library(music: Path) -> None:
    found = describe_path(music / "2.m4a")
    assert set(found.features) == set(resolve_feature_sets("default"))
    assert found.tags.title == "Tune 2"
    assert found.codec == "aac"
    with pytest.raises(ScanError, match="does not exist"):
        describe_path(music / "nowhere.flac")
    with pytest.raises(DecodeError, match="not audio"):
        describe_path(music / "rubbish.mp3")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"segments": 0}, "--segments cannot be 0"),
        ({"segments": "some"}, "all, or hook"),
        ({"segment_length": -1}, "--segment-length"),
        ({"jobs": 0}, "--jobs"),
        ({"engine": "abacus"}, "--engine"),
        ({"features": "statistical,taste"}, "no feature set taste"),
        ({"features": ","}, "choose from"),
        ({"timeout": "abc"}, "--timeout cannot be abc; give a number from 1 to 86400"),
        ({"segments": "\u00b2"}, "give a number from 1 to 1000, all, or hook"),
    ],
)
def test_options_that_cannot_be_are_refused(
    tmp_path: Path, options: dict[str, object], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        analyze(Library(tmp_path, create=True), [tmp_path], AnalysisSettings(**options))  # type: ignore[arg-type]


def test_one_pattern_need_not_stand_in_a_list() -> None:
    settings = AnalysisSettings(exclude="*.mp3", include="live")  # type: ignore[arg-type]
    assert (settings.exclude, settings.include) == (("*.mp3",), ("live",))


def provoke(file: FileStamp, trouble: str) -> Description:
    """What a worker does in the place of its work."""
    match trouble:
        case "hang":
            time.sleep(60)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "eat":
            bytearray(2**40)
        case "bug":
            raise ZeroDivisionError("a bug")
        case "fault":
            raise DecodeError("no audio could be decoded", hint="convert it")
    raise AssertionError(trouble)


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("hang", "took longer than 3 s"),
        ("crash", "crashed"),
        ("eat", "needs more than 4 GiB of memory"),
        ("bug", "unexpected ZeroDivisionError: a bug"),
        ("fault", "no audio could be decoded"),
    ],
)
def test_a_worker_in_trouble_costs_one_failure(music: Path, trouble: str, reason: str) -> None:
    file = FileStamp(bytes(music / "0.flac"), 1, 1)
    settings = AnalysisSettings(jobs=1, timeout=3.0 if trouble == "hang" else PATIENCE_S)
    (outcome,) = run_local([file], partial(provoke, trouble=trouble), settings)
    assert isinstance(outcome, Failure)
    assert outcome.stage == ("decode" if trouble == "fault" else "worker")
    assert reason in outcome.reason
    assert outcome.hint == ("convert it" if trouble == "fault" else None)


def test_what_is_wrong_with_a_file_is_told_with_its_stage_and_what_to_do(
    music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(files: Iterable[FileStamp], *_: object) -> Iterator[Failure]:
        for file in files:
            yield Failure(file, "features", "cannot be heard", hint="play it yourself")

    monkeypatch.setattr(ingest, "run_local", fail)
    with pytest.raises(FeatureError, match="cannot be heard; play it yourself") as caught:
        describe_path(music / "0.flac")
    assert caught.value.path == str(music / "0.flac")


def test_what_is_no_fault_of_a_file_ends_the_run(music: Path, tmp_path: Path) -> None:
    plan = AnalysisPlan(ingest.Segmentation(), ("statistical",), tmp_path / "no library")
    with pytest.raises(LibraryError, match="no library here"):
        list(run_local([FileStamp(bytes(music / "0.flac"), 1, 1)], partial(describe_file, plan=plan), QUICK))


def test_files_after_a_crash_are_heard(music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [FileStamp(bytes(path), 1, 1) for path in sorted(music.glob("[0-3].*"))]
    plan = AnalysisPlan(ingest.Segmentation(), ("statistical",))
    outcomes = list(run_local(files, partial(describe_file, plan=plan), QUICK))
    assert all(isinstance(outcome, Description) for outcome in outcomes)
    assert len(outcomes) == 4

"""Missing files are marked and kept, come back when they return, and an unmounted disk empties nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.ingest import AnalysisReport, analyze
from tunescape.library.prune import plan_prune, prune
from tunescape.library.status import library_status
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

QUICK = AnalysisSettings(jobs=1, features="statistical")


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    for i in range(3):
        write_audio(folder / f"{i}.flac", play(i, seconds=1.0), tags={"title": f"Tune {i}"})
    return folder


@pytest.fixture
def music(tmp_path: Path, sounds: Path) -> Path:
    """Two albums and a single."""
    folder = tmp_path / "music"
    for i, album in enumerate(["a", "a", "b"]):
        (folder / album).mkdir(parents=True, exist_ok=True)
        shutil.copy(sounds / f"{i}.flac", folder / album)
    return folder


@pytest.fixture
def library(tmp_path: Path, music: Path) -> Library:
    library = Library(tmp_path / "library", create=True)
    assert analyze(library, [music], QUICK).analyzed == 3
    return library


def titles(library: Library) -> list[str]:
    return [track.title for track in library.tracks()]


def again(library: Library, *paths: Path) -> AnalysisReport:
    report = analyze(library, paths, QUICK)
    assert report.analyzed == 0  # nothing is ever heard twice here
    return report


def test_a_deleted_file_is_missing_and_comes_back(library: Library, music: Path, sounds: Path) -> None:
    (music / "a" / "0.flac").unlink()
    report = again(library, music)
    assert (report.found, report.unchanged, report.missing) == (2, 2, 1)
    assert titles(library) == ["Tune 1", "Tune 2"]
    status = library_status(library)
    assert (status.tracks, status.files, status.missing) == (2, 2, 1)
    assert again(library, music).missing == 0  # known to be missing already
    shutil.copy2(sounds / "0.flac", music / "a")
    again(library, music)
    assert titles(library) == ["Tune 0", "Tune 1", "Tune 2"]
    assert library_status(library).missing == 0


def test_a_file_that_returns_unchanged_is_not_opened(library: Library, music: Path, tmp_path: Path) -> None:
    elsewhere = (music / "a" / "0.flac").rename(tmp_path / "0.flac")
    again(library, music)
    elsewhere.rename(music / "a" / "0.flac")
    assert again(library, music).unchanged == 3
    assert len(titles(library)) == 3


def test_only_searched_folders_are_judged(library: Library, music: Path) -> None:
    (music / "b" / "2.flac").unlink()
    assert again(library, music / "a").missing == 0
    assert len(titles(library)) == 3
    assert again(library, music / "a", music).missing == 1


@pytest.mark.parametrize("how", ["gone", "empty", "nothing to hear"])
def test_a_disk_that_is_not_mounted_empties_nothing(library: Library, music: Path, how: str) -> None:
    shutil.rmtree(music)
    if how != "gone":
        music.mkdir()
    if how == "nothing to hear":
        (music / "README.txt").write_text("mount the disk here")
    assert again(library, music).missing == 0
    assert len(titles(library)) == 3


def test_excluded_files_are_not_missing(library: Library, music: Path) -> None:
    assert (
        analyze(library, [music], AnalysisSettings(jobs=1, features="statistical", exclude=("a/",))).missing
        == 0
    )
    assert len(titles(library)) == 3


def test_a_moved_root_is_recognised_without_hearing_it_again(library: Library, music: Path) -> None:
    moved = music.rename(music.with_name("新家"))
    report = again(library, moved)
    assert (report.found, report.unchanged, report.duplicates) == (3, 3, 0)
    assert all(track.path.startswith(str(moved)) for track in library.tracks())
    assert library_status(library).files == 3


def test_pruning_drops_what_is_missing_and_nothing_else(library: Library, music: Path) -> None:
    assert plan_prune(library).files == ()
    gone = music / "a" / "0.flac"
    track_id = library.tracks()[0].track_id
    gone.unlink()
    again(library, music)
    plan = plan_prune(library)
    assert (plan.files, plan.track_ids) == ((bytes(gone),), (track_id,))
    assert library.feature_versions(track_id)  # a plan drops nothing
    revision = library.revision()
    prune(library, plan)
    assert library.feature_versions(track_id) == {}
    assert library_status(library).missing == 0
    assert library.revision() > revision
    assert plan_prune(library).files == ()
    assert titles(library) == ["Tune 1", "Tune 2"]


def test_what_is_back_when_it_comes_to_pruning_stays(library: Library, music: Path, tmp_path: Path) -> None:
    files = [music / "a" / "0.flac", music / "a" / "1.flac", music / "b" / "2.flac"]
    for file in files:
        file.rename(tmp_path / file.name)
    plan = plan_prune(library, [bytes(music)])
    assert len(plan.track_ids) == 3
    # the first is back where it was, the second elsewhere; the third stays away
    (tmp_path / "0.flac").rename(files[0])
    (tmp_path / "1.flac").rename(music / "b" / "1.flac")
    again(library, music)
    dropped = prune(library, plan)
    assert dropped.files == (bytes(files[2]),)
    assert len(dropped.track_ids) == 1
    assert titles(library) == ["Tune 0", "Tune 1"]
    assert library.feature_versions(dropped.track_ids[0]) == {}


def test_a_whole_folder_is_pruned_only_by_name(library: Library, music: Path) -> None:
    shutil.rmtree(music / "b")
    assert plan_prune(library).files == ()
    plan = plan_prune(library, [bytes(music / "b")])
    assert plan.files == (bytes(music / "b" / "2.flac"),)
    prune(library, plan)
    assert titles(library) == ["Tune 0", "Tune 1"]


def test_a_track_with_another_file_survives_pruning(library: Library, music: Path, sounds: Path) -> None:
    shutil.copy(sounds / "0.flac", music / "b" / "copy.flac")
    assert analyze(library, [music], QUICK).duplicates == 1
    (music / "a" / "0.flac").unlink()
    again(library, music)
    plan = plan_prune(library)
    assert plan.track_ids == ()
    prune(library, plan)
    assert library.tracks()[1].path == str(music / "b" / "2.flac")
    assert "Tune 0" in titles(library)


def test_a_failure_that_is_gone_leaves_the_ledger(library: Library, music: Path) -> None:
    rubbish = music / "a" / "rubbish.mp3"
    rubbish.write_bytes(b"rubbish" * 100)
    assert again(library, music).failed == 1
    rubbish.unlink()
    assert again(library, music).failed == 0
    assert library.failures() == []


def test_failures_are_tried_again_on_request(library: Library, music: Path) -> None:
    rubbish = music / "a" / "rubbish.mp3"
    rubbish.write_bytes(b"rubbish" * 100)
    again(library, music)
    seen = []
    report = analyze(library, [rubbish], QUICK, on_progress=seen.append)
    assert (report.failed, len(seen)) == (1, 0)
    report = analyze(library, [rubbish], QUICK, retry=True, on_progress=seen.append)
    assert (report.failed, len(seen)) == (1, 1)
    rubbish.unlink()
    analyze(library, [rubbish], QUICK, retry=True)
    assert library.failures() == []


def test_a_library_goes_on_with_the_segments_it_has(library: Library, music: Path) -> None:
    every = AnalysisSettings(jobs=1, features="statistical", segments="all", segment_length=1)
    assert analyze(library, [music], every).analyzed == 3
    assert again(library, music).unchanged == 3
    remembered = library.analysis_options()
    assert (remembered["segments"], remembered["segment_length"]) == ("all", 1.0)
    two = AnalysisSettings(jobs=1, features="statistical", segments=2)
    assert analyze(library, [music], two).analyzed == 3

"""Feature sets that are heard on an excerpt of their own, once a track, however it is cut."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.segments import Segmentation
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError
from tunescape.library.check import check_library
from tunescape.library.describe import AnalysisPlan, describe_file
from tunescape.library.ingest import analyze
from tunescape.library.scan import scan
from tunescape.library.schema import features
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

NAMES = "statistical,intro"


@pytest.fixture(scope="module")
def tune(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    path = tmp_path_factory.mktemp("tune") / "tune.flac"
    write_audio(path, play(1, seconds=20, sample_rate=22_050))
    return path


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library", create=True)


def heard(library: Library, tune: Path, **options: object) -> tuple[int, int]:
    settings = AnalysisSettings(**{"jobs": 1, "features": NAMES} | options)  # type: ignore[arg-type]
    report = analyze(library, [tune], settings)
    return report.analyzed, report.unchanged


def versions(library: Library) -> dict[str, tuple[int, str]]:
    (track,) = library.tracks()
    return library.feature_versions(track.track_id)


def test_other_segments_do_not_make_it_stale(library: Library, tune: Path) -> None:
    assert heard(library, tune) == (1, 0)
    assert versions(library) == {"statistical": (1, "4x15"), "intro": (2, "start 15")}
    assert heard(library, tune) == (0, 1)
    assert heard(library, tune, segments=2, segment_length=5) == (1, 0)
    assert versions(library) == {"statistical": (1, "2x5"), "intro": (2, "start 15")}
    (stamp,) = scan([tune]).files
    plan = AnalysisPlan(Segmentation(3, 5.0), ("statistical", "intro"), library.path)
    assert set(describe_file(stamp, plan).features) == {"statistical"}


def test_other_channels_do(library: Library, tune: Path) -> None:
    heard(library, tune)
    assert heard(library, tune, channels="left") == (1, 0)
    assert versions(library) == {"statistical": (1, "4x15 left"), "intro": (2, "start 15 left")}
    assert heard(library, tune) == (0, 1)


def test_a_library_without_it_is_heard_again_for_it_alone(library: Library, tune: Path) -> None:
    heard(library, tune, features="statistical")
    assert heard(library, tune) == (1, 0)
    (track,) = library.tracks()
    matrix = library.feature_matrix(track.track_id, "intro", version=2)
    assert matrix is not None
    assert len(matrix) == 1


def described(path: Path, segmentation: Segmentation, names: str = NAMES) -> dict[str, np.ndarray]:
    (stamp,) = scan([path]).files
    return describe_file(stamp, AnalysisPlan(segmentation, tuple(names.split(",")))).features


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """What is decoded, as (start, length)."""
    asked: list[tuple[float, float]] = []
    read = AudioFile.read

    def note(self: AudioFile, start_s: float, duration_s: float) -> Signal:
        asked.append((start_s, duration_s))
        return read(self, start_s, duration_s)

    monkeypatch.setattr(AudioFile, "read", note)
    return asked


def test_a_segment_that_is_the_excerpt_is_decoded_once(tune: Path, reads: list[tuple[float, float]]) -> None:
    described(tune, Segmentation("hook", 15.0))
    assert reads == [(0.0, 15.0)]
    reads.clear()
    described(tune, Segmentation(2, 5.0))
    assert sorted(reads) == [(0.0, 15.0), (2.5, 5.0), (12.5, 5.0)]
    reads.clear()
    described(tune, Segmentation(2, 5.0), "intro")
    assert reads == [(0.0, 15.0)]


def test_it_is_the_same_whether_decoded_apart_or_not(tune: Path) -> None:
    shared = described(tune, Segmentation("hook", 15.0))["intro"]
    apart = described(tune, Segmentation(2, 5.0))["intro"]
    np.testing.assert_allclose(shared, apart, rtol=1e-5)


def test_a_beginning_that_cannot_be_decoded_counts_as_silence(
    tune: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = AudioFile.read

    def no_beginning(self: AudioFile, start_s: float, duration_s: float) -> Signal:
        if start_s == 0:
            raise DecodeError("broken", path=self.path)
        return read(self, start_s, duration_s)

    monkeypatch.setattr(AudioFile, "read", no_beginning)
    (stamp,) = scan([tune]).files
    found = describe_file(stamp, AnalysisPlan(Segmentation(2, 5.0), ("statistical", "intro")))
    assert found.features["intro"][0, 0] == -70
    assert [warning for warning in found.warnings if "intro@2 could not be decoded" in warning]
    with pytest.raises(DecodeError, match="no audio"):
        described(tune, Segmentation(2, 5.0), "intro")


def test_check_finds_rows_of_several_segments(library: Library, tune: Path) -> None:
    heard(library, tune)
    assert check_library(library) == []
    with library.transaction() as connection:
        row = connection.execute(sa.select(features).where(features.c.name == "intro")).one()
        twice = {"data": row.data * 2, "n_segments": 2}
        connection.execute(sa.update(features).where(features.c.name == "intro").values(twice))
    assert [problem.kind for problem in check_library(library)] == ["feature rows that cannot be right"]


@pytest.mark.parametrize(("seconds", "is_short"), [(20, True), (29.9, False), (31, False)])
def test_a_track_too_short_for_what_pads_it_gets_a_warning(
    tmp_path: Path, play: Callable[..., Signal], seconds: float, is_short: bool
) -> None:
    write_audio(tmp_path / "a.wav", play(1, seconds=seconds, sample_rate=8000, channels=1))
    (stamp,) = scan([tmp_path / "a.wav"]).files
    found = describe_file(stamp, AnalysisPlan(Segmentation(), ("statistical", "mfcc")))
    assert found.excerpts == {"mfcc": "middle 30.0234"}
    assert found.features["mfcc"].shape == (1, 25_860)
    said = "is shorter than what mfcc@1 would hear; the rest counts as nothing"
    assert (said in found.warnings) == is_short
    assert not is_short or not found.features["mfcc"][0].reshape(20, 1293)[:, 900:].any()

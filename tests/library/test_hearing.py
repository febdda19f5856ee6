"""What is heard of a file, and read from its tags, is stored, listed and asked for."""

from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.discovery.sound import find_sound
from tunescape.discovery.space import SPACES, zscore_statistics
from tunescape.features.loudness import integrated
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.ingest import analyze
from tunescape.library.schema import files, tracks
from tunescape.library.store import Library
from tunescape.library.where import parse_where
from tunescape.settings import AnalysisSettings

RATE = 44_100
SETTINGS = AnalysisSettings(jobs=1, features="statistical,loudness")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Library:
    """A loud track with many tags, a quiet one and a silent one."""
    music = tmp_path_factory.mktemp("hearing")
    loud = np.sin(2 * np.pi * 997 * np.arange(5 * RATE) / RATE).astype(np.float32)
    write_audio(music / "loud.flac", Signal(np.stack([loud, loud]), RATE), tags={"title": "Loud"})
    write_audio(music / "quiet.flac", Signal(0.01 * play(1, seconds=5).samples, RATE))
    write_audio(music / "silent.flac", Signal(np.zeros((2, 5 * RATE), np.float32), RATE))
    file = mutagen.File(music / "loud.flac")
    file["albumartist"], file["tracknumber"], file["compilation"] = "Various", "3/12", "1"
    file["replaygain_track_gain"] = "-6.48 dB"
    file.save()
    library = Library(tmp_path_factory.mktemp("library"), create=True)
    report = analyze(library, [music], SETTINGS)
    assert (report.analyzed, report.failed) == (3, 0)
    return library


def found(library: Library, expression: str) -> list[str]:
    return [Path(track.path).stem for track in library.tracks(parse_where(expression))]


def test_loudness_is_listed_and_none_for_silence(library: Library) -> None:
    loudness = {
        Path(track.path).stem: (track.loudness_lufs, track.true_peak_db) for track in library.tracks()
    }
    assert loudness["loud"] == (pytest.approx(0.0, abs=0.05), pytest.approx(0.0, abs=0.05))
    assert loudness["silent"] == (None, None)
    assert loudness["quiet"][0] < -40
    with library.connect() as connection:
        rows = connection.execute(tracks.select().where(tracks.c.loudness_lufs.is_(None))).all()
    assert len(rows) == 1


def test_what_is_listed_is_the_loudness_of_what_is_stored(library: Library) -> None:
    for track in library.tracks():
        matrix = library.feature_matrix(track.track_id, "loudness", version=1)
        assert matrix is not None
        assert np.isfinite(matrix).all()
        assert integrated(matrix) == pytest.approx(track.loudness_lufs)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("loudness_lufs > -14", ["loud"]),
        ("loudness_lufs < -14", ["quiet"]),
        ("loudness_lufs = null", ["silent"]),
        ("true_peak_db > -1", ["loud"]),
        ('album_artist = "various"', ["loud"]),
        ("track_number = 3", ["loud"]),
        ("replaygain_db < -6", ["loud"]),
        ("replaygain_db = null", ["quiet", "silent"]),
    ],
)
def test_it_can_be_asked_for(library: Library, expression: str, expected: list[str]) -> None:
    assert found(library, expression) == expected


def test_tags_are_stored_with_the_file(library: Library) -> None:
    with library.connect() as connection:
        row = connection.execute(files.select().where(files.c.title == "Loud")).one()
    assert (row.album_artist, row.track_number, row.compilation) == ("Various", 3, True)
    assert row.replaygain_db == -6.48


def test_loudness_is_no_space(library: Library) -> None:
    assert "loudness" in FEATURE_SETS
    assert "loudness" not in SPACES
    for name in SPACES:
        if name in FEATURE_SETS and FEATURE_SETS[name].zscored:
            zscore_statistics(name)


def test_a_file_that_is_not_stored_has_its_loudness_too(library: Library, tmp_path: Path) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 997 * np.arange(RATE) / RATE)[np.newaxis].astype(np.float32)
    write_audio(tmp_path / "new.wav", Signal(tone, RATE))
    track = find_sound(library, tmp_path / "new.wav").track
    assert track.loudness_lufs == pytest.approx(-9.03, abs=0.05)


def test_another_choice_of_channels_is_heard_again(tmp_path: Path, play: Callable[..., Signal]) -> None:
    write_audio(tmp_path / "a.flac", play(1, seconds=3))
    library = Library(tmp_path / "library", create=True)

    def analyzed(channels: str | None) -> tuple[int, int]:
        settings = AnalysisSettings(jobs=1, features="statistical", channels=channels)
        report = analyze(library, [tmp_path / "a.flac"], settings)
        return report.analyzed, report.unchanged

    assert analyzed(None) == (1, 0)
    assert analyzed("mean") == (0, 1)
    (track,) = library.tracks()
    assert library.feature_versions(track.track_id) == {"statistical": (1, "4x15")}
    mean = library.feature_matrix(track.track_id, "statistical", version=1)
    assert analyzed("left") == (1, 0)
    # the library remembers
    assert analyzed(None) == (0, 1)
    assert library.feature_versions(track.track_id) == {"statistical": (1, "4x15 left")}
    assert not np.array_equal(library.feature_matrix(track.track_id, "statistical", version=1), mean)

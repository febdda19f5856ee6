"""``tunescape tags write``: shown first, written whole, and known to the library afterwards."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest
from mutagen.id3 import TBPM
from shelf import Outcome

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.features.tempo_salience import TempoEstimate
from tunescape.interfaces import tag_plan
from tunescape.interfaces.tag_plan import MIN_CONFIDENCE
from tunescape.library.ingest import analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

Run = Callable[..., Outcome]
SETTINGS = AnalysisSettings(jobs=1, features="rhythm,tonality")


def chords(bpm: float, root_hz: float) -> Signal:
    """Strike minor chords on the beat."""
    t = np.arange(10 * 44_100) / 44_100
    tones = sum(np.sin(2 * np.pi * root_hz * ratio * t) for ratio in (1, 1.189, 1.498, 2))
    y = 0.15 * tones * np.exp(-8 * (t % (60 / bpm)))
    return Signal(y[np.newaxis].astype(np.float32), 44_100)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tracks, one of them twice."""
    folder = tmp_path_factory.mktemp("recorded")
    write_audio(folder / "夜.flac", chords(120, 220.0), tags={"title": "夜", "genre": "Folk"})
    (folder / "copy.flac").write_bytes((folder / "夜.flac").read_bytes())
    write_audio(folder / "b.mp3", chords(90, 277.18), tags={"title": "B"})
    write_audio(folder / "c.m4a", chords(150, 246.94), tags={"title": "C"})
    return folder


@pytest.fixture
def music(recorded: Path, tmp_path: Path) -> Path:
    """The same, to be changed, and a library beside it."""
    folder = tmp_path / "music"
    shutil.copytree(recorded, folder)
    analyze(Library(tmp_path / "library", create=True), [folder], SETTINGS)
    return folder


@pytest.fixture
def tags(tunescape: Run, music: Path) -> Run:
    return lambda *options: tunescape("tags", "write", *options, "--library", music.parent / "library")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_dry_run_shows_what_would_change_and_changes_nothing(tags: Run, music: Path) -> None:
    before = contents(music)
    document = tags("--dry-run", "--json").document
    assert contents(music) == before
    assert document["dry_run"] is True
    assert (document["written"], document["unchanged"], document["failed"]) == (0, 0, 0)
    rows = {(os.path.basename(row["path"]), row["field"]): row for row in document["changes"]}
    assert {key: (row["old"], row["new"]) for key, row in rows.items()} == {
        ("夜.flac", "tempo"): (None, "120"),
        ("夜.flac", "key"): (None, "Am"),
        ("copy.flac", "tempo"): (None, "120"),
        ("copy.flac", "key"): (None, "Am"),
        ("b.mp3", "tempo"): (None, "90"),
        ("b.mp3", "key"): (None, "C#m"),
        ("c.m4a", "tempo"): (None, "150"),
        ("c.m4a", "key"): (None, "Bm"),
    }
    shown = tags("--dry-run")
    assert (shown.code, shown.out) == (0, "")
    assert "夜.flac" in shown.err
    assert "4 files would change, 0 unchanged, 0 failed" in shown.err


def test_what_was_heard_is_written_once_and_the_library_knows(tags: Run, music: Path, tunescape: Run) -> None:
    library = music.parent / "library"
    tracks = {track.track_id for track in Library(library).tracks()}
    outcome = tags("--json")
    assert outcome.code == 0
    assert (outcome.document["dry_run"], outcome.document["written"]) == (False, 4)
    assert mutagen.File(music / "夜.flac")["BPM"] == ["120"]
    assert mutagen.File(music / "b.mp3")["TKEY"] == ["C#m"]
    assert mutagen.File(music / "c.m4a")["tmpo"] == [150]
    report = analyze(Library(library), [music], SETTINGS)
    assert (report.unchanged, report.analyzed, report.failed) == (4, 0, 0)
    assert {track.track_id for track in Library(library).tracks()} == tracks
    times = {path: path.stat().st_mtime_ns for path in music.iterdir()}
    again = tags("--json").document
    assert (again["changes"], again["written"], again["unchanged"]) == ([], 0, 4)
    assert {path: path.stat().st_mtime_ns for path in music.iterdir()} == times


def test_the_analysis_after_it_opens_no_file(tags: Run, music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tags()

    def refuse(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr("tunescape.library.ingest.run_local", refuse)
    report = analyze(Library(music.parent / "library"), [music], SETTINGS)
    assert report.unchanged == 4


def test_tags_that_others_changed_are_read_by_the_next_analysis(tags: Run, music: Path) -> None:
    file = mutagen.File(music / "c.m4a", easy=True)
    file["title"] = "By hand"
    file.save()
    assert tags("C").code == 0
    library = Library(music.parent / "library")
    analyze(library, [music], SETTINGS)
    assert "By hand" in {track.title for track in library.tracks()}


def test_tracks_can_be_chosen(tags: Run, music: Path) -> None:
    document = tags("B", str(music / "c.m4a"), "--dry-run", "--json").document
    assert {os.path.basename(row["path"]) for row in document["changes"]} == {"b.mp3", "c.m4a"}
    document = tags("--where", "tempo_bpm > 100 and tempo_bpm < 130", "--dry-run", "--json").document
    assert {os.path.basename(row["path"]) for row in document["changes"]} == {"夜.flac", "copy.flac"}
    nothing = tags("--where", "tempo_bpm > 500", "--json")
    assert (nothing.code, nothing.document["changes"]) == (0, [])
    assert tags("B", "--where", "tempo_bpm > 100", "--json").refused("not both")
    assert tags("no such title", "--json").refused("no track matches")


def test_the_genre_is_written_only_when_asked_for(tags: Run, music: Path) -> None:
    file = mutagen.File(music / "夜.flac")
    file["genre"] = "Other"
    file.save()
    assert "genre" not in {row["field"] for row in tags("--dry-run", "--json").document["changes"]}
    kept = tags("--genre", "--json").document["kept"]
    assert [(row["field"], row["old"], row["new"]) for row in kept] == [("genre", "Other", "Folk")]
    assert mutagen.File(music / "夜.flac")["genre"] == ["Other"]
    rows = tags("--genre", "--replace", "--json").document["changes"]
    assert [(row["field"], row["old"], row["new"]) for row in rows] == [("genre", "Other", "Folk")]
    assert mutagen.File(music / "夜.flac")["genre"] == ["Folk"]


def test_what_a_file_says_already_is_kept_unless_it_is_to_be_replaced(tags: Run, music: Path) -> None:
    file = mutagen.File(music / "b.mp3")
    file.tags.add(TBPM(encoding=0, text=["93"]))  # type: ignore[no-untyped-call]
    file.save()
    plain = tags("B", "--dry-run", "--json").document
    assert [(row["field"], row["new"]) for row in plain["changes"]] == [("key", "C#m")]
    assert [(row["field"], row["old"], row["new"]) for row in plain["kept"]] == [("tempo", "93", "90")]
    shown = tags("B", "--dry-run")
    assert "1 tag kept that says something else: --replace writes what was heard instead" in shown.err
    assert "93" in shown.err
    tags("B")
    assert mutagen.File(music / "b.mp3")["TBPM"] == ["93"]
    again = tags("B", "--json").document
    assert (again["changes"], again["written"], again["unchanged"]) == ([], 0, 1)
    replaced = tags("B", "--replace", "--json").document
    assert [(row["old"], row["new"]) for row in replaced["changes"]] == [("93", "90")]
    assert mutagen.File(music / "b.mp3")["TBPM"] == ["90"]


def test_a_tempo_of_nothing_says_nothing(tags: Run, music: Path) -> None:
    file = mutagen.File(music / "夜.flac")
    file["BPM"] = "0"
    file.save()
    document = tags(music / "夜.flac", "--json").document
    assert {(row["field"], row["old"], row["new"]) for row in document["changes"]} >= {("tempo", "0", "120")}
    assert mutagen.File(music / "夜.flac")["BPM"] == ["120"]


def test_what_was_not_heard_clearly_is_not_written(
    tags: Run, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vague = TempoEstimate(90.0, MIN_CONFIDENCE - 0.01, ())
    monkeypatch.setattr(tag_plan, "estimate_tempo", lambda _: vague)
    document = tags("B", "--json").document
    assert [row["field"] for row in document["changes"]] == ["key"]
    assert [(row["field"], row["old"], row["new"]) for row in document["unsure"]] == [("tempo", None, "90")]
    assert "1 tag left out: heard with less confidence than 0.3 (--min-confidence)" in tags("B").err
    document = tags("B", "--min-confidence", MIN_CONFIDENCE - 0.01, "--json").document
    assert [(row["field"], row["new"]) for row in document["changes"]] == [("tempo", "90")]


def test_a_file_that_is_not_in_the_library_is_heard_and_written(tags: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.flac"
    write_audio(path, chords(100, 196.0))
    document = tags(path, "--json").document
    assert (document["written"], document["failed"]) == (1, 0)
    assert mutagen.File(path)["initialkey"] == ["Gm"]


def test_failures_are_listed_and_the_others_written(tags: Run, music: Path) -> None:
    (music / "b.mp3").unlink()
    outcome = tags("--json")
    assert outcome.code == 1
    (failure,) = outcome.document["failures"]
    assert failure == {"path": str(music / "b.mp3"), "stage": "tags", "reason": "does not exist"}
    assert (outcome.document["written"], outcome.document["failed"]) == (3, 1)
    assert f"failed: {music / 'b.mp3'}: does not exist" in outcome.err
    (music / "c.m4a").write_bytes((music / "夜.flac").read_bytes())
    only = tags("C", "--replace", "--json")
    assert (only.code, only.document["written"]) == (2, 0)
    assert "analyse it again" in only.document["failures"][0]["reason"]


def test_it_can_be_stopped(tags: Run, music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tag_plan, "write_tags", stop)
    outcome = tags("--json")
    assert (outcome.code, outcome.out) == (130, "")
    assert "Stopped." in outcome.err

"""Places where there is nothing to hear, or nothing that may be heard, and files that change meanwhile."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from outcome import Outcome

from tunescape.library import ingest
from tunescape.library.ingest import AnalysisReport, analyze
from tunescape.library.scan import scan
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

Run = Callable[..., Outcome]
QUICK = AnalysisSettings(jobs=1, features="statistical")


def counts(report: AnalysisReport) -> tuple[int, ...]:
    return report.found, report.analyzed, report.unchanged, report.failed


# listed as: an empty folder
def test_an_empty_folder(tunescape: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = tunescape("analyze", tmp_path / "empty", "--json")
    assert outcome.code == 2
    assert outcome.counts == (0, 0, 0)
    assert "found no audio files there" in outcome.err


# listed as: a path that does not exist
def test_a_path_that_does_not_exist(tunescape: Run, songs: Path, tmp_path: Path) -> None:
    outcome = tunescape("analyze", tmp_path / "gone", songs / "0.flac", "--json")
    assert outcome.code == 1
    assert outcome.reasons == {"gone": "does not exist"}
    assert tunescape("failures", "--json").document == []
    assert tunescape("analyze", tmp_path / "gone", "--json").code == 2


# listed as: a file or folder that may not be read
def test_what_may_not_be_read_is_heard_once_it_may(stranger: Run, songs: Path, tmp_path: Path) -> None:
    music, place = tmp_path / "music", ("--library", tmp_path / "library", "--json")
    shutil.copytree(songs, music)
    (music / "closed").mkdir()
    shutil.move(music / "1.mp3", music / "closed")
    (music / "2.wav").chmod(0)
    (music / "closed").chmod(0)
    try:
        outcome = stranger("analyze", music, *place)
        assert outcome.code == 1
        assert outcome.counts == (3, 1, 2)
        assert set(outcome.reasons.values()) == {"may not be read (permission denied)"}
    finally:
        (music / "2.wav").chmod(0o644)
        (music / "closed").chmod(0o755)
    outcome = stranger("analyze", music, *place)
    assert outcome.code == 0
    assert outcome.counts == (3, 3, 0)


# listed as: a pipe, a socket or a device
def test_what_is_no_regular_file(tunescape: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.mp3")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.mp3")
        outcome = tunescape("analyze", "pipe.mp3", "socket.mp3", "/dev/null", "--json")
    assert outcome.code == 2
    assert outcome.reasons == dict.fromkeys(["pipe.mp3", "socket.mp3", "null"], "is not a regular file")


# listed as: links that lead in a circle
def test_links_that_lead_in_a_circle(tunescape: Run, songs: Path, tmp_path: Path) -> None:
    music = tmp_path / "music"
    shutil.copytree(songs, music / "deep" / "er")
    (music / "deep" / "up").symlink_to(music)
    (music / "itself.mp3").symlink_to(music / "itself.mp3")
    (music / "itself").symlink_to(music / "itself")
    outcome = tunescape("analyze", music, "--json")
    assert outcome.code == 1
    assert outcome.counts == (4, 3, 1)
    assert outcome.reasons == {"itself.mp3": "too many levels of symbolic links"}


# listed as: a .tunescapeignore that is a pipe, or has lines without meaning
def test_rules_that_are_none_leave_nothing_out(tunescape: Run, songs: Path, tmp_path: Path) -> None:
    music = Path(shutil.copytree(songs, tmp_path / "music"))
    os.mkfifo(music / ".tunescapeignore")
    assert tunescape("analyze", music, "--json").counts == (3, 3, 0)
    (music / ".tunescapeignore").unlink()
    (music / ".tunescapeignore").write_bytes(b"!\n[z-a]\n\\\n\xff\x00\n1.*\n")
    assert tunescape("analyze", music, "--json").counts == (2, 2, 0)


# listed as: an --exclude or --include without meaning
@pytest.mark.parametrize("option", ["--exclude", "--include"])
def test_a_pattern_without_meaning_is_refused(tunescape: Run, songs: Path, option: str) -> None:
    assert tunescape("analyze", songs, option, "!").refused(option, "!")


def after_scan(change: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let something happen to the files between the moment they are listed and that when they are opened."""

    def scan_then_change(*arguments: Any, **options: Any) -> Any:
        found = scan(*arguments, **options)
        change()
        return found

    monkeypatch.setattr(ingest, "scan", scan_then_change)


# listed as: a file that vanishes during the run
def test_a_file_that_vanishes_is_told_and_not_remembered(
    songs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    music = Path(shutil.copytree(songs, tmp_path / "music"))
    library = Library(tmp_path / "library", create=True)
    after_scan((music / "1.mp3").unlink, monkeypatch)
    report = analyze(library, [music], QUICK)
    assert counts(report) == (3, 2, 0, 1)
    assert report.failures[0].reason == "no such file or directory"
    assert library.failures() == []
    monkeypatch.undo()
    assert counts(analyze(library, [music], QUICK)) == (2, 0, 2, 0)


# listed as: a file that grows during the run
def test_a_file_that_grows_is_looked_at_again(
    songs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = Path(shutil.copy(songs / "1.mp3", tmp_path))
    library = Library(tmp_path / "library", create=True)

    def append() -> None:
        with song.open("ab") as file:
            file.write((songs / "1.mp3").read_bytes())

    after_scan(append, monkeypatch)
    assert counts(analyze(library, [song], QUICK)) == (1, 1, 0, 0)
    monkeypatch.undo()
    assert counts(analyze(library, [song], QUICK)) == (1, 0, 1, 0)
    assert counts(analyze(library, [song], QUICK)) == (1, 0, 1, 0)
    assert song.stat().st_size == 2 * (songs / "1.mp3").stat().st_size
    (track,) = library.tracks()
    assert track.duration_s == pytest.approx(2.0, abs=0.2)

"""``tunescape transcribe``: from a file, a track or a folder to MIDI."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pretty_midi
import pytest
from shelf import Outcome, Shelf

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.music.synth import SAMPLE_RATE, Note, n_samples_of, piano, play

Run = Callable[..., Outcome]

PITCHES = (60, 64, 67, 72, 71, 67, 65, 62)


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tune and its bass on a piano, eight bars at 120 BPM."""
    tune = [Note(0.5 * i, 0.45, PITCHES[i % 8] + 12, 0.6) for i in range(32)]
    bass = [Note(1.0 * i, 0.95, (36, 41, 43, 36)[i % 4], 0.6) for i in range(16)]
    bus = play([*tune, *bass], piano, n_samples=n_samples_of(16.5))
    path = tmp_path_factory.mktemp("songs") / "tune.wav"
    write_audio(path, Signal(0.5 * bus, SAMPLE_RATE))
    return path


def test_a_file_becomes_midi_and_the_document_says_what_is_in_it(
    tunescape: Run, song: Path, tmp_path: Path
) -> None:
    target = tmp_path / "new" / "tune.mid"
    document = tunescape("transcribe", song, "-o", target, "--json").document
    written = pretty_midi.PrettyMIDI(str(target))
    counts = {part["name"]: part["notes"] for part in document["tracks"]}
    assert counts == {track.name: len(track.notes) for track in written.instruments}
    assert list(counts) == ["melody", "bass", "accompaniment"]
    assert document["file"] == str(target)
    assert document["notes"] == sum(counts.values()) >= 40
    assert document["tempo_bpm"] == pytest.approx(120, rel=0.02) or document["tempo_bpm"] == pytest.approx(
        60, rel=0.02
    )
    assert document["key"] in ("C major", "A minor", "F major", "G major")
    assert len(written.key_signature_changes) == 1
    played = {(round(2 * note.start), note.pitch) for track in written.instruments for note in track.notes}
    assert len({(i, PITCHES[i % 8] + 12) for i in range(32)} & played) > 28


def test_files_are_not_replaced_without_force(tunescape: Run, song: Path, tmp_path: Path) -> None:
    target = tmp_path / "tune.mid"
    target.write_bytes(b"mine")
    tunescape("transcribe", song, "-o", target).refused("is there already", "--force")
    assert target.read_bytes() == b"mine"
    assert tunescape("transcribe", song, "-o", target, "--force").code == 0
    assert target.read_bytes().startswith(b"MThd")


def test_notes_can_be_moved_to_the_beat(tunescape: Run, song: Path, tmp_path: Path) -> None:
    target = tmp_path / "tune.mid"
    assert tunescape("transcribe", song, "-o", target, "--quantize", "1/8", "--pitch-bends").code == 0
    written = pretty_midi.PrettyMIDI(str(target))
    places = [
        2 * written.time_to_tick(note.start) / written.resolution for note in written.instruments[0].notes
    ]
    np.testing.assert_allclose(places, np.round(places), atol=0.02)
    assert written.instruments[0].pitch_bends


@pytest.mark.parametrize("grid", ["1/5", "16", "2/16", "1/x", "1/", "1/-4", "1/0"])
def test_a_grid_is_a_part_of_a_whole_note(tunescape: Run, song: Path, tmp_path: Path, grid: str) -> None:
    tunescape("transcribe", song, "-o", tmp_path / "x.mid", "--quantize", grid).refused("--quantize", "1/16")


def test_silence_has_no_notes_and_that_is_said(tunescape: Run, tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    write_audio(path, Signal(np.zeros((1, 44_100), np.float32), 44_100))
    outcome = tunescape("transcribe", path, "-o", tmp_path / "silence.mid", "--json")
    document = outcome.document
    assert outcome.code == 0
    assert (document["notes"], document["tempo_bpm"], document["key"], document["metre"]) == (
        0,
        None,
        None,
        None,
    )
    assert "no notes are heard" in outcome.err
    assert "no notes are heard" in document["remarks"][0]
    assert [
        len(track.notes) for track in pretty_midi.PrettyMIDI(str(tmp_path / "silence.mid")).instruments
    ] in (
        [],
        [0, 0, 0],
    )
    tunescape("transcribe", path, "-o", tmp_path / "moved.mid", "--quantize", "1/16").refused("no beats")


def test_a_track_of_the_library_is_found_by_its_title(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    outcome = tunescape("transcribe", "夜曲", "-o", tmp_path / "夜曲.mid", "--json")
    assert outcome.code == 0
    assert outcome.document["duration_s"] == pytest.approx(4.0, abs=0.01)
    tunescape("transcribe", "Blue", "-o", tmp_path / "x.mid").refused("Blue")


def test_a_folder_becomes_a_folder(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    music = tmp_path / "music"
    shutil.copytree(shelf.music / "deep", music / "deep")
    shutil.copy(shelf.path("🎵.mp3"), music / "same.mp3")
    shutil.copy(shelf.path("Été.opus"), music / "same.opus")
    shutil.copy(shelf.path("rubbish.mp3"), music)
    outcome = tunescape("transcribe", music, "-o", tmp_path / "midi", "--json")
    assert outcome.code == 1
    written = sorted(str(path.relative_to(tmp_path / "midi")) for path in tmp_path.glob("midi/**/*.mid"))
    assert len(written) == len(outcome.document["files"]) == 4
    assert {"same.mp3.mid", "same.opus.mid", "deep/a copy.mid"} <= set(written)
    (failure,) = outcome.document["failures"]
    assert failure["path"].endswith("rubbish.mp3")
    assert failure["reason"] in outcome.err
    again = tunescape("transcribe", music, "-o", tmp_path / "midi", "--json")
    assert (again.document["files"], len(again.document["kept"])) == ([], 4)


def test_what_cannot_be_written_down_is_refused_in_a_sentence(
    tunescape: Run, song: Path, tmp_path: Path
) -> None:
    midi = tmp_path / "song.mid"
    assert tunescape("transcribe", song, "-o", midi).code == 0
    tunescape("transcribe", midi, "-o", tmp_path / "again.mid").refused("is a MIDI file", "recording")
    tunescape("transcribe", song, "-o", tmp_path / "song.wav").refused("notes are written as MIDI", ".mid")
    tunescape("transcribe", tmp_path / "missing.wav", "-o", tmp_path / "x.mid").refused("missing.wav")
    (tmp_path / "text.mp3").write_text("no sound")
    tunescape("transcribe", tmp_path / "text.mp3", "-o", tmp_path / "x.mid").refused("text.mp3")
    (tmp_path / "empty").mkdir()
    nothing = tunescape("transcribe", tmp_path / "empty", "-o", tmp_path / "out")
    assert (nothing.code, "found no audio files" in nothing.err) == (2, True)
    tunescape("transcribe", tmp_path, "-o", midi).refused("is a file", "folder")
    assert not (tmp_path / "x.mid").exists()

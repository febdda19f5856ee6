"""``tunescape beats``: from a file, a track, a MIDI file or a folder to beats on the screen and in files."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pretty_midi
import pytest
import soundfile
from shelf import Outcome, Shelf

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.annotations import read_annotation
from tunescape.music.synth import SAMPLE_RATE, Note, n_samples_of, piano, play

Run = Callable[..., Outcome]

BEAT_S = 0.5


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten bars of four at 120 BPM on a piano: a low note and a new chord a bar, a higher note a beat."""
    notes = [Note(0.25 + BEAT_S * i, 0.4, (60, 65, 67, 62)[i // 4 % 4] + 12, 0.5) for i in range(40)]
    for bar in range(10):
        root = (36, 41, 43, 38)[bar % 4]
        notes += [Note(0.25 + 4 * BEAT_S * bar, 1.9, root + step, 0.8) for step in (0, 12, 16, 19)]
    path = tmp_path_factory.mktemp("songs") / "tune.wav"
    write_audio(path, Signal(0.4 * play(notes, piano, n_samples=n_samples_of(20.5)), SAMPLE_RATE))
    return path


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def test_the_document_tells_beats_bars_and_tempo(tunescape: Run, song: Path) -> None:
    outcome = tunescape("beats", song, "--json")
    document = outcome.document
    assert document["tempo_bpm"] == pytest.approx(120, rel=0.005)
    assert document["metre"] == "4/4"
    assert 0 < document["confidence"] <= 1
    assert any(tempo == pytest.approx(60, rel=0.02) for tempo in document["alternatives"])
    beats = np.array(document["beats"])
    assert np.abs(beats[:, None] - (0.25 + BEAT_S * np.arange(40))).min(axis=0).max() < 0.04
    downbeats = np.array(document["downbeats"])
    # beats go on where the last one rings out
    assert np.abs(downbeats[:, None] - (0.25 + 2 * np.arange(11))).min(axis=1).max() < 0.04
    assert set(document["downbeats"]) <= set(document["beats"])
    assert (document["track_id"], document["files"]) == (None, [])
    said = tunescape("beats", song)
    assert said.out == ""
    assert "120.0 BPM" in said.err
    assert "of 4/4" in said.err


def test_a_table_has_frames_beats_and_bars(tunescape: Run, song: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "tune.csv"
    assert tunescape("beats", song, "-o", path, "--fps", "25").code == 0
    rows = read_rows(path)
    assert list(rows[0]) == ["time_s", "frame", "timecode", "beat", "bar", "beat_in_bar"]
    assert [int(row["beat"]) for row in rows] == list(range(1, len(rows) + 1))
    assert all(int(row["frame"]) == round(float(row["time_s"]) * 25) for row in rows)
    firsts = [float(row["time_s"]) for row in rows if row["beat_in_bar"] == "1"]
    assert firsts == pytest.approx([0.25 + 2 * i for i in range(len(firsts))], abs=0.04)
    fours = tmp_path / "fours.csv"
    tunescape("beats", song, "-o", fours, "--every", "4bars")
    assert [row["bar"] for row in read_rows(fours)] == ["1", "5", "9"]


def test_cut_points_come_every_bar(tunescape: Run, song: Path, tmp_path: Path) -> None:
    path = tmp_path / "tune.edl"
    tunescape("beats", song, "-o", path, "--every", "bar", "--fps", "29.97")
    text = path.read_text()
    assert text.startswith("TITLE: tune.wav\n")
    assert "FCM: DROP FRAME" in text
    assert text.count("* FROM CLIP NAME: tune.wav") == 1 + 11
    assert "|M:bar 10 beat 1 |D:1" in text


def test_a_tempo_map_can_be_read_back(tunescape: Run, song: Path, tmp_path: Path) -> None:
    path = tmp_path / "tune.mid"
    tunescape("beats", song, "-o", path)
    heard, read = (tunescape("beats", one, "--json").document for one in (song, path))
    assert read["metre"] == "4/4"
    assert read["tempo_bpm"] == pytest.approx(120, rel=0.02)
    nearest = np.abs(np.array(read["beats"])[:, None] - np.array(heard["beats"])).min(axis=0)
    assert nearest.max() < 0.03


def test_clicks_are_heard_alone_and_over_the_track(tunescape: Run, song: Path, tmp_path: Path) -> None:
    alone, mixed, tune = tmp_path / "clicks.flac", tmp_path / "mix.wav", tmp_path / "tune.json"
    assert tunescape("beats", song, "-o", alone).code == 0
    document = tunescape("beats", song, "-o", tune, "--click", mixed, "--json").document
    assert document["files"] == [str(tune), str(mixed)]
    assert json.loads(tune.read_text())["beats"] == document["beats"]
    clicks, rate = soundfile.read(alone)
    first = round(document["beats"][1] * rate)
    assert np.abs(clicks[first : first + 200]).max() > 0.2
    assert not clicks[first - 400 : first - 20].any()
    mix, rate = soundfile.read(mixed, always_2d=True)
    plain, _ = soundfile.read(song, always_2d=True)
    assert (len(mix), rate) == (len(plain), SAMPLE_RATE)
    difference = np.abs(mix - 0.6 * plain).max(axis=1)
    first = round(document["beats"][1] * rate)
    assert difference[first : first + 400].max() > 0.2
    assert difference[first - 800 : first - 40].max() < 0.001


def test_beats_of_the_library_are_heard_once(
    tunescape: Run, copied: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lambda: tunescape("beats", "夜曲", "--library", copied.library_path, "--json").document  # noqa: E731
    first = run()
    stored = read_annotation(copied.library, first["track_id"], "beats@1")
    assert stored["beats"] == first["beats"]
    monkeypatch.setattr("tunescape.interfaces.beat_documents.hear_beats", None)
    assert run() == first


@pytest.mark.parametrize("kind", ["silence", "noise", "short"])
def test_where_nothing_pulses_that_is_said(tunescape: Run, tmp_path: Path, kind: str) -> None:
    n = SAMPLE_RATE * (1 if kind == "short" else 8) // (2 if kind == "short" else 1)
    samples = np.zeros((1, n), np.float32)
    if kind == "noise":
        samples += 0.1 * np.random.default_rng(0).standard_normal(n).astype(np.float32)
    if kind == "short":
        samples[0, ::4000] = 0.9
    path = tmp_path / f"{kind}.wav"
    write_audio(path, Signal(samples, SAMPLE_RATE))
    outcome = tunescape("beats", path, "--json")
    document = outcome.document
    assert (document["tempo_bpm"], document["beats"], document["downbeats"], document["metre"]) == (
        None,
        [],
        [],
        None,
    )
    assert "no beats are heard" in tunescape("beats", path).err
    tunescape("beats", path, "-o", tmp_path / "x.mid").refused("no beats are heard")
    tunescape("beats", path, "-o", tmp_path / "x.edl", "--every", "bar").refused(
        "bars are not clear", "--every"
    )
    assert tunescape("beats", path, "-o", tmp_path / "x.csv").code == 0
    assert len((tmp_path / "x.csv").read_text().splitlines()) == 1


def test_files_are_not_replaced_without_force(tunescape: Run, song: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.wav"
    mine.write_bytes(b"mine")
    tunescape("beats", song, "-o", mine).refused("is there already", "--force")
    tunescape("beats", song, "--click", mine).refused("is there already", "--force")
    assert mine.read_bytes() == b"mine"
    assert tunescape("beats", song, "-o", mine, "--force").code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-o", "x.txt"), ("extension", ".edl")),
        (("--click", "x.csv"), ("extension", ".flac")),
        (("--fps", "29,97"), ("--fps", "29.97")),
        (("--every", "2bars"), ("--every", "4bars")),
    ],
)
def test_wrong_wishes_are_refused_in_a_sentence(
    tunescape: Run, song: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    tunescape("beats", song, *options).refused(*words)


def test_a_folder_becomes_a_table_or_a_folder(
    tunescape: Run, shelf: Shelf, song: Path, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    music.mkdir()
    shutil.copy(song, music / "tune.wav")
    shutil.copy(shelf.path("rubbish.mp3"), music)
    outcome = tunescape("beats", music, "-o", tmp_path / "cuts", "--format", "edl", "--json")
    assert outcome.code == 1
    (track,) = outcome.document["tracks"]
    assert track["files"] == [str(tmp_path / "cuts" / "tune.edl")]
    assert outcome.document["failures"][0]["path"].endswith("rubbish.mp3")
    again = tunescape("beats", music, "-o", tmp_path / "cuts", "--format", "edl", "--json").document
    assert (again["tracks"], len(again["kept"])) == ([], 1)
    assert "120.0" in tunescape("beats", music).err
    tunescape("beats", music, "--format", "txt").refused("--format", ".edl")
    tunescape("beats", music, "--click", tmp_path / "x.wav").refused("--click takes one track")


def test_a_midi_file_is_read_where_that_makes_sense(tunescape: Run, tmp_path: Path) -> None:
    midi = pretty_midi.PrettyMIDI(initial_tempo=90)
    track = pretty_midi.Instrument(0, name="melody")
    track.notes = [pretty_midi.Note(90, 60 + i % 12, i * 2 / 3, (i + 1) * 2 / 3) for i in range(24)]
    midi.instruments = [track]
    midi.time_signature_changes = [pretty_midi.TimeSignature(3, 4, 0.0)]
    path = tmp_path / "song.mid"
    midi.write(str(path))
    document = tunescape("beats", path, "--json").document
    assert (document["metre"], document["beats_per_bar"]) == ("3/4", 3)
    assert document["tempo_bpm"] == pytest.approx(90, rel=1e-3)
    for command in (("show",), ("similar",), ("analyze", "--library", tmp_path / "library")):
        outcome = tunescape(*command, path)
        assert outcome.code == 2
        assert "is a MIDI file, which holds notes and no sound" in outcome.err
    tunescape("plot", path, "--view", "mel", "-o", tmp_path).refused("holds notes and no sound", "piano-roll")
    drawn = tunescape("plot", path, "--view", "all", "-o", tmp_path, "--json").document
    assert list(drawn["files"]) == ["piano-roll", "note-self-similarity"]
    assert drawn["end_s"] == pytest.approx(16, abs=0.1)
    tunescape("plot", path, "--view", "piano-roll", "-o", tmp_path, "--start", "99").refused("no notes after")
    path.write_bytes(path.read_bytes()[:60])
    tunescape("beats", path).refused("damaged")

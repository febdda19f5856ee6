"""Chords, beats, form and cuts of MIDI files: what notes say, whatever the tempo map does."""

import io
from pathlib import Path

import mir_eval
import numpy as np
import pretty_midi
import pytest

from tunescape.audio.midi_signature import is_midi_file
from tunescape.errors import MusicError
from tunescape.features.chord_names import NO_CHORD
from tunescape.features.posteriorgram import SAMPLE_RATE
from tunescape.music.chords.hear import HeardChords
from tunescape.music.chords.written import key_of_notes, note_registers, read_chords
from tunescape.music.midi_cut import cut_midi
from tunescape.music.played_notes import played_blocks
from tunescape.music.transcription.midi_reader import read_midi
from tunescape.music.transcription.notes import NoteList
from tunescape.music.written_beats import written_beats
from tunescape.music.written_form import read_form

BPM = 100.0
BEAT_S = 60 / BPM
CHORDS = {
    "C:maj": (36, 60, 64, 67),
    "A:min": (45, 57, 60, 64),
    "F:maj": (41, 57, 60, 65),
    "G:7": (43, 59, 62, 65),
}


def notes_of(rows: list[tuple[float, float, int]], velocity: float = 0.8) -> NoteList:
    onset_s, offset_s, pitch = np.array(sorted(rows), dtype=np.float64).reshape(-1, 3).T
    strength = np.full(len(pitch), velocity)
    return NoteList(
        onset_s, offset_s, pitch.astype(np.int64), strength, np.zeros((len(pitch), 0), np.float32)
    )


def song_file(
    path: Path,
    *,
    late_s: float = 0.0,
    metre: tuple[int, int] | None = (4, 4),
    bars: int = 8,
    drums: bool = True,
) -> Path:
    """Write a song of four chords, a bar each, struck on every beat; all notes may come late."""
    song = pretty_midi.PrettyMIDI(initial_tempo=BPM)
    piano, kit = pretty_midi.Instrument(4, name="keys"), pretty_midi.Instrument(0, is_drum=True, name="kit")
    for beat in range(4 * bars):
        bass, *others = list(CHORDS.values())[beat // 4 % 4]
        at_s = beat * BEAT_S + late_s
        loud = 100 if beat % 4 == 0 else 70
        piano.notes += [pretty_midi.Note(loud, pitch, at_s, at_s + 0.9 * BEAT_S) for pitch in others]
        if beat % 4 == 0:
            piano.notes.append(pretty_midi.Note(loud, bass, at_s, at_s + 3.9 * BEAT_S))
        kit.notes.append(pretty_midi.Note(90, 42, at_s, at_s + 0.1))
    song.instruments = [piano, kit] if drums else [piano]
    if metre:
        song.time_signature_changes = [pretty_midi.TimeSignature(*metre, 0.0)]
    song.write(str(path))
    return path


def labels(heard: HeardChords) -> list[str]:
    return [label for label in heard.labels if label != "N"]


def test_chords_change_with_the_bars(tmp_path: Path) -> None:
    heard = read_chords(song_file(tmp_path / "song.mid"))
    assert labels(heard) == [*CHORDS] * 2
    np.testing.assert_allclose(heard.sequence.bounds_s[:8], 4 * BEAT_S * np.arange(8), atol=1e-3)
    assert heard.key.tuning_cents is None
    assert heard.beats.tempo_bpm == pytest.approx(BPM, rel=1e-3)
    assert heard.remarks == []


@pytest.mark.parametrize("late_s", [0.2, 0.3, 0.41])
def test_beats_move_to_where_notes_start(tmp_path: Path, late_s: float) -> None:
    path = song_file(tmp_path / "song.mid", late_s=late_s, metre=(1, 4))
    beats = written_beats(read_midi(path))
    wanted_s = late_s + BEAT_S * np.arange(32)
    assert mir_eval.beat.f_measure(wanted_s, beats.times_s, f_measure_threshold=0.02) > 0.95
    assert beats.beats_per_bar == 4
    assert np.abs(beats.downbeats_s[:, None] - wanted_s[::4]).min(axis=1).max() < 0.02
    assert labels(read_chords(path)) == [*CHORDS] * 2


def test_beats_that_fit_are_those_of_the_file(tmp_path: Path) -> None:
    song = read_midi(song_file(tmp_path / "song.mid", metre=(3, 4)))
    assert written_beats(song) is song.beats


def test_beats_are_heard_where_the_tempo_map_has_nothing_to_do_with_the_notes(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    at_s = np.cumsum(0.437 * (1 + 0.01 * rng.standard_normal(80)))  # 137 BPM in a file of 120
    song = pretty_midi.PrettyMIDI(initial_tempo=120)
    track = pretty_midi.Instrument(0)
    for beat, time_s in enumerate(at_s):
        pitches = list(CHORDS.values())[beat // 4 % 4]
        track.notes += [pretty_midi.Note(90, pitch, time_s, time_s + 0.3) for pitch in pitches]
    song.instruments = [track]
    song.write(str(tmp_path / "live.mid"))
    beats = written_beats(read_midi(tmp_path / "live.mid"))
    assert beats.tempo_bpm == pytest.approx(60 / 0.437, rel=0.03)
    assert mir_eval.beat.f_measure(at_s, beats.times_s) > 0.9


def test_drums_alone_have_no_chords_and_a_file_without_events_is_refused(tmp_path: Path) -> None:
    song = pretty_midi.PrettyMIDI()
    kit = pretty_midi.Instrument(0, is_drum=True)
    kit.notes = [pretty_midi.Note(90, 38, 0.5 * i, 0.5 * i + 0.1) for i in range(20)]
    song.instruments = [kit]
    song.write(str(tmp_path / "drums.mid"))
    heard = read_chords(tmp_path / "drums.mid")
    assert heard.sequence.chords.tolist() == [NO_CHORD]
    assert heard.key.name is None
    assert "no chords are heard" in heard.remarks[0]
    assert read_form(tmp_path / "drums.mid").form.labels == ("A",)
    song.instruments = []
    song.write(str(tmp_path / "empty.mid"))
    for read in (read_chords, read_form):
        with pytest.raises(MusicError, match="is a MIDI file without notes"):
            read(tmp_path / "empty.mid")


def test_registers_hold_the_pitch_classes_while_they_sound() -> None:
    columns = note_registers(notes_of([(1.0, 2.0, 40), (1.0, 3.0, 64), (1.0, 1.001, 71)]), duration_s=4.0)
    rate = 142 / 2 / 1.64
    sounding = columns[:, :4].sum(axis=1)
    during = sounding[round(1.3 * rate) : round(1.9 * rate)]
    assert (during[:, 4] > 0.5).all()
    assert (np.delete(during, 4, axis=1) == 0).all()
    assert sounding[: round(0.9 * rate)].max() == 0
    assert sounding[round(3.2 * rate) :].max() == 0
    lowest = columns[round(2.2 * rate) : round(2.8 * rate), 6]
    assert (lowest.argmax(axis=1) == 4).all()
    assert columns[:, 4].sum() > 0  # the low note starts
    assert sounding[:, 11].max() > 0  # one frame at least of the shortest


@pytest.mark.parametrize("tonic", [0, 3, 7, 10])
def test_the_key_moves_with_the_notes(tonic: int) -> None:
    scale = (0, 4, 7, 5, 9, 2, 7, 11, 0, 4, 0)
    rows = [(0.5 * i, 0.5 * i + 0.5, 60 + tonic + step) for i, step in enumerate(scale * 3)]
    names = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
    assert key_of_notes(notes_of(rows)).name == f"{names[tonic]} major"
    assert key_of_notes(notes_of([])).name is None


def test_notes_are_played_when_and_as_high_as_they_are_written() -> None:
    rows = [(0.5, 1.5, 69), (59.5, 61.0, 57)]
    blocks = list(played_blocks(notes_of(rows), duration_s=62.0))
    assert [len(block) for block in blocks] == [60 * SAMPLE_RATE, 2 * SAMPLE_RATE]
    sound = np.concatenate(blocks)
    level = np.abs(sound)
    assert level[: SAMPLE_RATE // 2].max() == 0
    assert level[round(1.6 * SAMPLE_RATE) : round(59.4 * SAMPLE_RATE)].max() == 0
    assert level[round(61.1 * SAMPLE_RATE) :].max() == 0
    for (start_s, _, pitch), n in zip(rows, (0.8, 1.2), strict=True):
        piece = sound[round(start_s * SAMPLE_RATE) :][: round(n * SAMPLE_RATE)]
        peak_hz = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))).argmax() * SAMPLE_RATE / len(piece)
        assert peak_hz == pytest.approx(440 * 2 ** ((pitch - 69) / 12), abs=2)
    # across the border of two blocks without a click
    assert np.abs(np.diff(sound[60 * SAMPLE_RATE - 5 :][:10])).max() < 0.02


def test_twice_the_velocity_is_four_times_the_level() -> None:
    soft, loud = (next(played_blocks(notes_of([(0, 1, 60)], level), duration_s=1.0)) for level in (0.4, 0.8))
    np.testing.assert_allclose(loud, 4 * soft, atol=1e-6)


def test_the_form_of_a_file_lies_on_its_bars(tmp_path: Path) -> None:
    found = read_form(song_file(tmp_path / "song.mid", bars=16))
    assert found.form.grid.kind == "downbeats"
    np.testing.assert_allclose(found.form.grid.edges_s[:8], 4 * BEAT_S * np.arange(8), atol=1e-3)
    assert found.form.duration_s == pytest.approx(read_midi(tmp_path / "song.mid").duration_s, abs=0.01)


def test_a_cut_holds_the_notes_of_the_stretch(tmp_path: Path) -> None:
    path = song_file(tmp_path / "song.mid")
    start_s, end_s = 8 * BEAT_S, 16.5 * BEAT_S
    (tmp_path / "cut.mid").write_bytes(cut_midi(path, start_s=start_s, end_s=end_s))
    assert is_midi_file(tmp_path / "cut.mid")
    whole, cut = (pretty_midi.PrettyMIDI(str(tmp_path / name)) for name in ("song.mid", "cut.mid"))
    assert [(track.name, track.program, track.is_drum) for track in cut.instruments] == [
        (track.name, track.program, track.is_drum) for track in whole.instruments
    ]
    for before, after in zip(whole.instruments, cut.instruments, strict=True):
        wanted = sorted(
            (note.start - start_s, note.pitch, note.velocity)
            for note in before.notes
            if start_s - 1e-3 <= note.start < end_s - 1e-3
        )
        found = sorted((note.start, note.pitch, note.velocity) for note in after.notes)
        np.testing.assert_allclose(found, wanted, atol=2e-3)
    assert cut.get_end_time() == pytest.approx(end_s - start_s, abs=2e-3)
    assert cut.get_tempo_changes()[1][0] == pytest.approx(BPM, rel=1e-3)
    assert [(mark.numerator, mark.denominator) for mark in cut.time_signature_changes] == [(4, 4)]
    assert labels(read_chords(tmp_path / "cut.mid"))[:2] == ["F:maj", "G:7"]


def test_what_is_held_at_the_start_of_a_cut_is_in_it_with_its_controllers(tmp_path: Path) -> None:
    song = pretty_midi.PrettyMIDI()
    organ = pretty_midi.Instrument(19)
    organ.notes = [pretty_midi.Note(80, 60, 0.0, 4.0), pretty_midi.Note(80, 64, 0.0, 2.05)]
    organ.control_changes = [
        pretty_midi.ControlChange(7, 90, 0.1),
        pretty_midi.ControlChange(64, 127, 0.5),
        pretty_midi.ControlChange(64, 0, 3.0),
        pretty_midi.ControlChange(64, 127, 3.9),
    ]
    organ.pitch_bends = [
        pretty_midi.PitchBend(bend, at_s) for bend, at_s in ((9, 1), (-700, 1.5), (500, 2.5), (0, 3.8))
    ]
    song.instruments = [organ]
    song.write(str(tmp_path / "organ.mid"))
    cut = pretty_midi.PrettyMIDI(io.BytesIO(cut_midi(tmp_path / "organ.mid", start_s=2.0, end_s=3.5)))
    (track,) = cut.instruments
    assert [(note.pitch, round(note.start, 2), round(note.end, 2)) for note in track.notes] == [(60, 0, 1.5)]
    assert [(c.number, c.value, round(c.time, 2)) for c in track.control_changes] == [
        (7, 90, 0),
        (64, 127, 0),
        (64, 0, 1.0),
    ]
    assert [(bend.pitch, round(bend.time, 2)) for bend in track.pitch_bends] == [(-700, 0), (500, 0.5)]
    with pytest.raises(MusicError, match=r"has no notes from 10.0 to 12.0 s"):
        cut_midi(tmp_path / "organ.mid", start_s=10.0, end_s=12.0)


def test_chords_of_a_song_agree_with_their_annotation(shared_data: Path) -> None:
    folder = shared_data / "pop909" / "003"
    heard = read_chords(folder / "003.mid")
    rows = [line.split() for line in (folder / "chord_midi.txt").read_text().splitlines()]
    spans = np.array([row[:2] for row in rows], dtype=float)
    bounds_s = heard.sequence.bounds_s
    found, names = mir_eval.util.adjust_intervals(
        np.column_stack([bounds_s[:-1], bounds_s[1:]]), heard.labels, spans.min(), spans.max(), "N", "N"
    )
    times, wanted, got = mir_eval.util.merge_labeled_intervals(spans, [row[2] for row in rows], found, names)
    lengths = mir_eval.util.intervals_to_durations(times)
    rate = mir_eval.chord.weighted_accuracy(mir_eval.chord.majmin(wanted, got), lengths)
    assert rate > 0.95


def test_bars_go_on_to_the_end_of_a_long_file(tmp_path: Path) -> None:
    song = read_midi(song_file(tmp_path / "long.mid", late_s=0.2, bars=540, drums=False))
    assert song.duration_s > 21 * 60
    beats = written_beats(song)
    assert beats.downbeats_s[-1] > song.duration_s - 3 * 4 * BEAT_S

"""Beats to hear: clicks, and a MIDI file with tempo, metre and markers."""

import io

import mido
import numpy as np
import pretty_midi
import pytest

from tunescape.errors import MusicError
from tunescape.features.beats import Beats
from tunescape.music.beat_midi import beats_to_midi
from tunescape.music.click_track import click_track

RATE = 22_050


def grid(bpm: float, n: int, *, per_bar: int | None = 4, first_s: float = 0.3) -> Beats:
    times_s = first_s + 60 / bpm * np.arange(n)
    downbeats_s = times_s[1::per_bar] if per_bar else np.zeros(0)
    return Beats(times_s, downbeats_s, bpm, 1.0, (), per_bar, 1.0)


def test_clicks_lie_on_beats_and_downbeats_are_higher() -> None:
    beats = grid(120, 9)
    y = click_track(beats.times_s, beats.downbeats_s, n_samples=4 * RATE, sample_rate=RATE)
    assert y.shape == (4 * RATE,)
    assert np.abs(y).max() <= 0.5
    pitches = []
    for time_s in beats.times_s[:7]:
        first = round(time_s * RATE)
        assert not y[first - 300 : first].any()
        spectrum = np.abs(np.fft.rfft(y[first : first + 1100], RATE))
        pitches.append(int(spectrum.argmax()))
    assert pitches == pytest.approx([1000, 1760, 1000, 1000, 1000, 1760, 1000], abs=15)


def test_beats_beyond_the_end_are_left_out() -> None:
    y = click_track(np.array([0.0, 0.99, 5.0]), np.zeros(0), n_samples=1000, sample_rate=1000)
    assert y.any()
    assert len(click_track(np.array([0.0]), np.zeros(0), n_samples=0, sample_rate=1000)) == 0


def test_a_midi_file_has_the_tempo_the_bars_and_their_markers() -> None:
    beats = grid(95, 33)
    data = beats_to_midi(beats, duration_s=22)
    song = pretty_midi.PrettyMIDI(io.BytesIO(data))
    np.testing.assert_allclose([note.start for note in song.instruments[0].notes], beats.times_s, atol=0.01)
    assert song.instruments[0].is_drum
    assert song.time_signature_changes[-1].numerator == 4
    assert song.get_tempo_changes()[1][-1] == pytest.approx(95, rel=0.002)
    file = mido.MidiFile(file=io.BytesIO(data))
    texts, times_s, tick = [], [], 0
    for event in file.tracks[-1]:
        tick += event.time
        if event.type == "marker":
            texts.append(event.text)
            times_s.append(song.tick_to_time(tick))
    assert texts[:2] == ["bar 1", "bar 2"]
    np.testing.assert_allclose(times_s, beats.downbeats_s, atol=0.01)


def test_where_bars_are_not_clear_the_file_claims_none() -> None:
    data = beats_to_midi(grid(95, 33, per_bar=None), duration_s=22)
    assert pretty_midi.PrettyMIDI(io.BytesIO(data)).time_signature_changes == []


def test_one_beat_makes_no_tempo() -> None:
    with pytest.raises(MusicError, match="no beats are heard"):
        beats_to_midi(grid(95, 1), duration_s=2)

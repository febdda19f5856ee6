"""Beats of a stream are those of the whole, however it is cut."""

import numpy as np
import pytest
from rhythms import RATE, click_track, dance

from tunescape.features import beat_stream
from tunescape.features.beat_stream import BeatStream
from tunescape.features.beats import track_beats


def streamed(samples, *, piece_s):
    stream = BeatStream(RATE)
    step = round(piece_s * RATE)
    for first in range(0, len(samples), step):
        stream.hear(samples[first : first + step])
    return stream.beats()


@pytest.mark.parametrize("piece_s", [0.7, 7.0, 100.0])
def test_pieces_make_the_whole(piece_s):
    samples, _ = dance(112, 4)
    whole, pieces = track_beats(samples, RATE), streamed(samples, piece_s=piece_s)
    np.testing.assert_array_equal(whole.times_s, pieces.times_s)
    np.testing.assert_array_equal(whole.downbeats_s, pieces.downbeats_s)
    assert whole.tempo_bpm == pieces.tempo_bpm


def test_stretches_are_joined_beat_by_beat(monkeypatch):
    monkeypatch.setattr(beat_stream, "STRETCH_S", 15.0)
    monkeypatch.setattr(beat_stream, "REST_S", 5.0)
    samples, times_s = click_track(120, duration_s=63)
    beats = streamed(samples, piece_s=4.0)
    assert np.abs(beats.times_s[:, None] - times_s).min(axis=0).max() < 0.03
    assert len(beats.times_s) == pytest.approx(len(times_s), abs=1)
    assert np.diff(beats.times_s).min() > 0.4
    assert beats.tempo_bpm == pytest.approx(120, rel=0.002)


def test_of_nothing_there_is_nothing():
    assert len(BeatStream(RATE).beats().times_s) == 0
    assert streamed(np.zeros(3 * RATE, np.float32), piece_s=1.0).tempo_bpm is None

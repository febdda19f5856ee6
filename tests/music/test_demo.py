"""The demo tracks: what the table says of them is true of how they sound."""

from collections import Counter
from functools import lru_cache
from pathlib import PurePosixPath

import numpy as np
import pytest

from tunescape.arrays import FloatArray
from tunescape.features.tonality import KEYS
from tunescape.music.demo import DemoTrack, demo_tracks
from tunescape.music.demo.score import BEATS_PER_BAR, Piece, nearest_voicing
from tunescape.music.synth import SAMPLE_RATE

TRACKS = demo_tracks()
ONE_PER_STYLE = TRACKS[1::4]


@lru_cache(maxsize=8)
def rendered(track: DemoTrack) -> FloatArray:
    return track.render()


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def by_title(title: str) -> DemoTrack:
    return next(track for track in TRACKS if track.title == title)


def test_there_are_six_styles_of_four_tracks_by_at_least_two_artists() -> None:
    assert len(TRACKS) == 24
    assert set(Counter(track.genre for track in TRACKS).values()) == {4}
    for genre in {track.genre for track in TRACKS}:
        assert len({track.artist for track in TRACKS if track.genre == genre}) >= 2


def test_titles_are_unique_and_in_two_languages() -> None:
    assert len({track.title for track in TRACKS}) == 24
    chinese = [track.title for track in TRACKS if is_chinese(track.title)]
    assert 8 <= len(chinese) <= 16


def test_file_names_are_unique_portable_and_say_artist_and_title() -> None:
    names = [track.file_name for track in TRACKS]
    assert len({name.casefold() for name in names}) == 24
    for track in TRACKS:
        path = PurePosixPath(track.file_name)
        assert len(path.parts) == 2
        assert path.stem == f"{track.artist} - {track.title}"
        assert not set(track.file_name) & set('\\:*?"<>|')
    assert any(is_chinese(PurePosixPath(name).parts[0]) for name in names)


def test_every_style_has_one_file_of_each_format() -> None:
    for style in range(6):
        suffixes = {PurePosixPath(track.file_name).suffix for track in TRACKS[4 * style : 4 * style + 4]}
        assert suffixes == {".flac", ".opus", ".m4a", ".wav"}


def test_tempi_within_a_style_are_near_each_other_and_differ() -> None:
    for style in range(6):
        tempi = [track.tempo_bpm for track in TRACKS[4 * style : 4 * style + 4]]
        assert len(set(tempi)) == 4
        assert max(tempi) <= 1.22 * min(tempi)


def test_keys_are_spelt_as_the_key_estimate_spells_them() -> None:
    assert {track.key for track in TRACKS} <= set(KEYS)
    for style in range(6):
        assert len({track.key for track in TRACKS[4 * style : 4 * style + 4]}) == 4


@pytest.mark.parametrize("track", TRACKS, ids=lambda track: track.title)
def test_a_score_fills_its_bars_and_stays_in_its_key(track: DemoTrack) -> None:
    piece = track.piece
    for bar in piece.melody.strip().rstrip("|").split("|"):
        assert sum(float(token.partition(":")[2] or 1) for token in bar.split()) == BEATS_PER_BAR
    tune = piece.tune()
    scale = {piece.pitch(degree) % 12 for degree in range(1, 8)}
    assert {note.pitch % 12 for note in tune} <= scale
    last = max(note.onset_s + note.duration_s for note in tune)
    assert last <= len(piece.roots) * piece.bar_s + 1e-9
    assert piece.roots[0] == 1


def test_numbered_notation_is_read_as_written() -> None:
    piece = Piece(tempo_bpm=120, key="D major", progression="1", melody="1 3:.5 0:.5 5, 1' |", colour=0)
    notes = piece.tune(lowest_tonic=60)
    assert [note.pitch for note in notes] == [62, 66, 57, 74]
    assert [note.onset_s for note in notes] == [0, 0.5, 1.0, 1.5]
    assert [note.duration_s for note in notes] == [0.5, 0.25, 0.5, 0.5]


def test_chords_are_those_of_the_key_and_move_by_small_steps() -> None:
    piece = Piece(tempo_bpm=120, key="A minor", progression="1", melody="1", colour=0)
    assert [pitch % 12 for pitch in piece.chord(1)] == [9, 0, 4]
    assert [pitch % 12 for pitch in piece.chord(6)] == [5, 9, 0]
    assert [pitch % 12 for pitch in piece.chord(7)] == [7, 11, 2]
    assert nearest_voicing(piece.chord(1), centre=60) == (57, 60, 64)
    assert nearest_voicing(piece.chord(6), centre=60) == (57, 60, 65)


@pytest.mark.parametrize("track", ONE_PER_STYLE, ids=lambda track: track.genre)
def test_a_track_is_a_clean_stereo_signal(track: DemoTrack) -> None:
    signal = rendered(track)
    assert signal.dtype == np.float32
    assert signal.shape[0] == 2
    assert 20 <= signal.shape[1] / SAMPLE_RATE <= 40
    assert np.isfinite(signal).all()
    assert 0.8 <= np.abs(signal).max() <= 0.9
    assert -20 <= 10 * np.log10(np.mean(signal**2)) <= -13.9
    assert np.abs(signal.mean(axis=1)).max() < 1e-4
    assert np.abs(signal[:, :3]).max() < 0.02
    assert np.abs(signal[:, -3:]).max() < 1e-4
    assert not np.array_equal(signal[0], signal[1])


@pytest.mark.parametrize("track", ONE_PER_STYLE, ids=lambda track: track.genre)
def test_no_second_before_the_end_is_silent(track: DemoTrack) -> None:
    signal = rendered(track)
    seconds = signal[:, : (signal.shape[1] // SAMPLE_RATE - 4) * SAMPLE_RATE].reshape(2, -1, SAMPLE_RATE)
    level = 10 * np.log10((seconds**2).mean(axis=(0, 2)))
    assert level.min() > -40


def test_the_same_seed_gives_the_same_samples_and_another_gives_others() -> None:
    index = TRACKS.index(by_title("弹珠台"))
    again = demo_tracks(seed=0)[index].render()
    other = demo_tracks(seed=1)[index].render()
    np.testing.assert_array_equal(again, TRACKS[index].render())
    assert other.shape == again.shape
    assert not np.array_equal(other, again)
    assert demo_tracks(seed=0) == TRACKS


@pytest.mark.parametrize("title", ["凌晨三点", "逆风", "像素勇者", "Moon over the Canal"])
def test_onsets_repeat_at_the_tempo(title: str) -> None:
    track = by_title(title)
    hop = 441
    mono = rendered(track).mean(axis=0)
    frames = np.lib.stride_tricks.sliding_window_view(mono, 2048)[::hop] * np.hanning(2048)
    spectrum = np.log1p(100 * np.abs(np.fft.rfft(frames, axis=1)))
    onsets = np.maximum(np.diff(spectrum, axis=0), 0).sum(axis=1)
    onsets -= onsets.mean()
    power = np.abs(np.fft.rfft(onsets, 2 * len(onsets))) ** 2
    autocorrelation = np.fft.irfft(power)[: len(onsets)]
    beat = 60 / track.tempo_bpm * SAMPLE_RATE / hop
    # four beats away, so that a frame of 10 ms is 0.5 % of the lag or less
    lags = np.arange(round(3.7 * beat), round(4.3 * beat))
    best = lags[autocorrelation[lags].argmax()]
    assert best == pytest.approx(4 * beat, abs=1.5)
    assert autocorrelation[best] > 0.4 * autocorrelation[0]


@pytest.mark.parametrize("track", ONE_PER_STYLE, ids=lambda track: track.genre)
def test_pitch_classes_are_those_of_the_key_with_the_tonic_strong(track: DemoTrack) -> None:
    mono = rendered(track).mean(axis=0)
    power = np.abs(np.fft.rfft(mono)) ** 2
    frequency = np.fft.rfftfreq(len(mono), 1 / SAMPLE_RATE)
    heard = (frequency > 80) & (frequency < 1000)
    pitch = 69 + 12 * np.log2(frequency[heard] / 440)
    profile = np.bincount(np.round(pitch).astype(int) % 12, weights=power[heard], minlength=12)
    profile /= profile.sum()
    scale = [track.piece.pitch(degree) % 12 for degree in range(1, 8)]
    assert profile[scale].sum() > 0.8
    assert profile[scale[0]] > 1 / 12
    tonic_triad = profile[[scale[0], scale[2], scale[4]]].sum()
    assert tonic_triad > 0.4

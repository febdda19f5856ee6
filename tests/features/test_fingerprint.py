import io

import av
import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.audio.segments import Segmentation
from tunescape.features.excerpt import Excerpt
from tunescape.features.fingerprint import FEATURES, bit_error_rate, same_recording

RATE = 22_050
STEADY = 0xFFFFFFFF
ENCODINGS = {
    "mp3 128k": ("libmp3lame", "mp3", 128_000, 44_100),
    "mp3 64k": ("libmp3lame", "mp3", 64_000, 44_100),
    "opus 64k": ("libopus", "ogg", 64_000, 48_000),
    "m4a 96k": ("aac", "ipod", 96_000, 44_100),
}


def melody(seed, duration_s, *, bpm=120):
    """Three voices of random notes of a scale, on a grid of eighths."""
    rng = np.random.default_rng(seed)
    y = np.zeros(int(duration_s * RATE) + 2 * RATE)
    eighth_s = 30 / bpm
    scale = 48 + rng.integers(12) + np.array([0, 2, 4, 5, 7, 9, 11])
    for start_s in np.arange(0.05, duration_s - 1, eighth_s):
        for midi in rng.choice(scale, 3) + 12 * rng.integers(0, 3, 3):
            t = np.arange(int(rng.integers(1, 4) * eighth_s * RATE)) / RATE
            f0 = 440 * 2 ** ((midi - 69) / 12)
            note = sum(np.sin(2 * np.pi * f0 * h * t) / h for h in range(1, 5))
            start = int(start_s * RATE)
            y[start : start + len(t)] += 0.02 * note * np.exp(-t * 4) * np.minimum(1, t / 0.005)
    return y[: int(duration_s * RATE)].astype(np.float32)


def drum_loop(duration_s, *, bpm=120):
    rng = np.random.default_rng(0)
    t = np.arange(int(0.2 * RATE)) / RATE
    hits = (np.sin(2 * np.pi * 60 * t) * np.exp(-t * 20), rng.standard_normal(len(t)) * np.exp(-t * 25))
    y = np.zeros(int(duration_s * RATE) + RATE)
    for beat, start_s in enumerate(np.arange(0.05, duration_s, 60 / bpm)):
        start = int(start_s * RATE)
        y[start : start + len(t)] += 0.2 * hits[beat % 2]
    return y[: int(duration_s * RATE)].astype(np.float32)


def metronome(duration_s, *, bpm, frequency_hz=1000.0):
    t = np.arange(int(duration_s * RATE)) / RATE
    return 0.3 * np.sin(2 * np.pi * frequency_hz * t) * np.exp(-(t % (60 / bpm)) * 60)


def tone(frequency_hz, duration_s=20.0):
    return 0.3 * np.sin(2 * np.pi * frequency_hz * np.arange(int(duration_s * RATE)) / RATE)


def recoded(y, encoding):
    """Encode, decode, and keep what the codec did to the length."""
    codec, container_format, bit_rate, rate = ENCODINGS[encoding]
    file = io.BytesIO()
    with av.open(file, "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = bit_rate
        samples = soxr.resample(np.asarray(y, dtype=np.float32), RATE, rate)
        frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = rate
        stream.codec_context.open()
        frame_size = stream.codec_context.frame_size
        resampler = av.AudioResampler(stream.codec_context.format, "mono", rate, frame_size=frame_size)
        for piece in (*resampler.resample(frame), *resampler.resample(None), None):
            container.mux(stream.encode(piece))
    file.seek(0)
    with av.open(file) as container:
        decoder = av.AudioResampler("fltp", "mono", rate)
        decoded = [part for frame in container.decode(audio=0) for part in decoder.resample(frame)]
    samples = np.concatenate([frame.to_ndarray()[0] for frame in decoded])
    return soxr.resample(samples, rate, RATE)


def prints(y, segmentation=Segmentation()):  # noqa: B008 - frozen
    """The matrix of a track, from its segments as the library places them."""
    rows = []
    for start_s, duration_s in segmentation.spans(len(y) / RATE):
        piece = y[int(start_s * RATE) : int((start_s + duration_s) * RATE)]
        rows.append(FEATURES(Excerpt(np.asarray(piece, dtype=np.float32), RATE, start_s=start_s)))
    return np.stack(rows)


def placed(words):
    """Words of segments that lie a thousand frames apart."""
    starts = 1000 * np.arange(len(words), dtype=np.uint32)
    return np.column_stack([starts, words])


@pytest.fixture(scope="module")
def song():
    return melody(0, 63) + drum_loop(63)


@pytest.fixture(scope="module")
def song_prints(song):
    return prints(song)


def test_the_vector_keeps_its_declaration(song):
    vector = FEATURES(Excerpt(song[: 15 * RATE], RATE))
    assert FEATURES.id == "fingerprint@1"
    assert FEATURES.dimensions[:2] == ("start", "frame.000")
    assert len(FEATURES.dimensions) == 257
    assert vector.dtype == np.uint32
    assert len(np.unique(vector)) > 100


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_is_the_same_recording(song, song_prints, encoding):
    encoded = prints(recoded(song, encoding))
    assert bit_error_rate(song_prints, encoded) < 0.1
    assert same_recording(song_prints, encoded)


def test_two_encodings_of_different_length_are_the_same_recording(song):
    mp3, opus = recoded(song, "mp3 64k"), recoded(song, "opus 64k")
    assert same_recording(prints(mp3[int(0.1 * RATE) :]), prints(opus))


@settings(max_examples=6, deadline=None)
@given(cut_s=st.floats(0, 0.2), gain=st.floats(0.01, 2))
def test_a_late_start_and_another_level_are_the_same_recording(song, song_prints, cut_s, gain):
    cut = prints(gain * song[int(cut_s * RATE) :])
    assert bit_error_rate(song_prints, cut) < 0.12
    assert same_recording(song_prints, cut)


def test_level_and_sample_rate_change_next_to_nothing(song):
    excerpt, quiet = Excerpt(song[: 15 * RATE], RATE), Excerpt(0.01 * song[: 15 * RATE], RATE)
    resampled = Excerpt(soxr.resample(song[: 15 * RATE], RATE, 48_000), 48_000)
    expected = FEATURES(excerpt)[None]
    assert bit_error_rate(expected, FEATURES(quiet)[None]) < 1e-3
    assert bit_error_rate(expected, FEATURES(resampled)[None]) < 0.01


def test_other_songs_are_not_the_same_recording(song_prints):
    others = [prints(melody(seed, 63)) for seed in (1, 2)]
    for i, other in enumerate(others):
        for another in (song_prints, *others[:i]):
            assert bit_error_rate(other, another) > 0.4
            assert not same_recording(other, another)


def test_other_notes_over_the_same_loop_are_not_the_same_recording():
    loop = 4 * drum_loop(32)
    one, other = prints(melody(4, 32) + loop), prints(melody(5, 32) + loop)
    assert bit_error_rate(one, other) > 0.3
    assert not same_recording(one, other)


def test_a_mix_with_another_voice_is_another_recording():
    y = melody(0, 32)
    with_voice = prints(y + 0.5 * melody(1, 32))
    assert bit_error_rate(prints(y), with_voice) < 0.25
    assert not same_recording(prints(y), with_voice)


def test_metronomes_are_told_apart():
    clicks = metronome(20, bpm=120)
    others = [
        metronome(20, bpm=121),
        metronome(20, bpm=60),
        metronome(20, bpm=120, frequency_hz=1060),
        drum_loop(20),
    ]
    for other in others:
        assert not same_recording(prints(clicks), prints(other))
    assert same_recording(prints(clicks), prints(recoded(clicks, "mp3 128k")))


def test_silence_is_silence_and_nothing_else(song):
    silence = prints(np.zeros(20 * RATE))
    dither = prints(1e-5 * np.random.default_rng(0).standard_normal(20 * RATE))
    assert not silence[:, 1:].any()
    assert not dither[:, 1:].any()
    assert same_recording(silence, dither)
    assert bit_error_rate(silence, dither) == 0
    assert same_recording(silence, prints(recoded(np.zeros(20 * RATE), "mp3 64k")))
    for other in (song[: 20 * RATE], tone(440), tone(6000), np.full(20 * RATE, 0.5)):
        assert not same_recording(silence, prints(other))


def test_steady_tones_say_nothing_and_match_nothing():
    low, high = prints(tone(440)), prints(tone(1000))
    assert set(np.unique(low[:, 1:])) == {STEADY}
    assert bit_error_rate(low, high) == 0.5
    for other in (high, prints(tone(445)), prints(recoded(tone(880), "mp3 64k"))):
        assert not same_recording(low, other)


def test_sounds_with_few_partials_are_told_apart():
    t = np.arange(20 * RATE) / RATE
    tracks = [
        0.3 * np.sin(2 * np.pi * (100 * t + 50 * t**2)),
        0.3 * np.sin(2 * np.pi * (300 * t + 30 * t**2)),
        tone(440) * (1 + 0.5 * np.sin(2 * np.pi * 3 * t)),
        tone(466) * (1 + 0.5 * np.sin(2 * np.pi * 3 * t)),
        tone(440) * np.exp(-8 * (t % 0.5)),
        tone(466) * np.exp(-8 * (t % 0.5)),
    ]
    matrices = [prints(y) for y in tracks]
    for i, one in enumerate(matrices):
        assert not any(same_recording(one, other) for other in matrices[:i])


def test_a_long_pause_does_not_make_songs_alike():
    pause = np.zeros(13 * RATE, dtype=np.float32)
    one, other = (prints(np.concatenate([pause, melody(seed, 3)])) for seed in (6, 7))
    assert not same_recording(one, other)
    assert bit_error_rate(one, other) > 0.3


@pytest.mark.parametrize("n_samples", [1, 511, 4410, 30_000])
def test_short_pieces_are_filled_with_zeros(n_samples):
    y = melody(8, 3)[2000 : 2000 + n_samples]
    (start, *frames), vector = prints(y)[0], prints(y)[0, 1:]
    assert (start, len(frames)) == (0, 256)
    n_frames = 1 + n_samples // 512
    assert not vector[n_frames:].any()
    if n_samples > 511:
        assert vector[:n_frames].all()


def test_too_short_a_piece_is_no_evidence():
    blip, other_blip = prints(melody(9, 2)[: RATE // 5]), prints(melody(10, 2)[: RATE // 5])
    assert not same_recording(blip, other_blip)
    assert not same_recording(blip, blip)


def test_a_few_seconds_are_enough():
    y = melody(11, 6)
    assert same_recording(prints(y), prints(recoded(y, "mp3 64k")))
    assert not same_recording(prints(y), prints(melody(12, 6)))


def test_what_was_heard_in_other_places_cannot_be_compared(song_prints):
    assert bit_error_rate(song_prints[:2], song_prints[2:]) == 0.5
    assert not same_recording(song_prints[:2], song_prints[2:])


@pytest.mark.parametrize("duration_s", [15.0, 30.0, 45.0])
def test_the_padding_of_an_encoder_may_add_a_segment(duration_s):
    y = melody(0, 63)
    exact, padded = prints(y[: int(duration_s * RATE)]), prints(y[: int((duration_s + 0.05) * RATE)])
    assert len(padded) == len(exact) + 1
    assert same_recording(exact, padded)
    assert not same_recording(exact, prints(melody(1, 63)[: int((duration_s + 0.05) * RATE)]))


def test_another_choice_of_segments_is_the_same_recording(song, song_prints):
    whole = prints(song, Segmentation("all", 10.0))
    assert same_recording(song_prints, whole)
    assert same_recording(whole, song_prints)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), shift=st.integers(-11, 11), n_segments=st.integers(1, 4))
def test_a_shift_is_found_up_to_its_limit(seed, shift, n_segments):
    words = np.random.default_rng(seed).integers(1, STEADY, (n_segments, 300), dtype=np.uint32)
    a, b = placed(words[:, 22:278]), placed(words[:, 22 + shift : 278 + shift])
    assert bit_error_rate(a, b) == bit_error_rate(b, a) == 0
    if abs(shift) > 2:
        assert bit_error_rate(a, b, max_shift_frames=abs(shift) - 3) > 0.4
    assert bit_error_rate(a, placed(~a[:, 1:])) > 0.4


def test_segments_may_stray_by_two_frames_and_no_more():
    words = np.random.default_rng(0).integers(1, STEADY, (4, 300), dtype=np.uint32)

    def shifted(*shifts):
        return placed(np.stack([row[22 + s : 278 + s] for row, s in zip(words, shifts, strict=True)]))

    assert bit_error_rate(shifted(0, 0, 0, 0), shifted(4, 5, 6, 8)) == 0
    assert bit_error_rate(shifted(0, 0, 0, 0), shifted(-8, 0, 8, 0)) > 0.1


def test_the_spectrum_is_left_as_it_was(song):
    excerpt = Excerpt(song[: 5 * RATE], RATE)
    before = excerpt.spectrum.power.copy()
    np.testing.assert_array_equal(FEATURES(excerpt), FEATURES(excerpt))
    np.testing.assert_array_equal(excerpt.spectrum.power, before)


def test_real_clips_are_recognised_and_told_apart(shared_data):
    matrices, encoded = [], []
    for path in sorted((shared_data / "gtzan").glob("*/*.00001.flac"))[::2]:
        with av.open(str(path)) as container:
            pcm = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        y = (pcm / np.iinfo(pcm.dtype).max).astype(np.float32)[: 14 * RATE]
        matrices.append(prints(y))
        encoded.append(prints(recoded(y, "mp3 64k")))
    assert len(matrices) == 5
    for i, matrix in enumerate(matrices):
        assert [same_recording(matrix, other) for other in encoded] == [i == j for j in range(5)]
        assert all(bit_error_rate(matrix, other) > 0.4 for other in matrices[:i])

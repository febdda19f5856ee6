import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rhythms import CLICK, HAT, KICK, RATE, SNARE, place

from tunescape.features.excerpt import Excerpt
from tunescape.features.rhythm import FEATURES, estimate_tempo, onset_rate, onset_strength
from tunescape.features.tempo_salience import TEMPI_BPM, tempo_salience

SALIENCE = slice(0, len(TEMPI_BPM))
CLARITY = FEATURES.dimensions.index("pulse_clarity")
ONSET_RATE = FEATURES.dimensions.index("onset_rate")


def click_track(bpm, *, duration_s=15.0, offset_s=0.1, offbeat_gain=1.0):
    times_s = np.arange(offset_s, duration_s - 0.03, 60 / bpm)
    clicks = [CLICK * (offbeat_gain if i % 2 else 1.0) for i in range(len(times_s))]
    return place(clicks, times_s, duration_s)


def drum_pattern(bpm, *, duration_s=15.0):
    # kick on 1 and 3, snare on 2 and 4, hi-hat on the eighths
    eighths_s = np.arange(0.05, duration_s - 0.05, 30 / bpm)
    beats_s = eighths_s[::2]
    sounds = [KICK, SNARE] * len(beats_s)
    return place([*([HAT] * len(eighths_s)), *sounds[: len(beats_s)]], [*eighths_s, *beats_s], duration_s)


def vectors(*signals):
    return np.stack([FEATURES(Excerpt(np.asarray(y, dtype=np.float32), RATE)) for y in signals])


def noise(seed, *, duration_s=15.0):
    return 0.1 * np.random.default_rng(seed).standard_normal(int(duration_s * RATE))


def test_the_vector_keeps_its_declaration():
    vector = FEATURES(Excerpt(click_track(120), RATE))
    assert FEATURES.id == "rhythm@3"
    assert len(set(FEATURES.dimensions)) == len(FEATURES.dimensions) == 263
    assert FEATURES.dimensions[0] == "salience.40.0bpm"
    assert vector.dtype == np.float32
    assert 0 <= vector[SALIENCE].min() <= vector[SALIENCE].max() <= 1
    assert vector[CLARITY] == vector[SALIENCE].max()


@settings(max_examples=25, deadline=None)
@given(bpm=st.floats(50, 210), offset_s=st.floats(0, 0.5))
def test_a_click_track_has_its_tempo(bpm, offset_s):
    estimate = estimate_tempo(vectors(click_track(bpm, offset_s=offset_s)))
    assert estimate.bpm == pytest.approx(bpm, rel=0.004)
    assert estimate.confidence > 0.8


@pytest.mark.parametrize("bpm", [200, 220])
def test_accents_make_the_moderate_tempo_the_beat(bpm):
    accented = click_track(bpm, offbeat_gain=0.2)
    assert estimate_tempo(vectors(accented)).bpm == pytest.approx(bpm / 2, rel=0.01)


@pytest.mark.parametrize("bpm", [70, 80, 92.5, 110, 128])
def test_a_drum_pattern_has_the_tempo_of_its_beats(bpm):
    assert estimate_tempo(vectors(drum_pattern(bpm))).bpm == pytest.approx(bpm, rel=0.01)


@pytest.mark.parametrize("bpm", [55, 60, 140, 160, 174, 190])
def test_slower_and_faster_patterns_have_it_among_their_candidates(bpm):
    estimate = estimate_tempo(vectors(drum_pattern(bpm)))
    assert any(t == pytest.approx(bpm, rel=0.01) for t in (estimate.bpm, *estimate.alternatives))


def test_alternatives_hold_the_half_or_the_double():
    estimate = estimate_tempo(vectors(drum_pattern(100)))
    octaves = [a for a in estimate.alternatives if a / estimate.bpm == pytest.approx(2, rel=0.02)]
    octaves += [a for a in estimate.alternatives if a / estimate.bpm == pytest.approx(0.5, rel=0.02)]
    assert octaves
    assert estimate.bpm not in estimate.alternatives


def test_segments_are_heard_together():
    steady = vectors(*(click_track(96, offset_s=o) for o in (0.0, 0.2, 0.4)), noise(0))
    assert estimate_tempo(steady).bpm == pytest.approx(96, rel=0.01)
    with_pause = np.vstack([steady[:1], np.zeros((3, len(FEATURES.dimensions)))])
    assert estimate_tempo(with_pause) == estimate_tempo(steady[:1])


@pytest.mark.parametrize(
    "y",
    [
        np.zeros(15 * RATE),
        np.full(15 * RATE, 0.3),
        np.sin(2 * np.pi * 440 * np.arange(15 * RATE) / RATE),
        np.sin(2 * np.pi * 55 * np.arange(15 * RATE) / RATE),
        noise(1),
        0.01 * np.cumsum(noise(2)),
        click_track(120, duration_s=0.2),
        np.ones(1),
    ],
    ids=["silence", "dc", "a4", "a1", "white noise", "brown noise", "0.2 s", "one sample"],
)
def test_nothing_periodic_has_no_tempo(y):
    matrix = vectors(y)
    assert np.isfinite(matrix).all()
    estimate = estimate_tempo(matrix)
    assert estimate.bpm is None
    assert estimate.confidence == 0
    assert estimate.alternatives == ()


@pytest.mark.parametrize("duration_s", [0.0, 0.2, 1.0, 2.9])
def test_too_short_a_piece_has_no_salience(duration_s):
    y = np.append(click_track(240, duration_s=duration_s), np.float32(0.1))
    assert not vectors(y)[0, SALIENCE].any()


def test_a_pulse_is_clearer_alone_than_in_noise():
    clicks = click_track(120)
    clean, noisy, noise_only = (vectors(y)[0, CLARITY] for y in (clicks, clicks + 0.3 * noise(3), noise(4)))
    assert clean > noisy > noise_only
    assert noise_only < 0.01


@settings(max_examples=10, deadline=None)
@given(gain=st.floats(1e-3, 10))
def test_the_level_does_not_matter(gain):
    y = drum_pattern(118, duration_s=6)
    np.testing.assert_allclose(vectors(gain * y), vectors(y), rtol=1e-3, atol=2e-3)


@pytest.mark.parametrize("bpm", [60, 120, 200])
def test_every_click_is_an_onset(bpm):
    assert vectors(click_track(bpm))[0, ONSET_RATE] == pytest.approx(bpm / 60, abs=2 / 15)


def test_a_steady_tone_has_no_onsets():
    assert vectors(np.sin(2 * np.pi * 330 * np.arange(15 * RATE) / RATE))[0, ONSET_RATE] == 0


def test_onset_strength_rises_where_a_click_is():
    y = click_track(60, duration_s=4, offset_s=0.5)
    spectrum = Excerpt(y, RATE).spectrum
    strength = onset_strength(spectrum)
    assert strength.shape == (len(spectrum.power),)
    assert strength.min() == 0
    loudest = np.argmax(strength) / spectrum.frame_rate
    assert min(abs(loudest - t) for t in (0.5, 1.5, 2.5, 3.5)) < 0.06


def test_the_tempo_scales_with_the_frame_rate():
    pulses = np.zeros(600)
    pulses[::20] = 1.0
    slow, fast = (TEMPI_BPM[np.argmax(tempo_salience(pulses, rate))] for rate in (30.0, 60.0))
    assert slow == pytest.approx(90, rel=0.02)
    assert fast == pytest.approx(180, rel=0.02)
    assert onset_rate(pulses, 30.0) == pytest.approx(1.5, abs=0.1)


def test_the_spectrum_is_left_as_it_was():
    excerpt = Excerpt(click_track(120, duration_s=4), RATE)
    before = excerpt.spectrum.power.copy()
    first, second = FEATURES(excerpt), FEATURES(excerpt)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(excerpt.spectrum.power, before)


def test_real_recordings_of_disco_have_a_tempo(shared_data):
    tempi = []
    for path in sorted((shared_data / "gtzan" / "disco").glob("*.flac")):
        with av.open(str(path)) as container:
            rate = container.streams.audio[0].rate
            frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        samples = np.concatenate(frames, axis=1)[0]
        y = (samples / np.iinfo(samples.dtype).max).astype(np.float32)
        tempi.append(estimate_tempo(FEATURES(Excerpt(y, rate))[None]).bpm)
    assert len(tempi) == 6
    assert sum(tempo is not None and 95 <= tempo <= 140 for tempo in tempi) >= 5


def test_what_repeats_no_more_than_noise_does_has_no_tempo() -> None:
    names = list(FEATURES.dimensions)
    rows = np.zeros((4, len(names)), np.float32)
    at = [i for i, name in enumerate(names) if name.startswith("salience.")]
    rows[:, at[40]] = 0.07
    assert estimate_tempo(rows).bpm is None
    rows[:, at[40]] = 0.2
    assert estimate_tempo(rows).bpm is not None

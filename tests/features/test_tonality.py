import av
import mir_eval
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.features.excerpt import Excerpt
from tunescape.features.tonality import (
    FEATURES,
    KEYS,
    PITCH_CLASSES,
    camelot,
    estimate_key,
    peak_weights,
    pitch_class_profile,
    spectral_peaks,
)

RATE = 22_050
CHROMA = slice(0, 12)
TUNING, STRENGTH = (FEATURES.dimensions.index(name) for name in ("tuning", "tuning_strength"))
MAJOR, MINOR = (0, 4, 7), (0, 3, 7)
CADENCES = {
    "major": ((0, MAJOR), (5, MAJOR), (7, MAJOR), (9, MINOR), (5, MAJOR), (7, MAJOR), (0, MAJOR), (0, MAJOR)),
    "minor": ((0, MINOR), (5, MINOR), (7, MAJOR), (0, MINOR), (8, MAJOR), (7, MAJOR), (0, MINOR), (0, MINOR)),
}
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 11)}


def tone(midi, *, duration_s=0.5, cents=0.0, n_harmonics=6):
    f0 = 440 * 2 ** ((midi - 69 + cents / 100) / 12)
    t = np.arange(int(duration_s * RATE)) / RATE
    partials = sum(np.sin(2 * np.pi * f0 * h * t) / h for h in range(1, n_harmonics + 1))
    return 0.1 * partials * np.exp(-t * 2) * np.minimum(1, t / 0.01)


def cadence(tonic, mode, *, cents=0.0):
    chords = [
        sum(tone(48 + (tonic + root) % 12 + note, cents=cents) for note in (-12, *triad))
        for root, triad in CADENCES[mode]
    ]
    return np.concatenate(chords)


def melody(tonic, mode, *, cents=0.0):
    up = [60 + tonic + degree for degree in SCALES[mode]]
    notes = [tone(note, cents=cents) for note in (*up, 72 + tonic, *up[::-1])]
    return np.concatenate([*notes, tone(60 + tonic, duration_s=1.5, cents=cents)])


def describe(y):
    return FEATURES(Excerpt(np.asarray(y, dtype=np.float32), RATE))


def key_of(*signals):
    return estimate_key(np.stack([describe(y) for y in signals]))


def noise(seed, *, duration_s=5.0):
    return 0.1 * np.random.default_rng(seed).standard_normal(int(duration_s * RATE))


def test_the_vector_keeps_its_declaration():
    vector = describe(cadence(0, "major"))
    assert FEATURES.id == "tonality@2"
    assert FEATURES.dimensions[:3] == ("chroma.C", "chroma.C#", "chroma.D")
    assert len(set(FEATURES.dimensions)) == len(FEATURES.dimensions) == 14
    assert vector.dtype == np.float32
    assert vector[CHROMA].sum() == pytest.approx(1)
    assert vector[CHROMA].min() >= 0
    assert -50 <= vector[TUNING] <= 50
    assert 0.5 < vector[STRENGTH] <= 1


@pytest.mark.parametrize("key", KEYS)
def test_a_cadence_and_a_melody_have_their_key(key):
    mode = key.split()[1]
    tonic = KEYS.index(key) % 12
    for piece in (cadence, melody):
        estimate = key_of(piece(tonic, mode))
        assert estimate.name == key
        assert estimate.confidence > 0.3
        assert key not in estimate.alternatives


@settings(max_examples=15, deadline=None)
@given(tonic=st.integers(0, 11), mode=st.sampled_from(["major", "minor"]), cents=st.floats(-40, 40))
def test_a_key_survives_another_tuning(tonic, mode, cents):
    y = cadence(tonic, mode, cents=cents)
    assert key_of(y).name == KEYS[tonic + (12 if mode == "minor" else 0)]
    assert describe(y)[TUNING] == pytest.approx(cents, abs=3)
    assert key_of(y, y).tuning_cents == pytest.approx(cents, abs=3)


def test_segments_on_both_sides_of_a_half_semitone_agree():
    sharp, flat = cadence(9, "major", cents=47), cadence(9, "major", cents=53)
    assert describe(sharp)[TUNING] > 40
    assert describe(flat)[TUNING] < -40
    together = key_of(sharp, flat, flat)
    assert together.name in ("A major", "Bb major")
    assert together.confidence == pytest.approx(key_of(flat).confidence, abs=0.03)


def test_transposition_turns_the_profile():
    in_c, in_e = describe(cadence(0, "minor")), describe(cadence(4, "minor"))
    assert np.corrcoef(np.roll(in_c[CHROMA], 4), in_e[CHROMA])[0, 1] > 0.85


@pytest.mark.parametrize("midi", [45, 57, 60, 70, 83])
def test_a_note_is_its_pitch_class(midi):
    profile = describe(tone(midi, duration_s=2))[CHROMA]
    assert np.argmax(profile) == midi % 12
    assert profile.max() > 0.4


def test_inner_voices_are_heard_beside_a_louder_one():
    y = tone(60, duration_s=2) + 0.1 * (tone(64, duration_s=2) + tone(67, duration_s=2))
    loudest = {PITCH_CLASSES[i] for i in np.argsort(describe(y)[CHROMA])[-3:]}
    assert loudest == {"C", "E", "G"}


@settings(max_examples=15, deadline=None)
@given(frequency_hz=st.floats(120, 1900), gain=st.floats(1e-3, 1))
def test_peaks_are_interpolated(frequency_hz, gain):
    y = gain * np.sin(2 * np.pi * frequency_hz * np.arange(RATE) / RATE)
    frequency, magnitude, _ = spectral_peaks(Excerpt(y.astype(np.float32), RATE).spectrum)
    loudest = magnitude > 0.5 * magnitude.max()
    assert np.median(frequency[loudest]) == pytest.approx(frequency_hz, abs=0.3)


def test_peaks_stay_in_their_range():
    spectrum = Excerpt(noise(0).astype(np.float32), RATE).spectrum
    frequency, magnitude, frame = spectral_peaks(spectrum, fmin_hz=200, fmax_hz=800)
    assert 190 < frequency.min() < frequency.max() < 810
    assert magnitude.min() > 0
    assert frame.tolist() == sorted(frame.tolist())
    assert set(frame.tolist()) == set(range(len(spectrum.power)))


@settings(max_examples=20, deadline=None)
@given(gain=st.floats(0.01, 100), seed=st.integers(0, 100))
def test_a_soft_passage_weighs_as_much_as_a_loud_one(gain, seed):
    magnitude = np.random.default_rng(seed).uniform(0.1, 1, 12)
    frame = np.repeat([0, 3], 6)
    weights = peak_weights(np.where(frame == 0, magnitude, gain * magnitude), frame)
    assert weights[frame == 0].sum() == pytest.approx(1)
    assert weights[frame == 3].sum() == pytest.approx(1)
    assert (np.argsort(weights[:6]) == np.argsort(magnitude[:6])).all()


def test_what_is_hardly_there_weighs_little():
    weights = peak_weights(np.array([1.0, 1e-12]), np.array([0, 1]))
    assert weights[0] == 1
    assert weights[1] < 0.01
    assert peak_weights(np.zeros(0), np.zeros(0, dtype=int)).shape == (0,)


def test_a_peak_counts_also_for_the_note_whose_third_harmonic_it_could_be():
    profile, cents, strength = pitch_class_profile(np.full(1000, 660.0), np.ones(1000))
    e, a = PITCH_CLASSES.index("E"), PITCH_CLASSES.index("A")
    assert profile[e] > profile[a] > 0.1
    assert profile[e] + profile[a] == pytest.approx(1, abs=0.01)
    assert cents == pytest.approx(2, abs=0.5)
    assert strength > 0.9


def test_the_rounding_of_the_transform_has_no_peaks():
    assert not describe(np.full(RATE, 0.5))[CHROMA].any()


def test_a_profile_of_no_peaks_is_empty():
    profile, cents, strength = pitch_class_profile(np.zeros(0), np.zeros(0))
    assert not profile.any()
    assert (cents, strength) == (0, 0)


@settings(max_examples=10, deadline=None)
@given(gain=st.floats(1e-3, 10))
def test_the_level_does_not_matter(gain):
    y = cadence(2, "major")
    np.testing.assert_allclose(describe(gain * y)[CHROMA], describe(y)[CHROMA], atol=1e-4)


@pytest.mark.parametrize(
    "y",
    [np.zeros(RATE), np.full(RATE, 0.5), np.zeros(1), np.ones(1), noise(1), 0.01 * np.cumsum(noise(2))],
    ids=["silence", "dc", "one silent sample", "one sample", "white noise", "brown noise"],
)
def test_nothing_tuned_has_no_key(y):
    assert np.isfinite(describe(y)).all()
    estimate = key_of(y)
    assert estimate.name is None
    assert estimate.confidence == 0
    assert estimate.alternatives == ()
    assert estimate.tuning_cents is None


def test_pauses_and_drums_leave_the_key_as_it_is():
    y = cadence(7, "minor")
    alone = key_of(y)
    with_others = key_of(y, np.zeros(RATE), *(noise(seed) for seed in range(5)))
    assert with_others.name == alone.name == "G minor"
    assert with_others.confidence == pytest.approx(alone.confidence, abs=0.01)


@pytest.mark.parametrize("duration_s", [0.2, 1.0, 5.0])
def test_noise_is_not_tuned_however_short(duration_s):
    strengths = [describe(noise(seed, duration_s=duration_s))[STRENGTH] for seed in range(8)]
    assert np.mean(strengths) < 0.01


def test_a_clear_key_is_surer_than_an_ambiguous_one():
    ambiguous = key_of(np.concatenate([tone(60 + i) for i in range(12)]))
    assert key_of(cadence(0, "major")).confidence > 0.6
    assert ambiguous.confidence < 0.3
    assert len(ambiguous.alternatives) >= 2


def test_neighbours_on_the_camelot_wheel_are_a_fifth_apart():
    known = {"C major": "8B", "A minor": "8A", "G major": "9B", "E minor": "9A", "F# major": "2B"}
    assert {key: camelot(key) for key in known} == known
    assert len({camelot(key) for key in KEYS}) == 24
    for number, key in enumerate(KEYS):
        fifth = KEYS[(number + 7) % 12 + number // 12 * 12]
        assert int(camelot(fifth)[:-1]) == int(camelot(key)[:-1]) % 12 + 1
        assert camelot(fifth)[-1] == camelot(key)[-1]


def test_keys_are_spelt_as_mir_eval_reads_them():
    assert len(set(KEYS)) == 24
    for key in KEYS:
        assert mir_eval.key.weighted_score(key, key) == 1


def test_the_spectrum_is_left_as_it_was():
    excerpt = Excerpt(cadence(0, "major").astype(np.float32), RATE)
    before = excerpt.spectrum.power.copy()
    np.testing.assert_array_equal(FEATURES(excerpt), FEATURES(excerpt))
    np.testing.assert_array_equal(excerpt.spectrum.power, before)


def test_the_orchestral_hungarian_dance_is_in_g_minor(shared_data):
    (path,) = (shared_data / "cc-music").glob("Hungarian_Dance_number_5*.ogg")
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        y = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)])
    excerpts = [Excerpt(quarter[: 15 * rate], rate) for quarter in np.array_split(y, 4)]
    assert estimate_key(np.stack([FEATURES(excerpt) for excerpt in excerpts])).name == "G minor"

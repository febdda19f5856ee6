"""The synthesiser: pitch, time and level are what was asked for; nothing clicks, aliases or is mutated."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.arrays import FloatArray
from tunescape.music import synth
from tunescape.music.synth import SAMPLE_RATE, Note


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def fundamental_cents(sound: FloatArray, expected_hz: float) -> float:
    """How far the strongest peak within a semitone of the expected frequency is from it."""
    n_fft = 2**19
    magnitude = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), n_fft))
    frequencies = np.fft.rfftfreq(n_fft, 1 / SAMPLE_RATE)
    near = np.flatnonzero(np.abs(1200 * np.log2(np.maximum(frequencies, 1) / expected_hz)) < 100)
    peak = near[magnitude[near].argmax()]
    left, middle, right = np.log(magnitude[peak - 1 : peak + 2])
    position = peak + 0.5 * (left - right) / (left - 2 * middle + right)
    return float(1200 * np.log2(position * SAMPLE_RATE / n_fft / expected_hz))


INSTRUMENTS: dict[str, Callable[[float, float], FloatArray]] = {
    "piano": synth.piano,
    "bell": synth.bell,
    "pluck": partial(synth.pluck, rng=rng()),
    "dull pluck": partial(synth.pluck, rng=rng(), brightness=0.0),
    "bright pluck": partial(synth.pluck, rng=rng(), brightness=1.0, decay_s=6.0),
    "saw": partial(synth.subtractive, cutoff_hz=3000, open_hz=6000, detune_cents=(-3.0, 3.0)),
    "pulse": partial(synth.chip, duty=0.25),
    "triangle": partial(synth.chip, duty=None, vibrato_cents=10),
    "flute": partial(synth.flute, rng=rng()),
}


@pytest.mark.parametrize("name", INSTRUMENTS)
@pytest.mark.parametrize("pitch", [45, 62, 81])
def test_an_instrument_plays_the_pitch_asked_for(name: str, pitch: int) -> None:
    frequency = synth.midi_to_hz(pitch)
    assert abs(fundamental_cents(INSTRUMENTS[name](frequency, 1.5), frequency)) < 6


@given(frequency=st.floats(60, 1500), brightness=st.floats(0, 1))
@settings(max_examples=15, deadline=None)
def test_a_plucked_string_is_in_tune_between_whole_periods(frequency: float, brightness: float) -> None:
    string = synth.pluck(frequency, 1.0, rng=rng(), brightness=brightness, decay_s=8.0)
    assert abs(fundamental_cents(string, frequency)) < 3


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_note_starts_and_ends_in_silence_at_peak_one(name: str) -> None:
    sound = INSTRUMENTS[name](330.0, 0.5)
    assert sound.dtype == np.float32
    assert np.abs(sound).max() == pytest.approx(1, abs=1e-6)
    assert abs(sound[0]) < 0.02
    assert abs(sound[-1]) < 0.005
    assert len(sound) >= 0.5 * SAMPLE_RATE


def test_a_plucked_string_decays_by_sixty_decibels_in_the_time_given() -> None:
    string = synth.pluck(220.0, 2.2, rng=rng(), decay_s=2.0, brightness=1.0)
    level = [np.sqrt(np.mean(string[i : i + 4410] ** 2)) for i in (4410, int(1.5 * SAMPLE_RATE))]
    assert 20 * np.log10(level[0] / level[1]) == pytest.approx(60 * 1.4 / 2.0, abs=5)


def test_a_brighter_string_has_more_highs() -> None:
    def centroid(brightness: float) -> float:
        power = np.abs(np.fft.rfft(synth.pluck(220.0, 1.0, rng=rng(), brightness=brightness))) ** 2
        return float((np.arange(len(power)) * power).sum() / power.sum())

    assert centroid(0.2) < centroid(0.5) < centroid(0.8)


@pytest.mark.parametrize("frequency", [1234.5, 3951.0])
def test_a_bright_waveform_does_not_alias(frequency: float) -> None:
    sound = synth.oscillate(synth.saw_harmonics(), frequency, n_samples=SAMPLE_RATE)
    power = np.abs(np.fft.rfft(sound * np.blackman(len(sound)))) ** 2
    bins = np.arange(len(power))
    beside = np.abs(bins / frequency - np.round(bins / frequency)) * frequency > 5
    assert power[beside].sum() < 1e-6 * power.sum()


@pytest.mark.parametrize(
    ("harmonics", "shape"),
    [
        (synth.saw_harmonics(), lambda x: 1 - 2 * x),
        (synth.pulse_harmonics(), lambda x: np.where((x < 0.25) | (x > 0.75), 1.0, -1.0)),
        (synth.triangle_harmonics(), lambda x: 4 * np.abs(x - 0.5) - 1),
    ],
)
def test_waveforms_have_their_textbook_shape(
    harmonics: np.ndarray, shape: Callable[[np.ndarray], np.ndarray]
) -> None:
    period = synth.oscillate(harmonics, 44.1, n_samples=1000)
    away = np.abs((np.arange(1000) / 1000 + 0.125) % 0.25 - 0.125) > 0.02  # from the jumps
    np.testing.assert_allclose(period[away], shape(np.arange(1000) / 1000)[away], atol=0.06)


@given(
    frequency=hnp.arrays(np.float64, 3, elements=st.floats(20, 8000)),
    decay=hnp.arrays(np.float64, 3, elements=st.floats(0, 50)),
    amplitude=hnp.arrays(np.float64, 3, elements=st.floats(-1, 1)),
    n_samples=st.integers(0, 3000),
)
@settings(max_examples=30, deadline=None)
def test_modes_are_the_sum_of_decaying_sines(
    frequency: np.ndarray, decay: np.ndarray, amplitude: np.ndarray, n_samples: int
) -> None:
    time = np.arange(n_samples)[:, None] / SAMPLE_RATE
    expected = (amplitude * np.exp(-decay * time) * np.sin(2 * np.pi * frequency * time)).sum(axis=1)
    np.testing.assert_allclose(
        synth.modes(frequency, decay, amplitude, n_samples=n_samples), expected, atol=1e-5
    )


def test_a_bend_of_an_octave_doubles_the_frequency() -> None:
    tone = synth.modes([440.0], [0.0], [1.0], n_samples=SAMPLE_RATE)
    bent = synth.bend(tone, np.full(len(tone), 1200.0))
    assert abs(fundamental_cents(bent[: SAMPLE_RATE // 3], 880.0)) < 2
    assert not bent[SAMPLE_RATE // 2 + 1 :].any()


DRUMS: dict[str, Callable[[], FloatArray]] = {
    "kick": synth.kick,
    "snare": lambda: synth.snare(rng=rng()),
    "clap": lambda: synth.clap(rng=rng()),
    "hat": lambda: synth.hat(rng=rng()),
    "shaker": lambda: synth.shaker(rng=rng()),
    "crash": lambda: synth.crash(rng=rng()),
    "wood block": synth.wood_block,
    "noise hit": lambda: synth.noise_hit(rng=rng(), length_s=0.1, hold_hz=3000),
}


@pytest.mark.parametrize("name", DRUMS)
def test_a_drum_starts_at_once_dies_away_and_repeats(name: str) -> None:
    sound = DRUMS[name]()
    energy = np.cumsum(sound.astype(np.float64) ** 2)
    assert np.abs(sound).max() == pytest.approx(1, abs=1e-6)
    assert abs(sound[0]) < 0.02
    assert abs(sound[-1]) < 0.01
    assert energy[len(energy) // 2] > 0.6 * energy[-1]
    np.testing.assert_array_equal(sound, DRUMS[name]())


def test_drums_lie_where_they_belong() -> None:
    def centroid_hz(sound: FloatArray) -> float:
        power = np.abs(np.fft.rfft(sound)) ** 2
        return float((np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE) * power).sum() / power.sum())

    kick, snare, hat = (centroid_hz(DRUMS[name]()) for name in ("kick", "snare", "hat"))
    assert kick < 200 < snare < 6000 < hat


def unit(frequency_hz: float, duration_s: float) -> FloatArray:
    return np.ones(synth.n_samples_of(duration_s), dtype=np.float32)


@given(
    onset_s=st.floats(0, 0.5),
    duration_s=st.floats(0.001, 1.0),
    velocity=st.floats(0.1, 1),
    pan=st.floats(-1, 1),
)
@settings(max_examples=40, deadline=None)
def test_play_puts_a_note_on_its_sample_with_equal_power(
    onset_s: float, duration_s: float, velocity: float, pan: float
) -> None:
    n_samples = 30_000
    bus = synth.play([Note(onset_s, duration_s, 60, velocity)], unit, n_samples=n_samples, pan=pan)
    power = (bus.astype(np.float64) ** 2).sum(axis=0)
    sounding = np.flatnonzero(power)
    first = round(onset_s * SAMPLE_RATE)
    assert bus.shape == (2, n_samples)
    assert sounding[0] == first
    assert sounding[-1] == min(first + len(unit(1, round(duration_s, 12))), n_samples) - 1
    np.testing.assert_allclose(power[sounding], velocity**2, rtol=1e-5)


def test_play_synthesises_equal_notes_once_and_adds_them() -> None:
    calls = []

    def counted(frequency_hz: float, duration_s: float) -> FloatArray:
        calls.append(frequency_hz)
        return unit(frequency_hz, duration_s)

    notes = [Note(0.0, 0.1, 69, 0.5), Note(0.05, 0.1, 69, 0.25), Note(0.3, 0.1, 57, 0.5)]
    bus = synth.play(notes, counted, n_samples=SAMPLE_RATE, pan=-1)
    assert calls == [440.0, 220.0]
    assert bus[0, 3000] == pytest.approx(0.75)
    assert np.abs(bus[1]).max() < 1e-6


def test_width_spreads_low_notes_to_the_left() -> None:
    notes = [Note(0.0, 0.1, 40, 1.0), Note(0.5, 0.1, 88, 1.0)]
    bus = synth.play(notes, unit, n_samples=SAMPLE_RATE, width=0.5)
    assert bus[0, 100] > 1.5 * bus[1, 100]
    assert bus[1, SAMPLE_RATE // 2 + 100] > 1.5 * bus[0, SAMPLE_RATE // 2 + 100]


def test_hits_take_their_sounds_in_turn() -> None:
    one, two = np.ones(10, dtype=np.float32), np.full(10, 2, dtype=np.float32)
    bus = synth.hits([one, two], [0.0, 0.01, 0.02], n_samples=SAMPLE_RATE, gain=[1.0, 1.0, 0.5], pan=-1)
    np.testing.assert_allclose(bus[0, [0, 441, 882]], [1, 2, 0.5])


def impulse(n_samples: int = SAMPLE_RATE) -> FloatArray:
    bus = np.zeros((2, n_samples), dtype=np.float32)
    bus[0, 0] = 1
    return bus


def test_an_echo_changes_sides_at_the_delay() -> None:
    bus = synth.echo(impulse(), delay_s=0.25, feedback=0.5, wet=0.5)
    beats = [np.abs(bus[:, round(t * SAMPLE_RATE) :][:, :2000]).sum(axis=1) for t in (0, 0.25, 0.5)]
    assert [int(side.argmax()) for side in beats] == [0, 1, 0]
    assert beats[1][0] == 0
    assert beats[2][0] < beats[1][1]


def test_a_reverb_keeps_the_direct_sound_and_decays() -> None:
    bus = np.zeros((2, 2 * SAMPLE_RATE), dtype=np.float32)
    bus[:, 0] = 1
    wet = synth.reverb(bus, rng=rng(), decay_s=1.2, wet=0.5, predelay_s=0.01)
    early, late = (np.sqrt(np.mean(wet[:, round(t * SAMPLE_RATE) :][:, :4410] ** 2)) for t in (0.1, 0.6))
    np.testing.assert_allclose(wet[:, 0], 1)
    assert np.abs(wet[:, 1:400]).max() < 1e-6
    assert 20 * np.log10(early / late) == pytest.approx(60 * 0.5 / 1.2, abs=6)
    assert abs(np.corrcoef(wet[0, 500:], wet[1, 500:])[0, 1]) < 0.1


def test_ducking_is_deepest_at_the_beat_and_then_gone() -> None:
    bus = np.ones((2, SAMPLE_RATE), dtype=np.float32)
    ducked = synth.duck(bus, beats_s=[0.25, 0.9], depth=0.8, time_s=0.3)
    assert ducked[0, : round(0.25 * SAMPLE_RATE)].min() == 1
    assert ducked.min() == pytest.approx(0.2, abs=0.01)
    assert ducked[0, round(0.56 * SAMPLE_RATE)] == pytest.approx(1)


def test_distortion_adds_harmonics_and_no_offset() -> None:
    tone = np.tile(synth.modes([220.0], [0.0], [0.5], n_samples=SAMPLE_RATE), (2, 1))
    power = np.abs(np.fft.rfft(synth.distort(tone, drive=10.0)[0, 4410:])) ** 2
    hz = SAMPLE_RATE / (SAMPLE_RATE - 4410)
    third, offset = power[round(660 / hz) - 2 :][:5].max(), power[:3].max()
    assert third > 1e-3 * power.max()
    assert offset < 1e-6 * power.max()


@given(
    loudness=st.floats(1e-3, 50), offset=st.floats(-0.5, 0.5), peak=st.floats(0.1, 1), seed=st.integers(0, 99)
)
@settings(max_examples=20, deadline=None)
def test_a_master_has_its_peak_no_offset_and_silent_ends(
    loudness: float, offset: float, peak: float, seed: int
) -> None:
    noise = np.random.default_rng(seed).standard_normal((2, SAMPLE_RATE)) + offset
    finished = synth.master((loudness * noise).astype(np.float32), peak=peak, fade_out_s=0.2)
    assert np.abs(finished).max() == pytest.approx(peak, rel=1e-5)
    assert abs(finished.mean()) < 0.02 * peak
    assert np.abs(finished[:, [0, -1]]).max() < 1e-3


def test_a_master_of_silence_is_silence() -> None:
    assert not synth.master(np.zeros((2, 1000), dtype=np.float32)).any()


EFFECTS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "low_pass": partial(synth.low_pass, cutoff_hz=1000),
    "high_pass": partial(synth.high_pass, cutoff_hz=1000),
    "equalise": partial(synth.equalise, centre_hz=1000, gain_db=6),
    "distort": partial(synth.distort, drive=5),
    "duck": partial(synth.duck, beats_s=[0.1], depth=1, time_s=0.2),
    "echo": partial(synth.echo, delay_s=0.1, feedback=0.3, wet=0.5),
    "reverb": lambda bus: synth.reverb(bus, rng=rng(), decay_s=0.5, wet=0.5),
    "master": synth.master,
}


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_returns_a_new_bus_of_the_same_shape(name: str) -> None:
    bus = rng().standard_normal((2, 20_000)).astype(np.float32)
    before = bus.copy()
    result = EFFECTS[name](bus)
    np.testing.assert_array_equal(bus, before)
    assert result.shape == bus.shape
    assert result.dtype == np.float32
    assert np.isfinite(result).all()
    assert not np.array_equal(result, bus)

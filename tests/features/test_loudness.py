"""Loudness and true peak read what the standards say they must, and what FFmpeg's meter reads."""

import itertools
import math
from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.arrays import FloatArray
from tunescape.audio.signal import Signal
from tunescape.features.excerpt import LOUDEST, Excerpt
from tunescape.features.loudness import (
    FEATURES,
    block_energies,
    channel_weights,
    gated_loudness,
    highest_peak,
    integrated,
    to_lufs,
)

RATE = 48_000
STEREO = ("FL", "FR")
RATES = (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000)


def sine(level_db: float, seconds: float, *, hz: float = 1000.0, rate: int = RATE) -> FloatArray:
    t = np.arange(round(seconds * rate)) / rate
    return (10 ** (level_db / 20) * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def excerpt(channels: FloatArray, rate: int = RATE, positions: tuple[str, ...] = ()) -> Excerpt:
    return Excerpt(channels.mean(axis=0), rate, channels=channels, positions=positions)


def read(channels: FloatArray, rate: int = RATE, positions: tuple[str, ...] = ()) -> float | None:
    """Measure a signal whole."""
    weights = channel_weights(positions, len(channels))
    return gated_loudness(block_energies(channels, rate, weights))


def describe(channels: FloatArray, rate: int = RATE, positions: tuple[str, ...] = ()) -> np.ndarray:
    """Measure a signal in segments of 15 s, as a library does."""
    starts = range(0, channels.shape[1], 15 * rate)
    pieces = [channels[:, start : start + 15 * rate] for start in starts]
    return np.stack([FEATURES(excerpt(piece, rate, positions)) for piece in pieces])


@pytest.mark.parametrize("rate", RATES)
def test_a_full_scale_sine_in_one_channel_reads_minus_3(rate: int) -> None:
    tone, nothing = sine(0, 3, hz=997, rate=rate), np.zeros(3 * rate, np.float32)
    for channels in ([tone, nothing], [nothing, tone], [tone]):
        assert read(np.stack(channels), rate) == pytest.approx(-3.01, abs=0.05)
    assert read(np.stack([tone, tone]), rate) == pytest.approx(0.0, abs=0.05)


# EBU Tech 3341, table 1: level in dBFS and seconds of the parts of a stereo signal of 1 kHz
EBU_CASES = {
    1: ([(-23, 20)], -23),
    2: ([(-33, 20)], -33),
    3: ([(-36, 10), (-23, 60), (-36, 10)], -23),
    4: ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
    5: ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
}


@pytest.mark.parametrize("case", EBU_CASES)
def test_the_minimum_requirements_of_the_ebu_are_met(case: int) -> None:
    parts, expected = EBU_CASES[case]
    channels = np.tile(np.concatenate([sine(level, seconds) for level, seconds in parts]), (2, 1))
    assert read(channels, RATE, STEREO) == pytest.approx(expected, abs=0.1)
    assert integrated(describe(channels, RATE, STEREO)) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("positions", [(), ("FL", "FR", "FC", "BL", "BR"), ("FL", "FR", "FC", "SL", "SR")])
def test_the_ebu_case_of_five_channels(positions: tuple[str, ...]) -> None:
    channels = np.stack([sine(level, 20) for level in (-28, -28, -24, -30, -30)])
    assert read(channels, RATE, positions) == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize(
    ("hz", "level", "phase_degrees", "expected"),
    [
        (1 / 4, 0.5, 0, -6),
        (1 / 4, 0.5, 45, -6),
        (1 / 6, 0.5, 60, -6),
        (1 / 8, 0.5, 67.5, -6),
        (1 / 4, 1.41, 45, 3),
    ],
)
@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 96_000])
def test_the_true_peaks_of_the_ebu_are_found(
    hz: float, level: float, phase_degrees: float, expected: float, rate: int
) -> None:
    tone = level * np.sin(2 * np.pi * hz * np.arange(rate) + np.radians(phase_degrees))
    peak = highest_peak(describe(np.tile(tone.astype(np.float32), (2, 1)), rate))
    assert peak is not None
    assert -0.4 <= peak - expected <= 0.2
    if (hz, phase_degrees) == (1 / 4, 45):
        assert 20 * math.log10(np.abs(tone).max()) == pytest.approx(peak - 3.01, abs=0.02)


def meter(channels: FloatArray, rate: int, layout: str) -> tuple[float, float]:
    """Read FFmpeg's own meter: integrated loudness, and true peak in dB."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=rate, layout=layout, time_base=Fraction(1, rate))
    filters = [source, graph.add("ebur128", "metadata=1:peak=true"), graph.add("abuffersink")]
    for one, next_one in itertools.pairwise(filters):
        one.link_to(next_one)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(channels), "fltp", layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    graph.push(frame)
    graph.push(None)
    told: dict[str, str] = {}
    while True:
        try:
            told |= graph.pull().metadata
        except av.EOFError:
            return float(told["lavfi.r128.I"]), 20 * math.log10(float(told["lavfi.r128.true_peak"]))


@pytest.mark.parametrize(
    ("layout", "positions"),
    [
        ("mono", ("FC",)),
        ("stereo", STEREO),
        ("3.0", ("FL", "FR", "FC")),
        ("5.1", ("FL", "FR", "FC", "LFE", "BL", "BR")),
        ("5.1(side)", ("FL", "FR", "FC", "LFE", "SL", "SR")),
    ],
)
@pytest.mark.parametrize("rate", [32_000, 44_100, 48_000])
def test_an_independent_meter_agrees(
    play: Callable[..., Signal], layout: str, positions: tuple[str, ...], rate: int
) -> None:
    music = play(3, seconds=8, sample_rate=rate, channels=len(positions)).samples
    # quiet, loud and very quiet stretches, so that both gates have something to do
    gains = np.repeat([0.03, 1.0, 0.5, 0.0003, 0.8, 0.1, 1.0, 0.2], rate).astype(np.float32)
    channels = music * gains
    vector = FEATURES(excerpt(channels, rate, positions))
    loudness, peak = meter(channels, rate, layout)
    # FFmpeg rounds to hundredths on its way, and lets the high pass be 0.04 dB too loud at low rates
    assert vector[0] == pytest.approx(loudness, abs=0.05)
    assert vector[1] == pytest.approx(peak, abs=0.25)


def test_channels_count_by_where_they_stand() -> None:
    g = pytest.approx(1.41, abs=0.003)
    assert channel_weights(("FL", "FR", "FC", "LFE", "BL", "BR"), 6).tolist() == [1, 1, 1, 0, g, g]
    assert channel_weights(("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"), 8).tolist() == [
        *(1, 1, 1, 0),
        *(1, 1, g, g),
    ]
    assert channel_weights(("FL", "FR", "LFE"), 3).tolist() == [1, 1, 0]
    assert channel_weights((), 6).tolist() == [1, 1, 1, 0, g, g]
    for n in range(1, 13):
        assert len(channel_weights((), n)) == n
    assert channel_weights((), 4).tolist() == [1, 1, 1, 1]


def test_low_frequency_effects_have_a_peak_but_no_loudness() -> None:
    channels = np.zeros((6, 2 * RATE), np.float32)
    channels[3] = sine(-6, 2, hz=60)
    matrix = describe(channels)
    assert integrated(matrix) is None
    assert highest_peak(matrix) == pytest.approx(-6, abs=0.01)


def test_segments_are_gated_together() -> None:
    loud, quiet = (FEATURES(excerpt(sine(level, 15)[np.newaxis])) for level in (-20, -40))
    assert integrated(np.stack([quiet, quiet])) == pytest.approx(-43.0, abs=0.05)
    # beside something loud, the quiet segment does not count; a mean over segments would be 10 LU too low
    assert integrated(np.stack([loud, quiet])) == pytest.approx(-23.0, abs=0.05)


@pytest.mark.parametrize(("tenths", "tolerance"), [(60, 1e-4), (150, 1e-4), (600, 0.05)])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), spread_db=st.floats(0, 15), n_segments=st.integers(1, 3))
def test_what_is_stored_is_enough_for_the_track(
    tenths: int, tolerance: float, seed: int, spread_db: float, n_segments: int
) -> None:
    rng = np.random.default_rng(seed)
    rows, energies = [], []
    for _ in range(n_segments):
        levels = np.repeat(rng.normal(-25, spread_db, tenths), 1600)
        noise = (10 ** (levels / 20) * rng.uniform(-1, 1, len(levels)))[np.newaxis].astype(np.float32)
        rows.append(FEATURES(excerpt(noise, 16_000)))
        energies.append(block_energies(noise, 16_000, np.ones(1)))
    exact = gated_loudness(np.concatenate(energies))
    found = integrated(np.stack(rows))
    assert (found is None) == (exact is None)
    assert found == pytest.approx(exact, abs=tolerance)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(-30, 6))
def test_loudness_follows_the_level(seed: int, gain_db: float) -> None:
    noise = (0.1 * np.random.default_rng(seed).standard_normal((2, RATE))).astype(np.float32)
    louder = noise * np.float32(10 ** (gain_db / 20))
    assert read(louder) == pytest.approx(read(noise) + gain_db, abs=1e-3)


@pytest.mark.parametrize("n", [1, 2, 30, 47, 1000, 19_199, 19_200, 24_000])
@pytest.mark.parametrize("level", [0.0, 1e-30, 0.5, LOUDEST])
@pytest.mark.parametrize("rate", [1, 50, 8_000, 48_000])
def test_anything_has_finite_numbers(n: int, level: float, rate: int) -> None:
    noise = np.random.default_rng(n).uniform(-1, 1, (3, min(n, 50 * rate))).astype(np.float32)
    vector = FEATURES(excerpt(noise * np.float32(level), rate))
    assert np.isfinite(vector).all()
    assert 0 <= dict(zip(FEATURES.dimensions, vector, strict=True))["blocks"] <= 500


def test_silence_has_no_loudness() -> None:
    matrix = describe(np.zeros((2, RATE), np.float32))
    assert (integrated(matrix), highest_peak(matrix)) == (None, None)
    assert matrix[0, 0] == -70
    assert to_lufs(0.0) == -math.inf


def test_a_sound_shorter_than_a_block_is_one() -> None:
    whole, part = sine(-20, 1.0)[np.newaxis], sine(-20, 0.3)[np.newaxis]
    assert len(block_energies(whole, RATE, np.ones(1))) == 7
    assert len(block_energies(part, RATE, np.ones(1))) == 1
    assert read(part) == pytest.approx(read(whole), abs=0.2)


def test_the_cut_of_a_segment_makes_no_peak() -> None:
    tone = np.cos(2 * np.pi * 3000 * np.arange(RATE) / RATE)[np.newaxis].astype(np.float32)
    peak = highest_peak(describe(tone))
    assert peak == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("first", [0, 17, 191, 192, 700])
def test_a_true_peak_is_found_wherever_it_is(first: int) -> None:
    y = np.zeros(1000, np.float32)
    y[first + 40 : first + 42] = 0.9
    y[500] = 0.95 if first < 400 else 0.0
    peak = highest_peak(FEATURES(excerpt(y[np.newaxis]))[np.newaxis])
    assert peak == pytest.approx(20 * math.log10(0.9 * 4 / math.pi), abs=0.1)


def test_it_leaves_the_channels_as_they_are(play: Callable[..., Signal]) -> None:
    signal = play(1, seconds=2)
    before = signal.samples.copy()
    heard = Excerpt(signal.mono(), signal.sample_rate, channels=signal.samples)
    np.testing.assert_array_equal(FEATURES(heard), FEATURES(heard))
    np.testing.assert_array_equal(signal.samples, before)

"""The cepstral picture is what librosa would draw, standardised and padded."""

from collections.abc import Callable

import librosa
import numpy as np
import pytest

from tunescape.audio.signal import Signal
from tunescape.features.excerpt import Excerpt
from tunescape.features.mfcc_picture import FEATURES, N_FRAMES, N_MFCC, mfcc_picture

RATE = 22_050


@pytest.fixture(scope="module")
def tune(play: Callable[..., Signal]) -> np.ndarray:
    return play(3, seconds=31.0, sample_rate=RATE, channels=1).samples[0]


def test_it_is_the_cepstrum_that_librosa_finds_each_row_standardised(tune: np.ndarray) -> None:
    found = FEATURES(Excerpt(tune, RATE))
    expected = librosa.feature.mfcc(y=tune, sr=RATE, n_mfcc=N_MFCC, hop_length=512)[:, :N_FRAMES]
    expected = (expected - expected.mean(axis=1, keepdims=True)) / expected.std(axis=1, keepdims=True)
    assert found.shape == (20 * 1293,)
    assert found.dtype == np.float16
    np.testing.assert_allclose(found.reshape(N_MFCC, N_FRAMES), expected, rtol=2e-3, atol=5e-3)


def test_dimensions_are_named_row_by_row() -> None:
    assert FEATURES.dimensions[0] == "mfcc.01.0001"
    assert FEATURES.dimensions[1293] == "mfcc.02.0001"
    assert FEATURES.dimensions[-1] == "mfcc.20.1293"


def test_its_own_excerpt_fills_the_picture_whatever_the_sample_rate() -> None:
    assert FEATURES.excerpt is not None
    for sample_rate in (8000, 22_050, 44_100, 48_000):
        n = round(FEATURES.excerpt.span(200.0).duration_s * sample_rate)
        noise = np.random.default_rng(0).normal(0, 0.1, n).astype(np.float32)
        picture = mfcc_picture(Excerpt(noise, sample_rate).spectrum)
        assert picture[:, -1].any()


def test_what_a_short_excerpt_lacks_is_nothing(tune: np.ndarray) -> None:
    picture = mfcc_picture(Excerpt(tune[: 10 * RATE], RATE).spectrum)
    n_frames = 1 + 10 * RATE // 512
    assert not picture[:, n_frames:].any()
    np.testing.assert_allclose(picture[:, :n_frames].mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(picture[:, :n_frames].std(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("n", [1, 300, 50_000])
def test_silence_is_an_empty_picture(n: int) -> None:
    assert not FEATURES(Excerpt(np.zeros(n, np.float32), RATE)).any()

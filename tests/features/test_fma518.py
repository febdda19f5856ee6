"""The 518 features of the FMA dataset, held against librosa and scipy called one by one."""

import librosa
import numpy as np
import pytest
import scipy.stats

from tunescape.errors import FeatureError
from tunescape.features import fma
from tunescape.features.excerpt import Excerpt
from tunescape.features.fma import FEATURES, SIZES

RATE = 22_050


@pytest.fixture(scope="module")
def tune() -> np.ndarray:
    t = np.arange(4 * RATE) / RATE
    noise = np.random.default_rng(0).normal(0, 0.05, len(t))
    return (0.3 * np.sin(2 * np.pi * (220 + 60 * t) * t) + noise).astype(np.float32)


@pytest.fixture(scope="module")
def found(tune: np.ndarray) -> dict[str, float]:
    return dict(zip(FEATURES.dimensions, FEATURES(Excerpt(tune, RATE)).tolist(), strict=True))


def expected_rows(feature: str, y: np.ndarray) -> np.ndarray:
    cqt = np.abs(librosa.cqt(y, sr=RATE, hop_length=512, bins_per_octave=12, n_bins=84, tuning=None))
    stft = np.abs(librosa.stft(y, n_fft=2048, hop_length=512))
    rows: dict[str, object] = {
        "chroma_cqt": lambda: librosa.feature.chroma_cqt(C=cqt, n_chroma=12, n_octaves=7),
        "chroma_stft": lambda: librosa.feature.chroma_stft(S=stft**2, n_chroma=12, sr=RATE),
        "mfcc": lambda: librosa.feature.mfcc(y=y, sr=RATE, n_mfcc=20, n_fft=2048, hop_length=512),
        "rmse": lambda: librosa.feature.rms(S=stft),
        "spectral_contrast": lambda: librosa.feature.spectral_contrast(S=stft, sr=RATE),
        "tonnetz": lambda: librosa.feature.tonnetz(
            chroma=librosa.feature.chroma_cens(C=cqt, n_chroma=12, n_octaves=7)
        ),
        "zcr": lambda: librosa.feature.zero_crossing_rate(y, frame_length=2048, hop_length=512),
    }
    return np.asarray(rows[feature](), np.float64)  # type: ignore[operator]


@pytest.mark.parametrize(
    "feature", ["chroma_cqt", "chroma_stft", "mfcc", "rmse", "spectral_contrast", "tonnetz", "zcr"]
)
def test_each_statistic_is_that_of_the_rows_of_librosa(
    feature: str, found: dict[str, float], tune: np.ndarray
) -> None:
    rows = expected_rows(feature, tune)
    statistics = {
        "kurtosis": scipy.stats.kurtosis(rows, axis=1),
        "max": rows.max(axis=1),
        "mean": rows.mean(axis=1),
        "median": np.median(rows, axis=1),
        "min": rows.min(axis=1),
        "skew": scipy.stats.skew(rows, axis=1),
        "std": rows.std(axis=1),
    }
    for name, values in statistics.items():
        got = [found[f"{feature}.{name}.{i:02d}"] for i in range(1, len(rows) + 1)]
        np.testing.assert_allclose(got, values, rtol=2e-3, atol=1e-3, err_msg=f"{feature} {name}")


def test_names_lie_in_the_order_of_the_published_table() -> None:
    assert len(FEATURES.dimensions) == 518
    # its columns are sorted by feature, statistic and number
    split = [tuple(name.split(".")) for name in FEATURES.dimensions]
    assert split == sorted(split)
    assert sum(SIZES.values()) * 7 == 518


@pytest.mark.parametrize("y", [np.zeros(1), np.zeros(50_000), np.ones(3000), np.eye(1, 40_000)[0]])
def test_odd_signals_have_finite_features(y: np.ndarray) -> None:
    assert np.isfinite(FEATURES(Excerpt(y.astype(np.float32), RATE))).all()


def test_without_librosa_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fma, "find_spec", lambda _: None)
    assert not FEATURES.available
    with pytest.raises(FeatureError, match=r"needs librosa; pip install 'tunescape\[research\]'"):
        FEATURES(Excerpt(np.zeros(10, np.float32), RATE))

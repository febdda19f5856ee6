import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.features.embeddings.musicnn import FEATURES, TAGS, embed, log_mel, musicnn, patches
from tunescape.features.excerpt import Excerpt

FRAMES, BANDS = np.mgrid[:187, :96]
# Made with a float64 NumPy evaluation of the published checkpoint, every filter, nothing folded
# (the reference of tests/tools/test_make_musicnn.py): the five likeliest tags, the first six dimensions.
REFERENCE = {
    "silence": (
        np.zeros((187, 96)),
        {
            "rock": 0.200346,
            "indie": 0.125856,
            "electronic": 0.114050,
            "punk": 0.109925,
            "alternative": 0.106172,
        },
        [-0.17718, -0.12703, -0.28483, -0.27512, 0.63045, -0.24004],
    ),
    "ripple": (
        2 + np.sin(FRAMES / 5) * np.cos(BANDS / 9),
        {
            "electronic": 0.176998,
            "experimental": 0.165001,
            "metal": 0.108649,
            "jazz": 0.090909,
            "electro": 0.053006,
        },
        [-0.17718, 0.78723, -0.28483, -0.27512, 1.21772, 0.56242],
    ),
}


def noise(n: int, seed: int = 0) -> np.ndarray:
    samples = np.random.default_rng(seed).normal(0, 0.1, n).astype(np.float32)
    samples.flags.writeable = False
    return samples


def test_agrees_with_the_original_graph(shared_data: Path) -> None:
    files = sorted((shared_data / "golden" / "musicnn").glob("*.npz"))
    assert files
    for file in files:
        with np.load(file) as golden:
            spectrogram = log_mel(golden["waveform_16k"])
            np.testing.assert_allclose(spectrogram, golden["logmel"], rtol=0, atol=1e-4)
            np.testing.assert_allclose(patches(spectrogram), golden["patches"], rtol=0, atol=1e-4)
            for outputs in (embed(golden["patches"]), musicnn(golden["waveform_16k"])):
                for output, name in zip(outputs, ("tags", "penultimate"), strict=True):
                    np.testing.assert_allclose(output, golden[name], rtol=0, atol=1e-4)


@pytest.mark.parametrize("name", REFERENCE)
def test_agrees_with_the_published_weights(name: str) -> None:
    spectrogram, likeliest, first = REFERENCE[name]
    (tags,), (penultimate,) = embed(patches(spectrogram.astype(np.float32)))
    ranked = np.argsort(-tags)[:5]
    assert [TAGS[i] for i in ranked] == list(likeliest)
    np.testing.assert_allclose(tags[ranked], list(likeliest.values()), atol=1e-5)
    np.testing.assert_allclose(penultimate[:6], first, atol=1e-4)


def test_log_mel_of_silence_is_zero_and_of_a_sine_peaks_in_its_band() -> None:
    assert not log_mel(np.zeros(2560, dtype=np.float32)).any()
    t = np.arange(16_000) / 16_000
    spectrogram = log_mel(np.sin(2 * np.pi * 1000 * t).astype(np.float32))
    assert spectrogram.shape == (63, 96)
    # Slaney's scale: 15 mel at 1 kHz, 45.2456 at 8 kHz, in steps of a 97th
    nearest = round(15 / (45.2456 / 97)) - 1
    assert (spectrogram[2:-2].argmax(axis=1) == nearest).all()


def test_log_mel_is_logarithmic_in_power() -> None:
    y = noise(16_000)
    quiet, loud = (10 ** log_mel(gain * y).astype(np.float64) - 1 for gain in (1, 10))
    np.testing.assert_allclose(loud, 100 * quiet, rtol=1e-3, atol=1e-3)


def test_patches_follow_each_other_and_leave_the_rest_out() -> None:
    spectrogram = noise(400 * 96).reshape(400, 96)
    np.testing.assert_array_equal(patches(spectrogram), spectrogram[:374].reshape(2, 187, 96))


@given(n_frames=st.integers(1, 186))
@settings(max_examples=20, deadline=None)
def test_what_is_shorter_than_a_patch_is_repeated(n_frames: int) -> None:
    spectrogram = noise(n_frames * 96).reshape(n_frames, 96)
    (patch,) = patches(spectrogram)
    np.testing.assert_array_equal(patch, spectrogram[np.arange(187) % n_frames])


@given(n=st.integers(1, 130_000))
@settings(max_examples=20, deadline=None)
def test_shapes_and_ranges(n: int) -> None:
    tags, penultimate = musicnn(noise(n))
    n_patches = max(1, (1 + n // 256) // 187)
    assert tags.shape == (n_patches, 50)
    assert penultimate.shape == (n_patches, 200)
    assert tags.dtype == penultimate.dtype == np.float32
    assert ((tags >= 0) & (tags <= 1)).all()
    assert np.isfinite(penultimate).all()


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(240_000),
        np.zeros(1),
        np.ones(1),
        np.full(48_000, 1e-38),
        np.tile([3e38, -3e38], 24_000),
    ],
    ids=["silence", "one silent sample", "one loud sample", "denormal", "largest"],
)
def test_every_finite_signal_has_finite_features(samples: np.ndarray) -> None:
    vector = FEATURES(Excerpt(samples.astype(np.float32), 16_000))
    assert np.isfinite(vector).all()


def test_a_patch_is_heard_alike_in_any_company() -> None:
    inputs = log_mel(noise(150_000))[: 3 * 187].reshape(3, 187, 96)
    tags, penultimate = embed(inputs)
    reversed_tags, reversed_penultimate = embed(inputs[::-1])
    np.testing.assert_array_equal(reversed_tags[::-1], tags)
    np.testing.assert_array_equal(reversed_penultimate[::-1], penultimate)
    np.testing.assert_array_equal(embed(inputs[1:2])[1][0], penultimate[1])


def test_feature_set_is_the_mean_over_patches_at_16_khz() -> None:
    excerpt = Excerpt(noise(7 * 22_050), 22_050)
    vector = FEATURES(excerpt)
    tags, penultimate = musicnn(excerpt.at(16_000))
    assert len(tags) == 2
    np.testing.assert_allclose(vector, np.hstack([tags, penultimate]).mean(axis=0), rtol=1e-6)
    np.testing.assert_array_equal(FEATURES(Excerpt(excerpt.samples, 22_050)), vector)


def test_feature_set_declares_itself() -> None:
    assert FEATURES.id == "musicnn@1"
    assert FEATURES.dtype == "float32"
    assert FEATURES.excerpt is None
    assert len(FEATURES.dimensions) == len(set(FEATURES.dimensions)) == 250
    assert len(TAGS) == 50
    assert FEATURES.dimensions[:2] == ("tag.rock", "tag.pop")
    assert FEATURES.dimensions[49:51] == ("tag.happy", "penultimate.001")
    assert FEATURES.dimensions[-1] == "penultimate.200"


def test_onnxruntime_is_imported_late_and_in_silence() -> None:
    program = (
        "import sys, numpy\n"
        "from tunescape.features.embeddings.musicnn import musicnn\n"
        "assert 'onnxruntime' not in sys.modules\n"
        "musicnn(numpy.zeros(1, dtype=numpy.float32))\n"
        "assert 'onnxruntime' in sys.modules\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")

import librosa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.audio.decode import AudioFile
from tunescape.features.cqt import constant_q, constant_q_frequencies
from tunescape.features.excerpt import Excerpt

RATE = 22_050
Q = (2 ** (1 / 6) + 1) / (2 ** (1 / 6) - 1)


def librosas(y, **options):
    return np.abs(librosa.cqt(y, sr=RATE, fmin=32.703, tuning=0.0, **options))


def distance(ours, theirs):
    assert ours.shape == theirs.shape
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


# librosa rounds the lengths of its windows to whole samples, after it has lowered the rate (1 % of a window
# of 91 samples), and drops the smallest 1 % of each kernel's spectrum: closer than 1 to 2 % is chance
@pytest.mark.parametrize("hop_length", [512, 1024])
def test_agrees_with_librosa_on_noise(hop_length):
    y = np.random.default_rng(0).standard_normal(5 * RATE).astype(np.float32)
    theirs = librosas(y, hop_length=hop_length)
    assert distance(constant_q(y, sample_rate=RATE, hop_length=hop_length), theirs) < 0.02


def test_agrees_with_librosa_on_notes_by_octave(play):
    y = librosa.resample(play(3, sample_rate=44_100).samples.mean(axis=0), orig_sr=44_100, target_sr=RATE)
    ours, theirs = constant_q(y, sample_rate=RATE), librosas(y)
    for first in range(0, 84, 12):
        assert distance(ours[first : first + 12], theirs[first : first + 12]) < 0.05
    loud = theirs > theirs.max() / 100
    difference_db = 20 * np.log10(ours[loud] / theirs[loud])
    assert np.abs(difference_db).mean() < 0.3


def test_agrees_with_librosa_on_music(shared_data):
    for path in sorted((shared_data / "cc-music").glob("*.ogg"))[:3]:
        with AudioFile(path) as file:
            signal = file.read(10.0, 15.0)
        y = Excerpt(signal.samples.mean(axis=0), signal.sample_rate).at(RATE)
        assert distance(constant_q(y, sample_rate=RATE), librosas(y)) < 0.02, path.name


@pytest.mark.parametrize("number", [0, 7, 23, 24, 40, 59, 60, 71, 83])
@pytest.mark.parametrize("sample_rate", [11_025, 22_050, 44_100])
def test_a_tone_peaks_in_its_bin_at_the_height_of_the_formula(number, sample_rate):
    frequency_hz = constant_q_frequencies()[number]
    t = np.arange(2 * sample_rate) / sample_rate
    y = (0.3 * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)
    middle = constant_q(y, sample_rate=sample_rate)
    middle = middle[:, middle.shape[1] // 2]
    assert middle.argmax() == number
    assert middle[number] == pytest.approx(0.15 * np.sqrt(Q * sample_rate / frequency_hz), rel=0.01)
    far = np.abs(np.arange(84) - number) > 3
    assert middle[far].max() < 0.01 * middle[number]


def test_finer_bins_separate_a_quarter_tone():
    t = np.arange(2 * RATE) / RATE
    pair = sum(np.sin(2 * np.pi * 440 * 2 ** (cents / 1200) * t) for cents in (0, 100)).astype(np.float32)
    column = constant_q(pair, sample_rate=RATE, fmin_hz=220, n_bins=120, bins_per_octave=60)[:, 43]
    assert column[62] < 0.2 * min(column[60], column[65])


def test_frames_are_centred_on_their_hops():
    y = np.zeros(RATE, np.float32)
    y[20 * 512] = 1
    high = constant_q(y, sample_rate=RATE)[-12:]
    np.testing.assert_array_equal(high.argmax(axis=1), 20)
    np.testing.assert_allclose(high[:, 19], high[:, 21], atol=1e-3)


def test_bins_beyond_half_the_rate_are_refused():
    with pytest.raises(ValueError, match="3951 Hz"):
        constant_q(np.zeros(100, np.float32), sample_rate=7900)


@given(
    hnp.arrays(np.float32, st.integers(1, 1500), elements=st.floats(-1, 1, width=32)),
    st.integers(100, 700),
)
def test_any_length_and_hop_gives_finite_frames_that_scale(y, hop_length):
    before = y.copy()
    transform = constant_q(y, sample_rate=RATE, hop_length=hop_length)
    assert transform.shape == (84, 1 + len(y) // hop_length)
    assert transform.dtype == np.float32
    assert np.isfinite(transform).all()
    np.testing.assert_array_equal(y, before)
    np.testing.assert_allclose(
        constant_q(y * np.float32(0.25), sample_rate=RATE, hop_length=hop_length), transform / 4, atol=1e-5
    )

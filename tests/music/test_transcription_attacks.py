"""How levels rise where notes start, and what a small network makes of it."""

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier
from tones import RATE, tones

from tunescape.features.posteriorgram import FLOOR_DB, N_LEVELS, Posteriorgram, posteriorgrams
from tunescape.music.transcription.attacks import ATTACK_TRAITS, COURSE_TRAITS, describe_attacks
from tunescape.music.transcription.perceptron import Perceptron

KEY, FRAME, N_FRAMES = 39, 200, 400


def heard(level: np.ndarray) -> Posteriorgram:
    silent = np.zeros((len(level), 88), np.float32)
    return Posteriorgram(silent, silent, silent[:, :0], level.astype(np.float32))


def traits(level: np.ndarray, frame: int = FRAME) -> dict[str, float]:
    (row,) = describe_attacks(heard(level), np.array([frame]), np.array([KEY]))
    return dict(zip((*ATTACK_TRAITS, *COURSE_TRAITS), row.tolist(), strict=True))


def ringing() -> np.ndarray:
    return np.full((N_FRAMES, N_LEVELS), -30.0)


def test_partials_that_become_louder_rise_by_as_much() -> None:
    level = ringing()
    level[FRAME:, KEY] += 6
    level[FRAME:, KEY + 12] += 3
    found = traits(level)
    assert found["rise+0"] == pytest.approx(6)
    assert found["rise+12"] == pytest.approx(3)
    assert found["rise+19"] == pytest.approx(0)
    assert found["rise beside-1"] == found["rise beside+1"] == pytest.approx(0)
    assert found["level beside-1"] == pytest.approx(-6)
    assert found["largest rise"] == pytest.approx(0)
    assert traits(ringing())["rise+0"] == 0


def test_another_key_that_rises_more_is_told() -> None:
    level = ringing()
    level[FRAME:, KEY] += 2
    level[FRAME:, KEY + 5] += 9
    assert traits(level)["largest rise"] == pytest.approx(7)


def test_what_fades_is_told_from_what_lasts() -> None:
    level = ringing()
    level[FRAME:, KEY] += 20 - 0.5 * np.arange(N_FRAMES - FRAME)
    assert traits(level)["decay+0"] == pytest.approx(-4, abs=0.1)  # eight frames later
    assert traits(ringing())["decay+0"] == 0


def test_the_level_of_the_recording_does_not_matter() -> None:
    level = np.random.default_rng(0).uniform(-60, 0, (N_FRAMES, N_LEVELS))
    for name, value in traits(level - 20).items():
        if "+31" not in name and "+34" not in name and "+36" not in name:
            assert value == pytest.approx(traits(level)[name], abs=1e-3), name


def test_before_the_first_frame_there_is_silence() -> None:
    found = traits(np.full((N_FRAMES, N_LEVELS), -30.0), frame=0)
    assert found["rise+0"] == 20
    assert found["onset+0 at -1"] == pytest.approx(np.log(1e-3 / (1 - 1e-3)))


def test_levels_are_those_of_the_sound() -> None:
    for pitch in (45, 69, 93):
        loud, soft = (
            np.concatenate(
                [h.level for h in posteriorgrams([tones([(0.2, 1.8, pitch)], seconds=2, level=a)])]
            )
            for a in (0.4, 0.2)
        )
        assert loud.shape[1] == N_LEVELS
        middle = slice(60, 100)
        assert np.median(loud[middle].argmax(axis=1)) == pitch - 21
        change = (loud - soft)[middle, pitch - 21]
        np.testing.assert_allclose(change, 20 * np.log10(2), atol=0.1)
    (silent, *_) = posteriorgrams([np.zeros(RATE, np.float32)])
    assert (silent.level == FLOOR_DB).all()


@pytest.mark.parametrize("hidden", [(5,), (6, 4)])
def test_a_perceptron_is_that_of_sklearn(hidden: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((300, 7)).astype(np.float32)
    theirs = MLPClassifier(hidden, max_iter=300, random_state=0, tol=10.0).fit(
        inputs, inputs[:, 0] > inputs[:, 1]
    )
    ours = Perceptron(
        np.zeros(7, np.float32),
        np.ones(7, np.float32),
        tuple(weights.astype(np.float32) for weights in theirs.coefs_),
        tuple(bias.astype(np.float32) for bias in theirs.intercepts_),
    )
    expected = theirs.predict_proba(inputs)[:, 1]
    np.testing.assert_allclose(1 / (1 + np.exp(-ours.log_odds(inputs))), expected, atol=1e-4)

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.features.chord_grid import chord_grid
from tunescape.features.chord_names import (
    INTERVALS,
    N_CHORDS,
    NO_CHORD,
    QUALITIES,
    chord_label,
    chord_symbol,
    pitch_classes_of,
    quality_of,
    root_of,
)
from tunescape.features.chord_network import N_INPUT_ROWS, describe_stretches, load_chord_network
from tunescape.features.chord_path import TRANSITION_WEIGHT, chord_path, transition_matrix
from tunescape.features.chord_profile import FEATURES, chord_profile
from tunescape.features.chords import ChordSequence, find_chords
from tunescape.features.excerpt import Excerpt
from tunescape.features.pitch_registers import REGISTERS, mean_between, pitch_registers
from tunescape.features.posteriorgram import FRAMES_PER_WINDOW, Posteriorgram, posteriorgrams
from tunescape.features.registry import SHIPPED, resolve_feature_sets
from tunescape.features.tonality import KEYS

mir_chord = pytest.importorskip("mir_eval.chord")

RATE = 22_050
C_MAJ, F_MAJ, G_MAJ, A_MIN = ("C:maj", "F:maj", "G:maj", "A:min")
PROGRESSION = (C_MAJ, A_MIN, F_MAJ, G_MAJ)


def number(label):
    return [chord_label(i) for i in range(N_CHORDS)].index(label)


def tone(midi, seconds, *, cents=0.0):
    t = np.arange(round(seconds * RATE)) / RATE
    f0 = 440 * 2 ** ((midi - 69 + cents / 100) / 12)
    partials = sum(np.sin(2 * np.pi * f0 * h * t) / h**1.5 for h in range(1, 7))
    return 0.06 * partials * np.exp(-t * 1.5) * np.minimum(1, t / 0.005)


def strum(label, seconds, *, cents=0.0):
    """Strike a chord every half second, its root below."""
    classes = pitch_classes_of(number(label))
    pitches = [36 + classes[0], *(60 + c - (12 if c > 7 else 0) for c in classes)]
    stroke = sum(tone(p, 0.5, cents=cents) for p in pitches)
    return np.tile(stroke, round(seconds / 0.5)).astype(np.float32)


def song(labels=PROGRESSION, seconds=2.0, **how):
    return np.concatenate([strum(label, seconds, **how) for label in labels])


def heard(samples, *, beat_s=0.5):
    samples = np.asarray(samples, dtype=np.float32)
    columns = np.concatenate([pitch_registers(window) for window in posteriorgrams([samples])])
    duration_s = len(samples) / RATE
    return find_chords(columns, np.arange(beat_s, duration_s, beat_s), duration_s=duration_s)


def labels_of(sequence):
    return [chord_label(chord) for chord in sequence.chords.tolist()]


def sounding_for(sequence, label):
    """Share of the time that a chord is heard."""
    which = np.array(labels_of(sequence)) == label
    return sequence.lengths_s[which].sum() / sequence.lengths_s.sum()


def test_a_progression_is_heard_where_it_is_played():
    sequence = heard(song())
    assert labels_of(sequence) == list(PROGRESSION)
    np.testing.assert_allclose(sequence.bounds_s, [0, 2, 4, 6, 8], atol=0.51)
    assert sequence.confidence.min() > 0.3


@pytest.mark.parametrize("label", ["Eb:min", "F#:maj", "Bb:min", "E:maj"])
def test_a_chord_has_its_name_in_any_key(label):
    assert sounding_for(heard(song((label,), 4.0)), label) > 0.7


def test_sevenths_are_told_from_triads():
    for label in ("D:min7", "A:maj7", "F:7"):
        assert sounding_for(heard(song((label,), 4.0)), label) > 0.5


@pytest.mark.parametrize("cents", [-30, 30])
def test_another_tuning_has_the_same_chords(cents):
    found = heard(song(cents=cents))
    assert np.mean([sounding_for(found, label) > 0.15 for label in PROGRESSION]) == 1


def test_chords_are_followed_by_none_in_silence():
    sequence = heard(np.concatenate([song((C_MAJ,), 4.0), np.zeros(4 * RATE)]))
    assert labels_of(sequence)[0] == C_MAJ
    assert labels_of(sequence)[-1] == "N"
    assert sequence.bounds_s[-2] == pytest.approx(4, abs=1.1)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(3 * RATE),
        np.zeros(1),
        0.1 * np.random.default_rng(0).standard_normal(5 * RATE),
        0.5 * np.ones(2 * RATE),
        np.where(np.arange(4 * RATE) % 11_025 == 0, 0.9, 0.0),
    ],
    ids=["silence", "one sample", "noise", "dc", "clicks"],
)
def test_what_has_no_notes_has_no_chord(samples):
    sequence = heard(samples)
    assert labels_of(sequence) == ["N"]
    assert sequence.bounds_s[0] == 0
    assert sequence.bounds_s[-1] == pytest.approx(len(samples) / RATE)


def test_half_a_second_is_enough_for_an_answer():
    sequence = heard(song((C_MAJ,), 0.5))
    assert len(sequence.chords) == 1
    assert sequence.bounds_s.tolist() == [0, 0.5]


def test_a_melody_alone_gets_few_chords_and_no_error():
    tune = np.concatenate([tone(p, 0.5) for p in (60, 62, 64, 65, 67, 65, 64, 62, 60)])
    sequence = heard(tune)
    assert 1 <= len(sequence.chords) <= 9
    assert (np.diff(sequence.chords) != 0).all()


@settings(max_examples=200, deadline=None)
@given(
    beats=st.lists(st.floats(0, 70), max_size=60, unique=True),
    duration_s=st.floats(0.05, 60),
)
def test_a_grid_covers_the_track_and_ascends(beats, duration_s):
    bounds_s = chord_grid(np.array(sorted(beats)), duration_s=duration_s)
    assert bounds_s[0] == 0
    assert bounds_s[-1] == duration_s
    assert (np.diff(bounds_s) > 0).all()


def test_a_grid_lies_on_beats_and_halves_slow_ones():
    np.testing.assert_allclose(chord_grid(np.arange(0.5, 4, 0.5), duration_s=4.0), np.arange(0, 4.1, 0.5))
    np.testing.assert_allclose(chord_grid(np.arange(1.0, 8, 1.0), duration_s=8.0), np.arange(0, 8.1, 0.5))
    np.testing.assert_allclose(chord_grid(np.zeros(0), duration_s=2.0), [0, 0.5, 1, 1.5, 2])


def test_a_grid_goes_on_where_beats_are_missing():
    beats = np.array([2.0, 2.5, 3.0, 3.5, 5.5, 6.0, 6.5])
    np.testing.assert_allclose(chord_grid(beats, duration_s=8.0), np.arange(0, 8.1, 0.5), atol=1e-9)


@pytest.mark.parametrize("chord", range(N_CHORDS))
def test_names_are_those_of_mir_eval(chord):
    label = chord_label(chord)
    root, bitmap, _ = mir_chord.encode(label)
    if chord == NO_CHORD:
        assert (label, root, pitch_classes_of(chord), chord_symbol(chord)) == ("N", -1, (), "")
        return
    assert root == root_of(chord) == pitch_classes_of(chord)[0]
    expected = {(root + i) % 12 for i in np.flatnonzero(bitmap)}
    assert set(pitch_classes_of(chord)) == expected
    assert quality_of(chord) == label.split(":")[1]


def test_roots_are_spelt_as_the_key_is():
    flat_seventh = number("Bb:maj")
    spelt = {"F major": "Bb:maj", "E major": "A#:maj", "D minor": "Bb:maj", "B minor": "A#:maj"}
    assert {key: chord_label(flat_seventh, key=key) for key in spelt} == spelt
    for key in KEYS:
        for chord in range(N_CHORDS):
            assert mir_chord.encode(chord_label(chord, key=key))[0] == mir_chord.encode(chord_label(chord))[0]
    assert chord_symbol(number("A:min7")) == "Am7"
    assert chord_symbol(number("D:maj"), key="G major") == "D"


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), shift=st.integers(1, 11))
def test_the_network_hears_all_keys_alike(seed, shift):
    described = np.random.default_rng(seed).uniform(0, 1, (3, N_INPUT_ROWS, 12)).astype(np.float32)
    network = load_chord_network()
    here = network.log_probabilities(described)
    there = network.log_probabilities(np.roll(described, shift, axis=2))
    turned = np.roll(here[:, :NO_CHORD].reshape(3, 12, -1), shift, axis=1).reshape(3, -1)
    np.testing.assert_allclose(there[:, :NO_CHORD], turned, atol=1e-4)
    np.testing.assert_allclose(np.exp(here).sum(axis=1), 1, atol=1e-4)


def test_a_description_has_its_rows_and_leaves_its_input():
    registers = np.random.default_rng(0).uniform(0, 1, (40, len(REGISTERS), 12)).astype(np.float32)
    before = registers.copy()
    described = describe_stretches(registers)
    assert described.shape == (40, N_INPUT_ROWS, 12)
    assert np.isfinite(described).all()
    np.testing.assert_array_equal(registers, before)
    np.testing.assert_allclose(described[:, : len(REGISTERS)] ** 2, registers, atol=1e-6)


def test_transitions_are_probabilities():
    matrix = transition_matrix(load_chord_network().transitions)
    np.testing.assert_allclose(np.exp(matrix.astype(np.float64)).sum(axis=1), 1, atol=0.01)
    c, g, d = number(C_MAJ), number(G_MAJ), number("D:maj")
    assert matrix[c, g] == pytest.approx(matrix[g, d])
    assert matrix[c, c] == matrix[c].max()


def test_a_path_is_the_best_of_all():
    rng = np.random.default_rng(1)
    states = [number(C_MAJ), number(G_MAJ), NO_CHORD]
    transitions = np.full((N_CHORDS, N_CHORDS), -50.0, dtype=np.float32)
    transitions[np.ix_(states, states)] = np.log(rng.dirichlet(np.ones(3), 3))
    likely = np.full((5, N_CHORDS), -60.0, dtype=np.float32)
    likely[:, states] = np.log(rng.dirichlet(np.ones(3), 5))
    found = chord_path(likely, transitions)

    def total(path):
        steps = sum(transitions[a, b] for a, b in pairwise(path))
        return sum(likely[i, chord] for i, chord in enumerate(path)) + TRANSITION_WEIGHT * steps

    every = [[states[i // 3**n % 3] for n in range(5)] for i in range(3**5)]
    assert found.tolist() == max(every, key=total)


def test_one_uncertain_stretch_does_not_break_a_chord():
    likely = np.full((9, N_CHORDS), -8.0, dtype=np.float32)
    likely[:, number(C_MAJ)] = -0.1
    likely[4, [number(C_MAJ), number("E:min")]] = -0.9, -0.7
    transitions = transition_matrix(load_chord_network().transitions)
    assert set(chord_path(likely, transitions).tolist()) == {number(C_MAJ)}


def test_registers_hold_each_key_where_it_belongs():
    note = np.full((FRAMES_PER_WINDOW, 88), 0.1, dtype=np.float32)
    note[:, 40 - 21] = note[:, 76 - 21] = 0.9
    onset = np.zeros_like(note)
    folded = pitch_registers(Posteriorgram(note, onset, note[:, :0]))
    assert folded.shape == (FRAMES_PER_WINDOW // 2, len(REGISTERS), 12)
    row = dict(zip(REGISTERS, folded[0].astype(float), strict=True))
    e = 4
    assert row["bass"][e] == pytest.approx(0.8, abs=1e-3)
    assert row["treble"][e] == pytest.approx(0.8, abs=1e-3)
    assert row["tenor"].sum() == row["alto"].sum() == row["low_onsets"].sum() == 0
    assert row["lowest"][e] == pytest.approx(0.8 + 0.8 * (1 - 0.9 * 0.8), abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_means_between_bounds_add_up(data):
    columns = np.random.default_rng(3).uniform(0, 1, (142, len(REGISTERS), 12))
    inner = data.draw(st.lists(st.floats(0.01, 3.2), max_size=8, unique=True))
    bounds_s = np.array([0.0, *sorted(inner), 3.28])
    means = mean_between(columns, bounds_s)
    whole = mean_between(columns, bounds_s[[0, -1]])[0]
    assert means.min() >= 0
    weighted = (means * np.diff(bounds_s)[:, None, None]).sum(axis=0) / 3.28
    np.testing.assert_allclose(weighted, whole, atol=0.02)


def sequence_of(labels, lengths_s):
    bounds_s = np.concatenate([[0.0], np.cumsum(lengths_s)])
    return ChordSequence(bounds_s, np.array([number(label) for label in labels]), np.full(len(labels), 0.5))


def test_a_profile_counts_what_it_names():
    sequence = sequence_of(["C:maj", "G:maj", "A:min", "F:maj", "N"], [4, 2, 1, 1, 2])
    profile = dict(zip(FEATURES.dimensions, chord_profile(sequence, n_beats=20, key="C major"), strict=True))
    assert profile["quality.maj"] == pytest.approx(0.7)
    assert profile["quality.none"] == pytest.approx(0.2)
    assert profile["degree.I.major"] == pytest.approx(0.5)
    assert profile["degree.VI.minor"] == pytest.approx(0.125)
    assert profile["step.7"] == pytest.approx(1 / 3)
    assert profile["move.I-V"] == profile["move.V-VI"] == profile["move.VI-IV"] == pytest.approx(1 / 3)
    assert profile["changes_per_s"] == pytest.approx(0.3)
    assert profile["changes_per_beat"] == pytest.approx(0.15)
    assert profile["in_key"] == pytest.approx(1)
    assert profile["confidence"] == pytest.approx(0.5)


@settings(max_examples=40, deadline=None)
@given(
    labels=st.lists(st.integers(0, NO_CHORD), min_size=1, max_size=12),
    shift=st.integers(0, 11),
    key=st.sampled_from(KEYS),
)
def test_a_profile_is_the_same_in_every_key(labels, shift, key):
    chords = np.array(labels)
    bounds_s = np.arange(len(chords) + 1.0)
    moved = np.where(chords == NO_CHORD, chords, (chords + shift * len(QUALITIES)) % NO_CHORD)
    mode = KEYS.index(key) // 12 * 12
    moved_key = KEYS[mode + (KEYS.index(key) + shift) % 12]
    here = chord_profile(ChordSequence(bounds_s, chords, np.ones(len(chords))), n_beats=8, key=key)
    there = chord_profile(ChordSequence(bounds_s, moved, np.ones(len(chords))), n_beats=8, key=moved_key)
    np.testing.assert_allclose(here, there, atol=1e-12)
    assert np.isfinite(here).all()
    assert here.min() >= 0
    assert here.max() <= 1


def test_without_key_there_are_no_degrees():
    profile = chord_profile(sequence_of(["C:maj", "G:maj"], [1, 1]), n_beats=4, key=None)
    named = dict(zip(FEATURES.dimensions, profile, strict=True))
    assert all(named[name] == 0 for name in named if name.startswith(("degree.", "move.", "in_key")))
    assert named["step.7"] == 1


def test_the_feature_set_keeps_its_declaration():
    assert FEATURES.id == "chords@2"
    assert len(set(FEATURES.dimensions)) == len(FEATURES.dimensions) == 64
    assert SHIPPED["chords"] is FEATURES
    assert "chords" in resolve_feature_sets("all")
    assert "chords" not in resolve_feature_sets("default")
    vector = FEATURES(Excerpt(song().astype(np.float32), RATE))
    named = dict(zip(FEATURES.dimensions, vector.tolist(), strict=True))
    assert named["quality.maj"] > 0.5
    assert named["quality.min"] > 0.1
    assert sum(named[f"quality.{quality}"] for quality in (*INTERVALS, "none")) == pytest.approx(1)


@pytest.mark.parametrize("n", [1, RATE // 2])
def test_the_feature_set_answers_to_silence(n):
    vector = FEATURES(Excerpt(np.zeros(n, dtype=np.float32), RATE))
    assert np.isfinite(vector).all()
    assert vector[FEATURES.dimensions.index("quality.none")] == 1

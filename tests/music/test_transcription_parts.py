"""Melody, bass and accompaniment; moments that are alike."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from tones import RATE, tones

from tunescape.features.posteriorgram import posteriorgrams
from tunescape.music.transcription.clean_up import are_whole, without_shadows
from tunescape.music.transcription.decode import NOTE_TRAITS, decode_notes
from tunescape.music.transcription.melody import MELODY_TRAITS, describe_voices, find_melody, follow_line
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.parts import find_bass, split_parts
from tunescape.music.transcription.piano_roll import euclidean_distances, piano_roll, transposed_similarity


def note_list(rows: Sequence[tuple[float, float, int, float]]) -> NoteList:
    """Make notes of (onset s, offset s, MIDI number, strength)."""
    columns = np.array(sorted(rows), dtype=float).reshape(-1, 4)
    traits = np.zeros((len(columns), len(NOTE_TRAITS)), np.float32)
    return NoteList(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.int64), columns[:, 3], traits)


@st.composite
def random_notes(draw: st.DrawFn, most: int = 60) -> NoteList:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(0, most))
    onset_s = np.cumsum(rng.choice([0.0, 0.02, 0.2, 3.0], n)).round(3)
    return note_list(
        [(at, at + rng.uniform(0.04, 2), int(rng.integers(21, 109)), rng.uniform(0.2, 1)) for at in onset_s]
    )


@given(random_notes())
def test_parts_share_all_notes_among_them_and_two_are_of_one_voice(notes: NoteList) -> None:
    parts = split_parts(notes)
    assert list(parts) == ["melody", "bass", "accompaniment"]
    shared = sorted(row for part in parts.values() for row in zip(part.onset_s, part.pitch, strict=True))
    assert shared == sorted(zip(notes.onset_s, notes.pitch, strict=True))
    for part in parts.values():
        assert np.all(part.offset_s > part.onset_s)
    for name in ("melody", "bass"):
        assert np.all(
            parts[name].offset_s[:-1] <= np.maximum(parts[name].onset_s[1:], parts[name].onset_s[:-1] + 0.03)
        )
    assert np.all(parts["bass"].pitch <= 52)


@given(random_notes(), st.integers(0, 2**32 - 1))
def test_a_note_is_described_alike_whatever_is_far_away(notes: NoteList, seed: int) -> None:
    described = describe_voices(notes)
    assert described.shape == (len(notes), len(MELODY_TRAITS))
    assert np.isfinite(described).all()
    early = notes.take(notes.onset_s < 20)
    if 0 < len(early) < len(notes):
        near = early.onset_s < 14
        np.testing.assert_allclose(describe_voices(early)[near], described[: len(early)][near], atol=1e-5)


@given(random_notes(most=9), st.integers(0, 2**32 - 1))
def test_the_line_is_the_best_of_all_lines(notes: NoteList, seed: int) -> None:
    odds = np.random.default_rng(seed).uniform(-1, 1, len(notes))

    def worth(line: Sequence[int]) -> float:
        total = float(odds[list(line)].sum())
        for i, j in itertools.pairwise(line):
            leap = min(abs(int(notes.pitch[i]) - int(notes.pitch[j])), 24)
            total -= 0.04 * leap * np.exp(-max(notes.onset_s[j] - notes.offset_s[i], 0))
        return total

    def grows(line: Sequence[int]) -> bool:
        return all(notes.onset_s[i] < notes.onset_s[j] - 0.045 for i, j in itertools.pairwise(line))

    subsets = [[i for i in range(len(notes)) if mask >> i & 1] for mask in range(2 ** len(notes))]
    best = max((worth(line) for line in subsets if grows(line)), default=0.0)
    found = follow_line(notes, odds).tolist()
    assert grows(found)
    assert worth(found) == pytest.approx(max(best, 0.0))


def test_a_tune_over_chords_and_bass_is_the_melody() -> None:
    tune = [(0.5 * i, 0.5 * i + 0.45, 72 + k) for i, k in enumerate([0, 4, 7, 5, 9, 7, 4, 2] * 3)]
    chords = [(2.0 * i, 2.0 * i + 1.9, 48 + k) for i in range(6) for k in (0, 4, 7)]
    bass = [(1.0 * i, 1.0 * i + 0.9, 36 + 7 * (i % 2)) for i in range(12)]
    y = tones(tune, seconds=12.2, level=0.3) + tones([*chords, *bass], seconds=12.2, level=0.1)
    notes = decode_notes(posteriorgrams([y]), duration_s=len(y) / RATE)
    parts = split_parts(notes)
    assert np.mean(parts["melody"].pitch >= 72) > 0.9
    assert len(parts["melody"]) > 0.7 * len(tune)
    assert set(parts["bass"].pitch.tolist()) >= {36, 43}
    assert np.isin(parts["bass"].pitch, [36, 43, 48]).mean() > 0.9


@pytest.mark.parametrize("pitch", [75, 60, 45])
def test_a_note_on_the_first_sample_is_heard(pitch: int) -> None:
    heard = decode_notes(posteriorgrams([tones([(0, 0.41, pitch)], seconds=1.0)]), duration_s=1.0)
    assert (heard.pitch.tolist(), heard.onset_s[0]) == ([pitch], pytest.approx(0, abs=0.02))


def test_a_solo_is_all_melody_but_a_bass_is_not() -> None:
    solo = [(0.4 * i, 0.4 * i + 0.41, pitch) for i, pitch in enumerate((75, 74, 72, 70, 68, 70, 65, 68))]
    for down, name in ((0, "melody"), (30, "bass")):
        y = tones([(a + 0.1, b + 0.1, pitch - down) for a, b, pitch in solo], seconds=3.5)
        parts = split_parts(decode_notes(posteriorgrams([y]), duration_s=3.5))
        assert parts[name].pitch.tolist() == [pitch - down for *_, pitch in solo]
        assert sum(map(len, parts.values())) == len(solo)


def test_the_bass_is_what_has_nothing_below() -> None:
    rows = [(0, 2, 36, 1), (0, 2, 43, 1), (1, 1.5, 40, 1), (2.1, 3, 40, 1), (3, 4, 60, 1)]
    notes = note_list([(float(a), float(b), c, float(d)) for a, b, c, d in rows])
    assert notes.pitch[find_bass(notes)].tolist() == [36, 40]
    assert notes.onset_s[find_bass(notes)].tolist() == [0, 2.1]


def test_of_nothing_there_are_no_parts() -> None:
    assert [len(part) for part in split_parts(note_list([])).values()] == [0, 0, 0]
    assert len(find_melody(note_list([]))) == 0


def test_a_note_between_two_keys_is_one_note() -> None:
    y = tones([(0.2, 1.2, 60.5), (1.4, 2.4, 67.5)], seconds=2.6)
    notes = decode_notes(posteriorgrams([y]), duration_s=2.6)
    assert len(notes) == 2
    rows = note_list([(0.0, 1, 60, 0.5), (0.01, 1, 61, 0.6), (0.02, 1, 63, 0.2), (0.5, 1, 62, 0.9)])
    assert without_shadows(rows).pitch.tolist() == [61, 63, 62]


def test_pieces_of_a_note_are_one() -> None:
    frames = np.array([0, 5, 9, 30, 40, 5])
    keys = np.array([3, 3, 3, 3, 3, 4])
    odds = np.array([1, 3, 2, 1, 1, 0], dtype=np.float32)
    assert are_whole(frames, keys, odds).tolist() == [False, True, False, True, True, True]


@given(random_notes())
def test_distances_are_those_of_scipy(notes: NoteList) -> None:
    roll = piano_roll(notes, duration_s=12.0)
    assert roll.shape == (120, 88)
    np.testing.assert_allclose(euclidean_distances(roll), cdist(roll, roll), atol=2e-3)


def test_a_piano_roll_has_each_note_in_its_place() -> None:
    roll = piano_roll(
        note_list([(0.31, 0.55, 60, 0.8), (0.5, 0.52, 21, 0.4), (0.9, 5.0, 108, 1.0)]), duration_s=1.0
    )
    frames, keys = np.nonzero(roll)
    assert set(zip(frames.tolist(), keys.tolist(), strict=True)) == {
        (3, 39),
        (4, 39),
        (5, 39),
        (5, 0),
        (9, 87),
    }
    assert roll[4, 39] == pytest.approx(0.8)


def test_a_tune_comes_again_in_another_key() -> None:
    tune = [(0.25 * i, 0.25 * i + 0.25, 60 + k, 1.0) for i, k in enumerate((0, 4, 2, 7, 5, 9, 4, 0))]
    other = [(a + 2, b + 2, 65 + (k % 3), 1.0) for a, b, k, _ in tune]
    again = [(a + 4, b + 4, k + 5, 1.0) for a, b, k, _ in tune]
    roll = piano_roll(note_list([*tune, *other, *again]), duration_s=6.0)
    similarity = transposed_similarity(roll)
    np.testing.assert_allclose(similarity, similarity.T)
    assert np.diagonal(similarity, 40)[10] > 0.99  # the same tune, a fourth higher
    assert np.diagonal(similarity, 20)[10] < 0.8
    assert euclidean_distances(roll)[10, 50] > 1
    moved = piano_roll(
        note_list([(a, b, k + 3, s) for a, b, k, s in [*tune, *other, *again]]), duration_s=6.0
    )
    np.testing.assert_allclose(transposed_similarity(moved), similarity, atol=1e-6)

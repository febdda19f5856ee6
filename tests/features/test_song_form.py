"""Sections: of songs whose form is known, and of what has none."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import correlate
from songs import RATE, song

from tunescape.features.bar_features import SLICES, BarFeatures
from tunescape.features.bar_grid import bar_grid
from tunescape.features.beats import Beats, track_beats
from tunescape.features.excerpt import Excerpt
from tunescape.features.leading_pitch import beginning_pitch, leading_pitch
from tunescape.features.repetition import likeness, repetition, stretch_likeness
from tunescape.features.section_boundaries import boundary_odds, novelty, section_starts
from tunescape.features.section_labels import joined, letter, section_labels
from tunescape.features.song_form import SongForm, song_form
from tunescape.features.structure import FEATURES
from tunescape.features.track_frames import FRAME_RATE, FrameStream, track_frames


def form_of(samples: np.ndarray) -> SongForm:
    samples = samples.astype(np.float32)
    return song_form(track_frames(samples), track_beats(samples, RATE), duration_s=len(samples) / RATE)


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("ABABCB", {}),
        ("AABA", {}),
        ("ABAB", {"bpm": 96.0}),
        ("ABAB", {"beats_per_bar": 5}),
        ("ABCAB", {"beats_per_bar": 3}),
    ],
)
def test_sections_of_a_known_form(form: str, options: dict[str, float]) -> None:
    samples, edges_s = song(form, **options)
    found = form_of(samples)
    assert found.grid.kind == "downbeats"
    assert found.labels == tuple(form)
    np.testing.assert_allclose([one.start_s for one in found.sections], edges_s[:-1], atol=0.06)
    assert found.sections[-1].end_s == pytest.approx(len(samples) / RATE)


def test_notes_that_sound_on_and_on_do_not_cover_the_others() -> None:
    samples, edges_s = song("ABABCB")
    beats = track_beats(samples, RATE)
    t = np.arange(len(samples)) / RATE
    held = sum(
        np.sign(np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * t)) for pitch in (64, 67, 72, 76, 79)
    )
    assert np.mean((0.6 * held) ** 2) > 100 * np.mean(samples**2)
    frames = track_frames((samples + 0.6 * held).astype(np.float32))
    found = song_form(frames, beats, duration_s=len(samples) / RATE)
    assert found.labels == tuple("ABABCB")
    np.testing.assert_allclose([one.start_s for one in found.sections], edges_s[:-1], atol=0.06)


def test_level_does_not_matter() -> None:
    samples, _ = song("ABAB")
    soft, loud = form_of(0.01 * samples), form_of(samples)
    assert soft.labels == loud.labels
    np.testing.assert_allclose(soft.grid.edges_s, loud.grid.edges_s, atol=0.02)


NOISE = 0.1 * np.random.default_rng(0).standard_normal(40 * RATE)
TONE = 0.3 * np.sin(2 * np.pi * 440 * np.arange(40 * RATE) / RATE)


@pytest.mark.parametrize("samples", [np.zeros(40 * RATE), NOISE, TONE, NOISE[: RATE // 2], NOISE[:1]])
def test_what_does_not_change_is_one_section(samples: np.ndarray) -> None:
    found = form_of(samples)
    assert found.grid.kind == "seconds"
    assert [one.label for one in found.sections] == ["A"]
    assert found.sections[0].start_s == 0
    assert found.sections[0].end_s == pytest.approx(len(samples) / RATE)


def test_the_feature_set_is_as_declared_for_any_sound() -> None:
    for samples in (song("AB", bars=4)[0], np.zeros(RATE * 20), NOISE[: RATE // 2], NOISE[:1]):
        vector = FEATURES(Excerpt(samples.astype(np.float32), RATE))
        assert np.isfinite(vector).all()
    samples, _ = song("ABABCB")
    named = dict(zip(FEATURES.dimensions, FEATURES(Excerpt(samples, RATE)).tolist(), strict=True))
    assert (named["sections.count"], named["sections.letters"]) == (6, 3)
    assert named["sections.median"] == pytest.approx(16, abs=0.1)
    assert named["bars.median"] == pytest.approx(2, abs=0.01)
    assert named["repetition.main_share"] == pytest.approx(0.5, abs=0.01)
    assert named["repetition.repeated_share"] == pytest.approx(5 / 6, abs=0.01)
    assert named["hook.end"] - named["hook.start"] == pytest.approx(15)
    assert not FEATURES.by_default


def test_frames_are_the_same_in_pieces_of_any_length() -> None:
    samples, _ = song("A")
    whole = track_frames(samples)
    stream = FrameStream()
    for piece in np.split(samples, [100, 5000, 5000, 123_456, 300_001]):
        stream.hear(piece)
    pieces = stream.frames()
    for name in ("pitches", "timbre", "loudness_db"):
        np.testing.assert_allclose(getattr(pieces, name), getattr(whole, name), rtol=1e-5, atol=1e-5)
    assert len(whole.loudness_db) == -(-len(samples) // 1050)


def test_frames_know_level_and_pitch() -> None:
    frames = track_frames(TONE.astype(np.float32))
    inner = slice(round(FRAME_RATE), -round(FRAME_RATE))
    assert np.all(36 + frames.pitches[inner].argmax(axis=1) == 69)
    np.testing.assert_allclose(frames.loudness_db[inner], 10 * np.log10(0.3**2 / 2), atol=0.05)
    np.testing.assert_allclose(leading_pitch(frames)[inner], 69, atol=0.01)
    silence = track_frames(np.zeros(RATE, np.float32))
    assert np.isnan(leading_pitch(silence)).all()
    assert np.all(beginning_pitch(silence)[1] == 0)


def test_of_what_sounds_only_what_begins_is_a_beginning() -> None:
    t = np.arange(6 * RATE) / RATE
    low, high = (0.2 * np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * t) for pitch in (62, 77))
    pitch, strength = beginning_pitch(track_frames(np.where(t < 3, low, low + high).astype(np.float32)))
    near = np.abs(np.arange(len(strength)) / FRAME_RATE - 3) < 0.25
    assert np.all(pitch[near & (strength > 0.1 * strength[near].max())] == 77)
    later = slice(round(FRAME_RATE), None)
    assert strength[later][~near[later]].max() < 0.05 * strength[near].max()


@given(
    first_s=st.floats(0, 5),
    intervals_s=st.lists(st.floats(0.25, 1.5), max_size=60),
    every=st.integers(2, 7),
    rest_s=st.floats(0.1, 20),
)
def test_bars_cover_the_track_without_gaps(
    first_s: float, intervals_s: list[float], every: int, rest_s: float
) -> None:
    times_s = first_s + np.concatenate([[0.0], np.cumsum(intervals_s)])
    beats = replace(Beats.none(), times_s=times_s, downbeats_s=times_s[::every])
    duration_s = float(times_s[-1] + rest_s)
    grid = bar_grid(beats, duration_s=duration_s)
    assert (grid.edges_s[0], grid.edges_s[-1]) == (0.0, duration_s)
    assert np.all(np.diff(grid.edges_s) > 0)
    assert len(grid) >= 1
    if grid.kind == "downbeats" and grid.bar_s > 0 and np.median(np.diff(times_s[::every])) >= 1.2:
        inner = grid.edges_s[1:-1]
        far = 0.26 * max(grid.bar_s, float(np.median(np.diff(times_s[::every]))))
        kept = [time for time in times_s[::every] if far < time < duration_s - far]
        assert all(np.abs(inner - time).min() < 1e-9 for time in kept)


def test_where_no_beats_are_heard_pieces_are_about_two_seconds() -> None:
    grid = bar_grid(Beats.none(), duration_s=61.0)
    assert grid.kind == "seconds"
    assert grid.bar_s == pytest.approx(2, abs=0.1)
    without_metre = bar_grid(replace(Beats.none(), times_s=np.arange(0.5, 40, 0.5)), duration_s=40.0)
    assert without_metre.kind == "beats"
    assert without_metre.bar_s == pytest.approx(2)


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=120))
def test_sections_are_chosen_among_bars_and_none_is_longer_than_16(odds: list[float]) -> None:
    starts = section_starts(np.array(odds))
    assert starts[0] == 0
    lengths = np.diff([*starts, len(odds)])
    assert np.all((lengths >= 1) & (lengths <= 16))


def test_the_best_sections_are_found_among_all() -> None:
    odds = np.random.default_rng(1).normal(-1, 2, size=11)

    def total(starts: tuple[int, ...]) -> float:
        lengths = np.diff([*starts, len(odds)])
        shares = np.array([14, 29, 28, 208, 12, 6, 15, 182, 17, 11, 7, 4, 5, 5, 1, 1])
        return float(np.log(shares / shares.sum())[lengths - 1].sum() + odds[list(starts[1:])].sum())

    others = itertools.chain.from_iterable(itertools.combinations(range(1, 11), n) for n in range(11))
    best = max(((0, *chosen) for chosen in others), key=total)
    assert tuple(section_starts(odds)) == best


def test_novelty_is_a_correlation_along_the_diagonal() -> None:
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(30, 4)).astype(np.float32)
    matrix = rows @ rows.T
    place = np.arange(-3, 3) + 0.5
    taper = np.exp(-0.5 * (2 * place / 3) ** 2) * np.sign(place)
    kernel = np.outer(taper, taper)
    reference = correlate(matrix.astype(float), kernel, mode="nearest").diagonal()
    np.testing.assert_allclose(
        novelty(matrix, width_bars=3), np.maximum(reference / np.abs(kernel).sum(), 0), atol=1e-6
    )


def test_repetition_of_a_sequence() -> None:
    # bars a b c d x a b c d y: the first four come again once
    rows = np.eye(6, dtype=np.float32)[[0, 1, 2, 3, 4, 0, 1, 2, 3, 5]]
    matrix = rows @ rows.T
    assert stretch_likeness(matrix, 4)[0, 5] == 1
    found = repetition(matrix, 4, times=1)
    assert found[0] == found[5] == 1
    assert found[1] == pytest.approx(0.75)
    assert repetition(matrix, 10, times=3).tolist() == [0.0]


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_odds_are_finite_for_any_number_of_bars(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    notes, timbre = (
        (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        for rows in (rng.standard_normal((n, 488)), rng.standard_normal((n, 12)))
    )
    bars = BarFeatures(notes, timbre, rng.uniform(-90, 0, n), rng.uniform(0, 3, (n, SLICES)))
    odds = boundary_odds(bars, likeness(bars))
    assert odds.shape == (n,)
    assert np.isfinite(odds).all()


def test_a_section_that_comes_again_begins_where_it_began() -> None:
    """The second time, nothing but the notes tells: neither a pause nor level nor timbre."""
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((24, 488))
    rows[16:] = rows[8:16]  # A B B, and B goes over into B
    timbre = np.ones((24, 12)) / np.sqrt(12)
    notes = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    loudness_db = np.where(np.arange(24) < 8, -20.0, -14.0)
    bars = BarFeatures(
        notes.astype(np.float32), timbre.astype(np.float32), loudness_db, np.ones((24, SLICES))
    )
    odds = boundary_odds(bars, likeness(bars))
    assert set(np.argsort(-odds)[:3].tolist()) == {0, 8, 16}


def test_letters_that_always_come_in_pairs_are_one_section() -> None:
    edges, labels = joined(np.array([0, 4, 8, 16, 20, 24, 32]), tuple("AABAAB"))
    assert (edges.tolist(), labels) == ([0, 8, 16, 24, 32], tuple("ABAB"))
    once = np.array([0, 4, 8, 16, 20]), tuple("AABA")
    assert joined(*once)[1] == once[1]
    too_long = np.array([0, 9, 18]), ("A", "A")
    assert joined(*too_long)[1] == too_long[1]


@given(st.lists(st.tuples(st.integers(1, 16), st.sampled_from("ABC")), min_size=1, max_size=20))
def test_joining_keeps_what_every_bar_is_called(sections: list[tuple[int, str]]) -> None:
    lengths, labels = zip(*sections, strict=True)
    edges, found = joined(np.concatenate([[0], np.cumsum(lengths)]), labels)
    assert "".join(np.repeat(found, np.diff(edges))) == "".join(np.repeat(labels, lengths))
    assert np.diff(edges).max() <= 16


def test_letters_follow_the_order_of_appearance() -> None:
    rows = np.eye(3, dtype=np.float32)[[2, 2, 0, 0, 2, 2, 1, 1]]
    assert section_labels(rows @ rows.T, np.array([0, 2, 4, 6, 8])) == ("A", "B", "A", "C")
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]

"""Known notes in, the same notes out; and nothing where there are none."""

import itertools

import mir_eval
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tones import RATE, tones

from tunescape.arrays import FloatArray
from tunescape.features.posteriorgram import FLOOR_DB, N_LEVELS, Posteriorgram, posteriorgrams
from tunescape.music.synth import SAMPLE_RATE, Note, hat, kick, n_samples_of, piano, play, snare
from tunescape.music.transcription.candidates import find_candidates, note_ends
from tunescape.music.transcription.decode import decode_notes
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.transcribe import remarks, transcribe_blocks

SCALE = [(0.2 + 0.5 * i, 0.65 + 0.5 * i, pitch) for i, pitch in enumerate((48, 50, 52, 53, 55, 57, 59, 60))]
CHORDS = [(0.2 + i, 1.1 + i, root + k) for i, root in enumerate((48, 53, 55, 48)) for k in (0, 4, 7, 16)]


def heard(samples: FloatArray, *, contour: bool = False) -> NoteList:
    return decode_notes(posteriorgrams([samples], contour=contour), duration_s=len(samples) / RATE)


def f1(reference: list[tuple[float, float, float]], notes: NoteList, *, offsets: bool = False) -> float:
    rows = np.array(reference, dtype=float)
    return float(
        mir_eval.transcription.precision_recall_f1_overlap(
            rows[:, :2],
            mir_eval.util.midi_to_hz(rows[:, 2]),
            np.column_stack([notes.onset_s, notes.offset_s]),
            mir_eval.util.midi_to_hz(notes.pitch.astype(float)),
            offset_ratio=0.3 if offsets else None,
        )[2]
    )


def test_a_scale_is_written_down_with_its_lengths() -> None:
    notes = heard(tones(SCALE, seconds=4.5))
    assert notes.pitch.tolist() == [pitch for *_, pitch in SCALE]
    assert f1(SCALE, notes, offsets=True) == 1.0


def test_chords_are_written_down() -> None:
    notes = heard(tones(CHORDS, seconds=4.5))
    found = set(zip(notes.onset_s.round().astype(int).tolist(), notes.pitch.tolist(), strict=True))
    assert found >= {(round(onset_s), pitch) for onset_s, _, pitch in CHORDS}
    assert f1(CHORDS, notes) > 0.75  # the fifth partials of two notes, on one key, pass for a third


def test_a_piano_is_written_down() -> None:
    pitches = (60, 64, 67, 72, 71, 67, 65, 62, 59, 55)
    melody = [(0.3 + 0.4 * i, 0.7 + 0.4 * i, pitch) for i, pitch in enumerate(pitches)]
    bass = [(0.3 + 1.6 * i, 1.8 + 1.6 * i, pitch) for i, pitch in enumerate((36, 43, 38))]
    notes = [Note(on, off - on, pitch, 0.5) for on, off, pitch in (*melody, *bass)]
    stereo = play(notes, piano, n_samples=n_samples_of(6.0))
    mono = stereo.mean(axis=0)[:: SAMPLE_RATE // RATE] if SAMPLE_RATE == 2 * RATE else None
    assert mono is not None
    assert f1([*melody, *bass], heard(mono)) > 0.85


def drum_loop() -> FloatArray:
    rng = np.random.default_rng(0)
    y = np.zeros(12 * SAMPLE_RATE, np.float32)
    for beat in range(22):
        for sound, at in (
            (kick() if beat % 2 == 0 else snare(rng=rng), beat / 2),
            (hat(rng=rng), beat / 2 + 0.25),
        ):
            first = round(at * SAMPLE_RATE)
            y[first : first + len(sound)] += 0.4 * sound[: len(y) - first]
    return y[:: SAMPLE_RATE // RATE]


def not_music(kind: str) -> FloatArray:
    rng = np.random.default_rng(1)
    noise = rng.standard_normal(10 * RATE)
    return {
        "silence": lambda: np.zeros(10 * RATE, np.float32),
        "white noise": lambda: 0.1 * noise,
        "soft noise": lambda: 0.001 * noise,
        "brown noise": lambda: 0.002 * np.cumsum(noise),
        "a click": lambda: np.eye(1, 10 * RATE, RATE)[0],
        "one sample": lambda: np.ones(1),
        "drums": drum_loop,
    }[kind]().astype(np.float32)


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        *(("silence", 0), ("white noise", 0), ("soft noise", 0), ("brown noise", 2)),
        *(("a click", 1), ("one sample", 0), ("drums", 6)),
    ],
)
def test_what_is_no_music_has_few_notes_and_that_is_said(kind: str, most: int) -> None:
    transcription = transcribe_blocks([not_music(kind)])
    assert len(transcription.notes) <= most
    (said, *_) = remarks(transcription)
    assert ("no notes are heard" if len(transcription.notes) == 0 else "notes are heard in") in said


def test_half_a_second_is_enough_for_a_note() -> None:
    notes = heard(tones([(0.05, 0.45, 64)], seconds=0.5))
    assert notes.pitch.tolist() == [64]
    assert notes.onset_s[0] == pytest.approx(0.05, abs=0.03)
    assert notes.offset_s[0] <= 0.5


def test_the_volume_does_not_matter() -> None:
    loud, soft = (heard(tones(SCALE, seconds=4.5, level=level)) for level in (0.5, 0.01))
    assert loud.pitch.tolist() == soft.pitch.tolist()
    np.testing.assert_allclose(loud.onset_s, soft.onset_s, atol=0.02)


def test_bends_follow_vibrato_and_mistuning() -> None:
    vibrating = heard(tones([(0.2, 2.2, 69)], seconds=2.4, vibrato=0.35), contour=True)
    (bend,) = (bend for bend, pitch in zip(vibrating.bends, vibrating.pitch, strict=True) if pitch == 69)
    middle = bend[10:-10] - bend[10:-10].mean()
    spectrum = np.abs(np.fft.rfft(middle, 4096))
    rate_hz = np.fft.rfftfreq(4096, 256 / RATE)[spectrum.argmax()]
    assert rate_hz == pytest.approx(5, abs=0.4)
    assert 0.15 < np.percentile(np.abs(middle), 95) < 0.5
    for cents in (-20, 0, 20):
        flat = heard(tones([(0.2, 1.2, 60 + cents / 100)], seconds=1.4), contour=True)
        longest = int(np.argmax(flat.offset_s - flat.onset_s))
        assert np.median(flat.bends[longest]) == pytest.approx(cents / 100, abs=0.08)


def test_decoding_in_blocks_is_decoding_the_whole() -> None:
    tune = [(0.1 + 0.3 * i, 0.35 + 0.3 * i, 45 + (7 * i) % 36) for i in range(100)]
    held = [(0.5 + 6 * i, 6.2 + 6 * i, 84 + i) for i in range(5)]
    y = tones([*tune, *held], seconds=31)
    stretches = list(posteriorgrams([y], contour=True))
    whole = decode_notes(stretches, block_frames=10**6)
    for block_frames in (200, 850, 2000):
        parts = decode_notes(stretches, block_frames=block_frames)
        assert parts.pitch.tolist() == whole.pitch.tolist()
        np.testing.assert_array_equal(parts.onset_s, whole.onset_s)
        np.testing.assert_allclose(parts.offset_s, whole.offset_s, atol=1e-9)
        np.testing.assert_allclose(parts.strength, whole.strength, atol=1e-6)
        assert [len(bend) for bend in parts.bends] == [len(bend) for bend in whole.bends]


@st.composite
def clutter(draw: st.DrawFn) -> Posteriorgram:
    """Draw probabilities as no music has them."""
    n = draw(st.integers(1, 400))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    density = draw(st.floats(0, 0.3))
    note, onset = (
        np.where(rng.random((n, 88)) < density, rng.random((n, 88)), 0).astype(np.float32) for _ in range(2)
    )
    for _ in range(draw(st.integers(0, 30))):
        key, first = int(rng.integers(88)), int(rng.integers(n))
        end = min(n, first + int(rng.integers(1, 120)))
        note[first:end, key] = rng.uniform(0.3, 1)
        onset[first, key] = rng.uniform(0.5, 1)
    level = rng.uniform(FLOOR_DB, 30, (n, N_LEVELS)).astype(np.float32)
    return Posteriorgram(note, onset, np.zeros((n, 0), np.float32), level)


@given(clutter(), st.floats(0.01, 5), st.integers(150, 500))
def test_notes_are_in_order_in_the_clip_and_never_overlap_themselves(
    stretch: Posteriorgram, duration_s: float, block_frames: int
) -> None:
    notes = decode_notes([stretch], duration_s=duration_s, block_frames=block_frames)
    assert np.all(np.diff(notes.onset_s) >= 0)
    assert np.all(notes.offset_s > notes.onset_s)
    assert np.all((notes.onset_s >= 0) & (notes.offset_s <= duration_s))
    assert np.all((notes.pitch >= 21) & (notes.pitch <= 108))
    assert np.all((notes.strength >= 0) & (notes.strength <= 1))
    for pitch in np.unique(notes.pitch):
        same = notes.take(notes.pitch == pitch)
        for before, after in itertools.pairwise(range(len(same))):
            assert same.offset_s[before] <= same.onset_s[after]


@given(hnp.arrays(np.float32, st.tuples(st.integers(1, 60), st.just(88)), elements=st.floats(0, 1, width=32)))
def test_a_note_ends_where_counting_frame_by_frame_ends_it(note: FloatArray) -> None:
    frames, keys = find_candidates(note[::-1].copy())
    ends = note_ends(note, frames, keys)
    starts = set(zip(frames.tolist(), keys.tolist(), strict=True))
    for first, key, end in zip(frames.tolist(), keys.tolist(), ends.tolist(), strict=True):
        last, at = first, first + 1
        while at < len(note) and at - last <= 11 and (at, key) not in starts:
            if note[at, key] >= 0.3:
                last = at
            at += 1
        assert end == last + 1

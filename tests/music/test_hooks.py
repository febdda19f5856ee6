"""Hooks: of songs whose chorus is known, and cut so that they can be heard alone or again and again."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from songs import RATE, song

from tunescape.features.catchiness import stretches
from tunescape.music.cut import faded, looped
from tunescape.music.heard_form import HeardForm, hear_blocks
from tunescape.music.hooks import find_hook, loop_stretch


@pytest.fixture(scope="module")
def heard() -> HeardForm:
    """Verse, chorus, verse, chorus, bridge, chorus, of 16 s each: the chorus is louder and higher."""
    return hear_blocks([song("ABABCB")[0]])


def test_the_hook_is_a_chorus_and_begins_with_it(heard: HeardForm) -> None:
    hook = find_hook(heard)
    starts_s = [hook.best.start_s, *(other.start_s for other in hook.alternatives)]
    np.testing.assert_allclose(sorted(starts_s), [16, 48, 80], atol=0.06)
    assert hook.best.end_s - hook.best.start_s == pytest.approx(15)
    assert hook.best.score >= hook.alternatives[0].score >= hook.alternatives[1].score


def test_reasons_say_what_was_measured(heard: HeardForm) -> None:
    hook = find_hook(heard)
    text = "; ".join(hook.reasons)
    assert "section B begins here, on a downbeat" in text
    assert "section B comes 3 times" in text
    assert "comes again better than" in text
    assert "dB louder than the 15 s before" in text
    assert "the leading voice lies high, around E5" in text
    found = stretches(heard.form, heard.frames, length_s=15)
    index = int(np.abs(found.starts_s - hook.best.start_s).argmin())
    assert f"{found.measures['rise'][index]:.1f} dB" in text


@given(length_s=st.floats(0.5, 200))
def test_hooks_of_any_length_lie_in_the_track_apart_from_each_other(
    heard: HeardForm, length_s: float
) -> None:
    hook = find_hook(heard, length_s=length_s)
    all_of_them = sorted([hook.best, *hook.alternatives], key=lambda one: one.start_s)
    duration_s = heard.form.duration_s
    for one in all_of_them:
        assert 0 <= one.start_s < one.end_s <= duration_s + 1e-9
        assert one.end_s - one.start_s == pytest.approx(min(length_s, duration_s))
        assert 0 <= one.score <= 1
    for one, after in itertools.pairwise(all_of_them):
        assert one.end_s <= after.start_s + 1e-5
    assert hook.reasons


@pytest.mark.parametrize("seconds", [1e-4, 0.5, 10.0])
def test_a_track_shorter_than_the_hook_is_its_own(seconds: float) -> None:
    noise = 0.1 * np.random.default_rng(0).standard_normal(max(1, round(seconds * RATE)))
    hook = find_hook(hear_blocks([noise.astype(np.float32)]))
    assert (hook.best.start_s, hook.alternatives) == (0, ())
    assert hook.best.end_s == pytest.approx(seconds, abs=1e-4)
    assert hook.reasons == ("the track is no longer than 15 s: it is its own hook",)


def test_where_no_beats_are_heard_that_is_said() -> None:
    silent = hear_blocks([np.zeros(30 * RATE, np.float32)])
    assert silent.remarks == ("nothing is heard: in silence one stretch is as good as another",)
    hook = find_hook(silent)
    assert "downbeat" not in hook.reasons[0]
    # a voice that glides without a beat, then a low hum
    t = np.arange(20 * RATE) / RATE
    voice = 0.3 * np.sin(2 * np.pi * 300 * t + 60 * np.sin(2 * np.pi * 0.3 * t))
    free = hear_blocks([np.concatenate([voice, 0.05 * np.sin(2 * np.pi * 110 * t)]).astype(np.float32)])
    assert any("no beats" in remark for remark in free.remarks)
    assert free.form.duration_s == pytest.approx(40)
    assert find_hook(free).best.end_s <= 40


def test_pieces_of_any_length_are_heard_alike(heard: HeardForm) -> None:
    samples, _ = song("ABABCB")
    pieces = hear_blocks(np.array_split(samples, 7))
    assert pieces.form.labels == heard.form.labels
    np.testing.assert_allclose(pieces.form.grid.edges_s, heard.form.grid.edges_s, atol=1e-6)


def test_loops_begin_and_end_with_bars() -> None:
    bars_s = [0.0, 0.4, 2.4, 4.4, 6.4, 8.4, 10.4, 11.0]
    assert loop_stretch(bars_s, 2.4, length_s=4.9) == (2.4, 6.4)
    assert loop_stretch(bars_s, 2.4, length_s=5.1) == (2.4, 8.4)
    assert loop_stretch(bars_s, 4.4, length_s=100) == (4.4, 10.4)
    assert loop_stretch(bars_s, 0.0, length_s=0.1) == (0.4, 2.4)
    assert loop_stretch([0.0, 7.0], 0.0, length_s=3) == (0.0, 7.0)


def test_fades_are_short_and_leave_the_rest_alone() -> None:
    samples = np.ones((2, 1000), np.float32)
    done = faded(samples, fade_in=100, fade_out=300)
    assert done.shape == samples.shape
    assert np.all(done[:, 100:700] == 1)
    assert np.all(np.diff(done[0, :100]) > 0)
    assert np.all(np.diff(done[0, 700:]) < 0)
    assert done[0, 0] < 0.01
    assert done[0, -1] < 0.01
    assert np.all(samples == 1)
    assert faded(samples[:, :1], fade_in=9, fade_out=9).shape == (2, 1)


def _seam(loop: np.ndarray) -> float:
    """Return the largest second difference around the seam of a loop: a click makes a large one."""
    around = np.concatenate([loop[:, -400:], loop[:, :400]], axis=1)
    return float(np.abs(np.diff(around, n=2)).max())


@pytest.mark.parametrize("place", ["inside", "at the beginning", "at the end"])
def test_loops_do_not_click(place: str) -> None:
    # 333.3 Hz does not fit into the loop: without a crossfade its phase jumps at the seam
    y = np.sin(2 * np.pi * 333.3 * np.arange(30_000) / RATE)[None].astype(np.float32)
    first = {"inside": 8000, "at the beginning": 0, "at the end": 17_777}[place]
    before, piece, after = y[:, :first], y[:, first : first + 12_223], y[:, first + 12_223 :]
    usual = float(np.abs(np.diff(y, n=2)).max())
    loop = looped(before, piece, after, crossfade=600)
    assert loop.shape == piece.shape
    assert _seam(piece) > 4 * usual
    assert _seam(loop) < 1.1 * usual
    middle = slice(600, -600)
    np.testing.assert_array_equal(loop[:, middle], piece[:, middle])
    assert np.abs(loop).max() <= 1.001


def test_the_seam_of_a_loop_is_the_recording_itself() -> None:
    rng = np.random.default_rng(3)
    y = rng.normal(size=(2, 5000)).astype(np.float32)
    loop = looped(y[:, :1000], y[:, 1000:4000], y[:, 4000:], crossfade=300)
    np.testing.assert_array_equal(loop[:, :2700], y[:, 1000:3700])
    np.testing.assert_allclose(loop[:, -1], y[:, 999], atol=1e-3)  # what came before the first sample
    early = looped(y[:, :0], y[:, :3000], y[:, 3000:], crossfade=300)
    np.testing.assert_array_equal(early[:, 300:], y[:, 300:3000])
    np.testing.assert_allclose(early[:, 0], y[:, 3000], atol=1e-3)  # what came after the last


def test_a_loop_of_a_whole_recording_begins_and_ends_in_silence() -> None:
    y = np.ones((1, 1000), np.float32)
    loop = looped(y[:, :0], y, y[:, :0], crossfade=100)
    assert max(loop[0, 0], loop[0, -1]) < 0.01
    assert loop[0, 500] == 1


@given(
    n=st.integers(1, 50), before=st.integers(0, 30), after=st.integers(0, 30), crossfade=st.integers(0, 40)
)
def test_loops_are_as_long_as_the_stretch(n: int, before: int, after: int, crossfade: int) -> None:
    y = np.linspace(-1, 1, before + n + after, dtype=np.float32)[None]
    loop = looped(y[:, :before], y[:, before : before + n], y[:, before + n :], crossfade=crossfade)
    assert loop.shape == (1, n)
    assert np.isfinite(loop).all()
    assert np.abs(loop).max() <= 1 + 1e-6

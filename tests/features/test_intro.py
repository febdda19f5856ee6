"""How a track begins: the quantities of its first 15 seconds."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.audio.signal import Signal
from tunescape.features.embeddings import musicnn
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import TrackExcerpt
from tunescape.features.intro import FEATURES, INTRO_QUANTITIES
from tunescape.features.quantities import QUANTITIES
from tunescape.features.registry import FEATURE_SETS

RATE = 44_100


def described(samples: np.ndarray) -> dict[str, float]:
    vector = FEATURES(Excerpt(samples.astype(np.float32), RATE))
    return dict(zip(FEATURES.dimensions, vector.tolist(), strict=True))


def test_it_declares_itself() -> None:
    assert FEATURES.id == "intro@2"
    assert str(FEATURES.excerpt) == "start 15"
    assert all(name.startswith("intro.") for name in FEATURES.dimensions)
    assert len(set(FEATURES.dimensions)) == len(FEATURES.dimensions)
    assert {f"intro.tag.{tag}" for tag in musicnn.TAGS} < set(FEATURES.dimensions)
    assert not [name for name in FEATURES.dimensions if "key" in name]


def test_a_change_of_what_it_is_made_of_is_a_change_of_it() -> None:
    # whoever raises one of these raises the version of intro, too
    assert FEATURES.version == 2
    sources = sorted({quantity.source.id for quantity in INTRO_QUANTITIES})
    assert sources == ["descriptors@1", "loudness@1", "musicnn@1", "rhythm@3", "statistical@1"]


def test_a_sine_has_the_loudness_the_standard_says() -> None:
    tone = 0.5 * np.sin(2 * np.pi * 997 * np.arange(5 * RATE) / RATE)
    found = described(tone)
    # EBU Tech 3341: 997 Hz at 0 dBFS in one channel is -3.01 LUFS
    assert found["intro.loudness_lufs"] == pytest.approx(-3.01 - 6.02, abs=0.05)
    assert found["intro.true_peak_db"] == pytest.approx(-6.02, abs=0.05)
    assert found["intro.dynamics_db"] == pytest.approx(3.01, abs=0.1)
    assert found["intro.brightness_hz"] == pytest.approx(997, rel=0.05)
    assert found["intro.bass_share"] < 0.05
    low = described(0.5 * np.sin(2 * np.pi * 55 * np.arange(5 * RATE) / RATE))
    assert low["intro.bass_share"] > 0.8


def test_clicks_have_their_tempo() -> None:
    y = np.zeros(15 * RATE)
    rng = np.random.default_rng(0)
    for beat in range(30):
        y[beat * RATE // 2 :][:400] = rng.uniform(-0.5, 0.5, 400)
    found = described(y)
    assert found["intro.tempo_bpm"] == pytest.approx(120, rel=0.01)
    assert found["intro.onset_rate"] == pytest.approx(2, abs=0.3)


def test_of_silence_it_stores_what_no_music_has() -> None:
    found = described(np.zeros(RATE))
    assert (found["intro.loudness_lufs"], found["intro.true_peak_db"]) == (-70, -120)
    assert (found["intro.dynamics_db"], found["intro.tempo_bpm"]) == (-120, 0)
    assert np.isfinite(list(found.values())).all()


def test_it_says_what_its_sources_say(play: Callable[..., Signal]) -> None:
    signal = play(1, seconds=5)
    excerpt = Excerpt(signal.mono(), signal.sample_rate, channels=signal.samples)
    vector = FEATURES(excerpt)
    tags = FEATURE_SETS["musicnn"](excerpt)[: len(musicnn.TAGS)]
    np.testing.assert_array_equal(vector[-len(musicnn.TAGS) :], tags)
    loudness = FEATURE_SETS["loudness"](excerpt)
    assert vector[0] == pytest.approx(loudness[0], abs=0.01)


def test_what_was_described_is_not_described_again(
    play: Callable[..., Signal], monkeypatch: pytest.MonkeyPatch
) -> None:
    excerpt = Excerpt(play(2, seconds=4).mono(), RATE)
    before = FEATURES(excerpt)
    monkeypatch.setattr(musicnn, "embed", None)
    np.testing.assert_array_equal(FEATURES(excerpt), before)
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 1


@given(
    values=st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=300),
    rate=st.sampled_from([8000, 22_050, 48_000]),
)
def test_it_is_finite_whatever_is_heard(values: list[float], rate: int) -> None:
    assert np.isfinite(FEATURES(Excerpt(np.array(values, np.float32), rate))).all()


@given(
    anchor=st.sampled_from(["start", "middle"]), seconds=st.floats(0.1, 100), duration_s=st.floats(0.01, 1e4)
)
def test_an_excerpt_lies_within_its_track(anchor: str, seconds: float, duration_s: float) -> None:
    span = TrackExcerpt(anchor, seconds).span(duration_s)  # type: ignore[arg-type]
    assert span.start_s >= 0
    assert span.duration_s == min(seconds, duration_s)
    assert span.start_s + span.duration_s <= duration_s * (1 + 1e-9)
    if anchor == "middle":
        assert span.start_s + span.duration_s / 2 == pytest.approx(duration_s / 2)


def test_every_quantity_reads_rows_of_its_source() -> None:
    rng = np.random.default_rng(0)
    excerpts = [Excerpt(rng.uniform(-0.3, 0.3, 4 * RATE).astype(np.float32), RATE) for _ in range(2)]
    for quantity in QUANTITIES:
        rows = [quantity.source(excerpt) for excerpt in excerpts]
        value = quantity.of(np.stack(rows))
        ends = sorted(quantity.of(row[np.newaxis]) for row in rows)
        if np.isfinite([value, *ends]).all() and quantity.name not in ("dynamics_db", "tempo_bpm"):
            assert ends[0] - 1e-6 <= value <= ends[1] + 1e-6, quantity.name

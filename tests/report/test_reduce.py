import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.report.pictures.reduce import column_starts, envelope, reduce_rows

SAMPLES = hnp.arrays(np.float32, st.integers(1, 300), elements=st.floats(-1, 1, width=32))


@given(st.integers(1, 10_000), st.integers(1, 1500))
def test_columns_cover_everything_evenly(n, columns):
    starts = column_starts(n, columns)
    lengths = np.diff(np.append(starts, n))
    assert len(starts) == min(n, columns)
    assert (starts[0], lengths.min() > 0) == (0, True)
    assert lengths.max() - lengths.min() <= 1


@given(SAMPLES, st.integers(1, 50))
def test_the_outline_holds_every_sample_and_touches_the_extremes(samples, columns):
    lowest, highest, rms = envelope(samples, columns)
    column = np.searchsorted(column_starts(len(samples), columns), np.arange(len(samples)), side="right") - 1
    assert (lowest[column] <= samples).all()
    assert (samples <= highest[column]).all()
    assert (lowest.min(), highest.max()) == (samples.min(), samples.max())
    assert (rms <= np.maximum(np.abs(lowest), np.abs(highest)) + 1e-6).all()


def test_a_click_in_an_hour_is_seen_in_the_maximum_and_hardly_in_the_mean():
    frames = np.zeros((100_000, 3), np.float32)
    frames[54_321, 1] = 1
    strongest = reduce_rows(frames, 1000, "max")
    assert strongest.shape == (1000, 3)
    assert np.argwhere(strongest).tolist() == [[543, 1]]
    assert reduce_rows(frames, 1000, "mean")[543, 1] == pytest.approx(0.01)


@given(SAMPLES, st.integers(1, 50))
def test_means_of_columns_have_the_mean_of_all(samples, columns):
    before = samples.copy()
    means = reduce_rows(samples[:, None], columns, "mean")[:, 0]
    counts = np.diff(np.append(column_starts(len(samples), columns), len(samples)))
    assert np.average(means, weights=counts) == pytest.approx(samples.mean(dtype=np.float64), abs=1e-5)
    np.testing.assert_array_equal(samples, before)


def test_what_fits_is_left_as_it_is():
    frames = np.arange(12, dtype=np.float32).reshape(4, 3)
    np.testing.assert_array_equal(reduce_rows(frames, 4, "mean"), frames)

"""The view ``structure``: sections and hook where they are."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from songs import RATE, song

from tunescape.audio.signal import Signal
from tunescape.report.pictures.drawing import draw_view, picture_png
from tunescape.report.pictures.source import PictureSource


def test_sections_hook_and_scores_are_drawn_in_the_time_of_the_track() -> None:
    samples, _ = song("ABAB")
    figure = draw_view(PictureSource(Signal(samples[None], RATE), start_s=100.0), "structure")
    square, sections, scores = figure.axes
    boxes = [patch for patch in sections.patches if isinstance(patch, Rectangle)]
    np.testing.assert_allclose([box.get_x() for box in boxes], [100, 116, 132, 148], atol=0.06)
    assert [text.get_text() for text in sections.texts] == list("ABAB")
    assert boxes[0].get_facecolor() == boxes[2].get_facecolor() != boxes[1].get_facecolor()
    (hook,) = (patch for patch in square.patches if isinstance(patch, Rectangle))
    assert min(abs(hook.get_x() - start) for start in (116, 148)) < 0.06
    assert hook.get_width() == pytest.approx(15)
    assert scores.get_xlim() == pytest.approx((100, 100 + len(samples) / RATE))


@pytest.mark.parametrize("n", [1, RATE // 2, 5 * RATE])
def test_what_has_no_form_has_a_picture(n: int) -> None:
    source = PictureSource(Signal(np.zeros((1, n), np.float32), RATE))
    assert picture_png(draw_view(source, "structure")).startswith(b"\x89PNG")

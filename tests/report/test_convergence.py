"""The curve of an evolution shows its numbers."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from tunescape.discovery.selection.evolution import Generation
from tunescape.discovery.selection.held_out import FeatureSelection
from tunescape.errors import PictureError
from tunescape.report.convergence import plot_convergence, save_convergence

HISTORY = tuple(Generation(i, max(5, 20 - i), max(6.5, 30.5 - i)) for i in range(31))
SELECTION = FeatureSelection("statistical@1", ("power1",), (0.0,), (1.0,), 40, 28, 5, 27.0, 25.0, HISTORY, ())


def test_both_curves_and_the_line_to_beat() -> None:
    axes = Figure().add_subplot()
    assert plot_convergence(HISTORY, error_all=28, axes=axes) is axes
    curves = [line.get_ydata().tolist() for line in axes.lines[1:]]  # type: ignore[union-attr]
    assert curves == [[one.mean for one in HISTORY], [one.best for one in HISTORY]]
    assert set(axes.lines[0].get_ydata()) == {28}  # type: ignore[arg-type]
    assert {text.get_text() for text in axes.texts} == {"all features 28", "best 5", "mean 6"}
    assert axes.get_xlabel() == "generation"


@pytest.mark.parametrize("history", [HISTORY[:1], (Generation(0, 0, 0.0), Generation(1, 0, 0.0))])
def test_short_and_perfect_evolutions_can_be_drawn(history: tuple[Generation, ...]) -> None:
    axes = plot_convergence(history, error_all=0, axes=Figure().add_subplot())
    low, high = axes.get_ylim()
    assert low == 0 < high


def test_it_becomes_a_file(tmp_path: Path) -> None:
    save_convergence(SELECTION, tmp_path / "曲线.png")
    assert (tmp_path / "曲线.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(PictureError, match="cannot be written"):
        save_convergence(SELECTION, tmp_path / "no" / "folder.png")

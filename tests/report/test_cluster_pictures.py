"""The curves and the map, as drawn."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from tunescape.errors import PictureError
from tunescape.report.cluster_pictures import SCORES, plot_score, save_scores
from tunescape.report.map_picture import plot_map, save_map

ROWS = [
    {
        "k": k,
        "silhouette": 0.5 - 0.1 * abs(k - 4),
        "silhouette_expected": 0.2,
        "silhouette_spread": 0.02,
        "calinski_harabasz": 10.0 * k,
        "davies_bouldin": 1.0 / k,
        "inertia": 100.0 / k,
        "gap": 0.1 * k,
        "gap_error": 0.03,
    }
    for k in range(2, 9)
]
ABOUT = {"scores": ROWS, "k": 4, "found": True, "space": "default", "tracks": 60}


@pytest.mark.parametrize("name", SCORES)
def test_every_score_is_a_curve_with_the_choice_marked(name: str) -> None:
    axes = Figure().add_subplot()
    assert plot_score(ROWS, name, k=4, axes=axes) is axes
    curves = [line for line in axes.lines if len(line.get_xdata()) == len(ROWS)]
    assert [list(line.get_ydata()) for line in curves][-1] == [row[name] for row in ROWS]
    assert [4] in [list(line.get_xdata()) for line in axes.lines]


def test_curves_are_saved_and_what_has_none_is_refused(tmp_path: Path) -> None:
    save_scores(ABOUT, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").stat().st_size > 10_000
    with pytest.raises(PictureError, match="too few tracks for curves"):
        save_scores({**ABOUT, "scores": []}, tmp_path / "none.png")
    assert not (tmp_path / "none.png").exists()


def test_groups_have_a_legend_and_distinct_looks() -> None:
    rng = np.random.default_rng(0)
    names = [f"{i} 组 {i}" for i in range(30)]
    values = [name for name in names for _ in range(3)] + [None]
    axes = plot_map(rng.normal(size=(91, 2)), values, label="cluster", axes=Figure().add_subplot())
    legend = axes.get_legend()
    assert legend is not None
    texts = [text.get_text() for text in legend.get_texts()]
    assert texts == [*names[:24], "6 more"]
    looks = {
        (to_hex(points.get_facecolor()[0]), points.get_paths()[0].vertices.tobytes())
        for points in axes.collections[1:]
    }
    assert len(looks) == 25
    assert sum(len(points.get_offsets()) for points in axes.collections) == 91


def test_numbers_have_a_scale_and_the_unknown_is_grey() -> None:
    figure = Figure()
    values = [60.0, None, 120.0, 180.0]
    axes = plot_map(np.eye(4)[:, :2], values, label="tempo_bpm", axes=figure.add_subplot())
    assert [bar.get_ylabel() for bar in figure.axes if bar is not axes] == ["tempo_bpm"]
    assert [len(points.get_offsets()) for points in axes.collections] == [1, 3]


def test_a_map_with_titles_of_any_script_is_saved(tmp_path: Path) -> None:
    coordinates = np.random.default_rng(0).normal(size=(12, 2))
    values = ["夜の jazz", "$x_1$ & <b>", "🎵 party"] * 4
    save_map(coordinates, values, tmp_path / "map.png", label="cluster", title="12 tracks · 我的音乐")
    assert (tmp_path / "map.png").stat().st_size > 8_000
    with pytest.raises(PictureError, match="cannot be written"):
        save_map(coordinates, values, tmp_path / "no" / "map.png", label="cluster", title="")

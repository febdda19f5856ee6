"""Figures, interactive and still."""

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image
from plotly.graph_objects import Figure as PlotlyFigure

from tunescape.report.figures import Bars, Curves, Figure, Interval, Intervals, Points
from tunescape.report.group_styles import group_styles
from tunescape.report.interactive import plotly_figure, plotly_script
from tunescape.report.small_png import small_png
from tunescape.report.still import STILL_BYTES, still_png

NASTY = "<b>$x^2$</b> & %{x} 夜曲"

SCORES = tuple(
    {
        "k": k,
        "silhouette": 0.1 * k,
        "silhouette_expected": 0.1,
        "silhouette_spread": 0.01,
        "gap": 0.2 * k,
        "gap_error": 0.05,
        "calinski_harabasz": 10.0 + k,
        "davies_bouldin": 2.0 / k,
        "inertia": 1000.0 / k,
    }
    for k in range(2, 6)
)
TITLES = dict.fromkeys(("silhouette", "gap", "calinski_harabasz", "davies_bouldin", "inertia"), NASTY)


def points(values: tuple[float | str | None, ...], *, logarithmic: bool = False) -> Points:
    places = np.random.default_rng(0).normal(size=(len(values), 2))
    return Points(places, tuple(f"{NASTY} {i}" for i in range(len(values))), values, NASTY, logarithmic)


FIGURES: dict[str, Figure] = {
    "groups": points(("a", "a", NASTY, None)),
    "numbers": points((1.5, -2.25, None, 8.0)),
    "ratios": points((10, 1000, 250_000), logarithmic=True),
    "nothing known": points((None, None, None)),
    "bars": Bars((NASTY, "b"), (("", (1.0, 2.0)),), NASTY, NASTY),
    "groups of bars": Bars((NASTY, "b"), ((NASTY, (12.5, 2.0)), ("y", (0.0, 3.25))), "", "", horizontal=True),
    "intervals": Intervals(
        (Interval(NASTY, 0.5, 0.25, 0.75, NASTY), Interval("b", -1, -1, -0.9, "")), "x", "l", "m"
    ),
    "curves": Curves(SCORES, 4, TITLES, "k"),
}


def texts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_of(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_of(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_takes_what_is_made_for_it(name: str) -> None:
    made = plotly_figure(FIGURES[name])
    # strict: every property is one that plotly has, every value one it can have
    PlotlyFigure(made, skip_invalid=False)
    assert json.loads(json.dumps(made, allow_nan=False)) == made


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_of_a_figure_is_markup(name: str) -> None:
    own = ("<br>", "<extra></extra>", "<b>", "</b>")
    for text in texts_of(plotly_figure(FIGURES[name])):
        bare = text.replace("&lt;b&gt;", "").replace("&lt;/b&gt;", "")
        for tag in own:
            bare = bare.replace(tag, "")
        assert "<" not in bare.replace("<extra>", "").replace("</extra>", "")


def test_a_map_keeps_every_point_and_names_what_it_is_of() -> None:
    made = plotly_figure(FIGURES["groups"])
    assert sum(len(trace["x"]) for trace in made["data"]) == 4
    colours = {trace["name"]: trace["marker"]["color"] for trace in made["data"]}
    styles = group_styles(("a", "a", NASTY, None))
    assert colours["a"] == styles["a"][0]
    assert len({colour for colour, _ in styles.values()}) == 2
    hover = [text for trace in plotly_figure(FIGURES["ratios"])["data"] for text in trace["text"]]
    assert hover[2].endswith("250,000")


def test_more_groups_than_styles_are_grey() -> None:
    styles = group_styles(f"{i}" for i in range(30))
    assert len(styles) == 30
    assert len(set(styles.values())) == 25


@pytest.mark.parametrize("name", FIGURES)
def test_a_still_picture_is_small_and_not_empty(name: str) -> None:
    png = still_png(FIGURES[name])
    assert len(png) <= STILL_BYTES
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.width == 7 * 180
    colours = image.getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 2


@pytest.mark.parametrize("most", [200_000, 60_000, 8_000])
def test_a_picture_becomes_as_small_as_it_has_to(most: int) -> None:
    rng = np.random.default_rng(0)
    smooth = rng.normal(size=(40, 90, 3)).cumsum(axis=1)
    pixels = np.kron(smooth - smooth.min(), np.ones((8, 8, 1)))
    buffer = io.BytesIO()
    Image.fromarray((255 * pixels / pixels.max()).astype(np.uint8)).save(buffer, format="png")
    small = small_png(buffer.getvalue(), most_bytes=most)
    assert len(small) <= most
    assert Image.open(io.BytesIO(small)).width in (720, 360)


def test_the_script_is_whole_and_cannot_end_its_element() -> None:
    script = plotly_script()
    assert len(script) > 1_000_000
    assert "</script" not in script.lower()

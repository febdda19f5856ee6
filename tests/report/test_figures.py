"""Figures, interactive and still."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from plotly.graph_objects import Figure as PlotlyFigure
from scipy.spatial.distance import pdist

from tunescape.report.figures import Bars, Curves, Figure, Interval, Intervals, Points
from tunescape.report.group_styles import group_styles
from tunescape.report.interactive import plotly_figure, plotly_script
from tunescape.report.palette import GROUP_COLOURS
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


def test_twelve_groups_have_twelve_colours_and_the_later_six_a_shape_of_their_own() -> None:
    styles = group_styles([name for i in range(12) for name in [f"{i}"] * (12 - i)])
    assert [styles[f"{i}"] for i in range(12)] == [
        *((colour, "o") for colour in GROUP_COLOURS[:6]),
        *((colour, "^") for colour in GROUP_COLOURS[6:]),
    ]
    assert len(set(GROUP_COLOURS)) == 12


# of protanopia, deuteranopia and tritanopia: Machado, Oliveira and Fernandes 2009, severity 1
SIGHTS: dict[str, Any] = {
    "usual": np.eye(3),
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


def least_distance(colours: Sequence[str], sight: str) -> float:
    """Of two colours as somebody sees them, in Oklab (Ottosson 2020)."""
    srgb = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.transpose(SIGHTS[sight]), 0, 1)
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return float(pdist(np.cbrt(seen @ cones.T) @ lab.T).min())


@pytest.mark.parametrize(
    ("sight", "at_least"), [("usual", 0.13), ("no red", 0.07), ("no green", 0.07), ("no blue", 0.08)]
)
def test_twelve_colours_can_be_told_apart_by_everybody(sight: str, at_least: float) -> None:
    assert least_distance(GROUP_COLOURS, sight) >= at_least


def test_upright_bars_have_room_for_their_labels() -> None:
    many = Bars(tuple(f"{10 * i}" for i in range(17)), (("", (1.0,) * 17),), "tempo", "tracks")
    assert many.label_step == 2
    assert plotly_figure(many)["layout"]["xaxis"]["dtick"] == 2
    assert replace(many, horizontal=True).label_step == 1


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

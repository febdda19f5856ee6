"""Pictures drawn in memory are those that matplotlib draws, pixel by pixel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tunescape.features.embeddings.picture import HEIGHT, PICTURES, WIDTH, colour_picture
from tunescape.features.excerpt import Excerpt


def drawn(values: np.ndarray, colours: str, how: str) -> np.ndarray:
    """Let matplotlib draw an array that fills a figure of its default size."""
    figure = Figure(figsize=(6.4, 4.8), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    if how == "imshow":
        axes.imshow(values, cmap=colours, origin="lower", aspect="auto", interpolation="nearest")
    else:
        axes.pcolormesh(values, cmap=colours)
        axes.margins(0)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3]


def furthest(a: np.ndarray, b: np.ndarray) -> int:
    return int(np.abs(a.astype(int) - b).max())


@pytest.mark.parametrize("how", ["imshow", "pcolormesh"])
@pytest.mark.parametrize(
    ("shape", "colours"),
    [((216, 1292), "magma"), ((20, 1293), "coolwarm"), ((12, 1292), "magma"), ((216, 646), "magma")],
)
def test_agrees_with_matplotlib(shape: tuple[int, int], colours: str, how: str) -> None:
    values = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    picture = colour_picture(values, colours=colours)  # type: ignore[arg-type]
    assert (picture.shape, picture.dtype) == ((480, 640, 3), np.uint8)
    assert furthest(picture, drawn(values, colours, how)) <= 1


@given(rows=st.integers(1, 300), columns=st.integers(1, 1400), seed=st.integers(0, 9))
@settings(max_examples=25)
def test_agrees_with_matplotlib_at_any_size(rows: int, columns: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)
    assert furthest(colour_picture(values, colours="magma"), drawn(values, "magma", "imshow")) <= 1


def test_agrees_with_librosas_picture_of_music() -> None:
    librosa = pytest.importorskip("librosa")
    display = pytest.importorskip("librosa.display")
    rng = np.random.default_rng(0)
    t = np.arange(30 * 22_050) / 22_050
    y = (0.2 * np.sin(2 * np.pi * (220 + 100 * np.sin(t)) * t) + 0.01 * rng.normal(size=len(t))).astype("f4")
    power = librosa.feature.melspectrogram(y=y, sr=22_050, n_mels=216, pad_mode="constant")
    figure = Figure(figsize=(6.4, 4.8), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    display.specshow(librosa.power_to_db(power, ref=np.max), ax=axes)
    canvas.draw()
    expected = np.asarray(canvas.buffer_rgba())[:, :, :3].astype(int)
    picture = PICTURES["mel"](Excerpt(y, 22_050).spectrum)
    # of a level between two colours rounding decides
    assert (np.abs(picture - expected).max(axis=2) <= 8).all()
    assert (np.abs(picture - expected).max(axis=2) <= 1).mean() > 0.98


def test_low_is_dark_and_at_the_bottom() -> None:
    values = np.tile(np.linspace(-1, 1, 20, dtype=np.float32)[:, np.newaxis], (1, 50))
    brightness = colour_picture(values, colours="magma").sum(axis=(1, 2)).astype(int)
    assert (np.diff(brightness) <= 0).all()
    assert brightness[0] > 10 * brightness[-1] + 1000


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("n", [1, 600, 30 * 22_050])
def test_every_sound_has_a_picture(kind: str, n: int) -> None:
    for y in (np.zeros(n), np.random.default_rng(0).normal(size=n)):
        picture = PICTURES[kind](Excerpt(y.astype(np.float32), 22_050).spectrum)
        assert picture.shape == (HEIGHT, WIDTH, 3)


def test_the_array_is_left_as_it_was() -> None:
    values = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    values.flags.writeable = False
    colour_picture(values, colours="coolwarm")

"""Every view of every sound: a picture, finite axes, no warning."""

import io
from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.image import imread
from scipy.io import wavfile

from tunescape.audio.signal import Signal
from tunescape.errors import PictureError
from tunescape.features.tonality import PITCH_CLASSES
from tunescape.report.look import PictureSize
from tunescape.report.pictures.drawing import draw_view, picture_png
from tunescape.report.pictures.recording import read_recording
from tunescape.report.pictures.source import PictureSource
from tunescape.report.pictures.views import VIEWS, resolve_views

SMALL = PictureSize(500, 280, 80)
SURROUND = ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR")
RNG = np.random.default_rng(0)


def noise(channels: int, n: int, *, amplitude: float = 0.1) -> npt.NDArray[np.float32]:
    return (amplitude * RNG.standard_normal((channels, n))).astype(np.float32)


ODD_SOUNDS = {
    "0.2 s": Signal(noise(2, 8820), 44_100),
    "one sample": Signal(np.full((1, 1), 0.5, np.float32), 44_100),
    "one silent sample": Signal(np.zeros((1, 1), np.float32), 44_100),
    "two samples": Signal(noise(2, 2), 48_000),
    "silence": Signal(np.zeros((2, 88_200), np.float32), 44_100),
    "mono": Signal(noise(1, 66_150), 22_050),
    "8 channels": Signal(noise(8, 48_000), 48_000, SURROUND),
    "40 channels": Signal(noise(40, 4800), 48_000),
    "direct current": Signal(np.full((1, 66_150), 0.7, np.float32), 22_050),
    "very loud": Signal(noise(2, 44_100, amplitude=1e37), 44_100),
    "very soft": Signal(noise(2, 44_100, amplitude=1e-40), 44_100),
    "8 Hz": Signal(noise(1, 80), 8),
    "384 kHz": Signal(noise(1, 192_000), 384_000),
}

ODDER = {"one silent sample", "two samples", "40 channels", "very soft", "8 Hz", "384 kHz"}
"""What nobody asked for; some seconds each."""


@pytest.fixture(scope="module")
def not_numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("odd") / "nan.wav"
    samples = noise(2, 22_050).T.copy()
    samples[1000:2000] = np.nan
    samples[3000] = np.inf
    wavfile.write(path, 22_050, samples)
    return path


def check(figure: Figure) -> None:
    image = imread(io.BytesIO(picture_png(figure)))
    assert image.shape[:2] == (SMALL.height, SMALL.width)
    assert len(np.unique(image[:, :, 0])) > 3, "nothing is drawn"
    assert figure.axes
    for axes in figure.axes:
        limits = [*axes.get_xlim(), *axes.get_ylim()]
        assert np.isfinite(limits).all()
        assert limits[0] < limits[1]
        assert limits[2] < limits[3]


@pytest.mark.parametrize(
    "sound", [pytest.param(name, marks=[pytest.mark.slow] * (name in ODDER)) for name in ODD_SOUNDS]
)
def test_every_view_of_an_odd_sound_is_a_picture(sound: str) -> None:
    source = PictureSource(ODD_SOUNDS[sound])
    for name in VIEWS:
        check(draw_view(source, name, title=sound, size=SMALL))


def test_every_view_of_a_file_with_samples_that_are_not_numbers(not_numbers: Path) -> None:
    recording = read_recording(not_numbers)
    assert any("not numbers" in warning for warning in recording.warnings)
    for name in VIEWS:
        check(draw_view(recording.source, name, size=SMALL))


@pytest.mark.slow
def test_every_view_of_real_recordings(shared_data: Path) -> None:
    for path in sorted(shared_data.glob("cc-music/*.ogg")):
        recording = read_recording(path, duration_s=60)
        assert recording.warnings == ()
        for name in VIEWS:
            check(draw_view(recording.source, name, title=recording.name, size=SMALL))


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_says_what_and_when_it_shows(name: str, play: Callable[..., Signal]) -> None:
    figure = draw_view(PictureSource(play(1, seconds=3.0), start_s=70.0), name, title="A tune")
    texts = {text.get_text() for text in figure.texts}
    assert texts == {"A tune", VIEWS[name].title}
    bottom = figure.axes[{"pitch": 2, "chords": 1}.get(name, 0)]
    assert bottom.get_xlim() == pytest.approx((70, 73))
    assert bottom.get_xlabel() == "time (min:s)"
    assert bottom.get_xticklabels()[0].get_text() == "1:10.0"


def test_names_of_views_are_read_as_people_type_them() -> None:
    assert resolve_views(" mel, Waveform,mel") == ("mel", "waveform")
    assert resolve_views("all") == tuple(VIEWS)
    for wrong, words in (("mel,cqt2", "no view 'cqt2'"), (" , ", "no view is named")):
        with pytest.raises(PictureError, match=words) as refused:
            resolve_views(wrong)
        assert "self-similarity" in str(refused.value)
    with pytest.raises(PictureError, match="no view 'x'"):
        draw_view(PictureSource(ODD_SOUNDS["mono"]), "x")


def brightest_row(figure: Figure) -> int:
    shown = np.asarray(figure.axes[0].images[0].get_array())
    return int(shown.mean(axis=1).argmax())


def label_of_row(figure: Figure, row: float) -> str:
    axes = figure.axes[0]
    nearest = int(np.argmin(np.abs(axes.get_yticks() - row)))
    assert abs(axes.get_yticks()[nearest] - row) < 0.02 * np.diff(axes.get_ylim())[0]
    return axes.get_yticklabels()[nearest].get_text()


@pytest.mark.parametrize(
    ("view", "frequency_hz", "label"),
    [
        ("spectrogram", 4000, "4k"),
        ("mel", 1000, "1k"),
        ("mel", 5000, "5k"),
        ("cqt", 440 * 2 ** (-9 / 12), "C4"),
        ("chroma", 440, "A"),
    ],
)
def test_a_tone_is_a_line_at_its_label(
    tone: Callable[..., Signal], view: str, frequency_hz: float, label: str
) -> None:
    figure = draw_view(PictureSource(tone(frequency_hz)), view)
    image = figure.axes[0].images[0]
    _, _, bottom, top = image.get_extent()
    row = bottom + (brightest_row(figure) + 0.5) * (top - bottom) / image.get_array().shape[0]
    assert label_of_row(figure, row) == label


@pytest.mark.parametrize("view", ["spectrogram", "mel", "cqt"])
def test_levels_do_not_depend_on_the_volume_and_silence_is_dark(
    tone: Callable[..., Signal], view: str
) -> None:
    loud, soft = (
        draw_view(PictureSource(tone(880, amplitude=amplitude)), view).axes[0].images[0].get_array()
        for amplitude in (1.0, 0.01)
    )
    np.testing.assert_allclose(loud, soft, atol=0.05)
    assert (loud.max(), loud.min()) == pytest.approx((0, -80), abs=1e-4)
    silent = draw_view(PictureSource(ODD_SOUNDS["silence"]), view).axes[0].images[0].get_array()
    np.testing.assert_allclose(silent, -80, atol=1e-4)


def test_colour_bars_of_levels_are_in_decibels(tone: Callable[..., Signal]) -> None:
    for view in ("spectrogram", "mel", "cqt", "mfcc"):
        bar = draw_view(PictureSource(tone(880)), view).axes[-1]
        assert bar.get_ylabel().startswith("dB")


def heights(collection: PolyCollection) -> float:
    return float(np.ptp(collection.get_paths()[0].vertices[:, 1]))


def test_a_waveform_keeps_the_balance_of_its_channels() -> None:
    samples = noise(1, 44_100)
    figure = draw_view(PictureSource(Signal(np.concatenate([samples, 0.25 * samples]), 44_100)), "waveform")
    (axes,) = figure.axes
    left, _, right, _ = (c for c in axes.collections if isinstance(c, PolyCollection))
    assert heights(right) == pytest.approx(0.25 * heights(left), rel=0.05)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["left", "right"]
    peak = 20 * np.log10(np.abs(samples).max())
    assert f"{peak:+.1f} dBFS".replace("-", "−") in axes.texts[0].get_text()


def test_channels_are_called_by_their_places() -> None:
    (axes,) = draw_view(PictureSource(ODD_SOUNDS["8 channels"]), "waveform").axes
    assert [label.get_text() for label in axes.get_yticklabels()][:5] == [
        *("left", "right", "centre", "LFE", "back left")
    ]


@pytest.mark.parametrize(
    ("view", "factor", "tolerance"), [("centroid", 1.0, 0.02), ("rolloff", 1.0, 0.05), ("pitch", 1.0, 0.02)]
)
def test_a_curve_of_a_tone_lies_at_its_frequency(
    tone: Callable[..., Signal], view: str, factor: float, tolerance: float
) -> None:
    figure = draw_view(PictureSource(tone(880)), view)
    curve = figure.axes[2 if view == "pitch" else 0].lines[0].get_ydata()
    middle = np.asarray(curve, dtype=np.float64)[5:-5]
    assert np.median(middle) == pytest.approx(880 * factor, rel=tolerance)


def test_the_pitch_of_the_study_rises_with_loudness_and_the_centroid_beside_it_does_not(
    tone: Callable[..., Signal],
) -> None:
    samples = tone(440, seconds=4).samples * np.repeat(np.float32([0.1, 1.0]), 44_100)
    weighted, centroid, _ = draw_view(PictureSource(Signal(samples, 22_050)), "pitch").axes
    curves = [np.asarray(axes.lines[0].get_ydata(), dtype=np.float64) for axes in (weighted, centroid)]
    before, after = zip(*((c[: len(c) // 2 - 2], c[len(c) // 2 + 2 : -2]) for c in curves), strict=True)
    assert np.median(after[0]) > 5 * np.median(before[0])
    assert np.nanmedian(after[1]) == pytest.approx(np.nanmedian(before[1]), rel=0.02)
    assert "loudness" in weighted.texts[0].get_text()
    assert centroid.get_yticklabels()[0].get_text()[0] in "".join(PITCH_CLASSES)


def test_beats_are_lines_on_the_clicks() -> None:
    rate, period = 22_050, 0.5
    samples = np.zeros((1, 12 * rate), np.float32)
    for beat in np.arange(0.25, 12, period):
        first = round(beat * rate)
        samples[0, first : first + 400] = noise(1, 400, amplitude=0.5)[0]
    (axes,) = draw_view(PictureSource(Signal(samples, rate), start_s=100.0), "onsets").axes
    lines = [c for c in axes.collections if isinstance(c, LineCollection)]
    times = sorted(path.vertices[0, 0] - 100 for line in lines for path in line.get_paths())
    assert len(times) >= 20
    off = (np.array(times) - 0.25 + period / 2) % period - period / 2
    assert np.abs(off).max() < 0.06
    assert float(axes.texts[0].get_text().split()[0]) == pytest.approx(120, rel=0.01)


def test_what_comes_again_is_a_line_beside_the_diagonal(play: Callable[..., Signal]) -> None:
    tune = play(5, seconds=4.0, channels=1).samples
    figure = draw_view(PictureSource(Signal(np.concatenate([tune, tune], axis=1), 44_100)), "self-similarity")
    for axes in figure.axes[:3]:
        similarity = np.asarray(axes.images[0].get_array())
        n = len(similarity)
        again = np.diagonal(similarity, n // 2).mean()
        others = [np.diagonal(similarity, k).mean() for k in range(n // 8, n // 2 - n // 16)]
        assert again > 0.7
        assert again > max(others) + 0.2
        np.testing.assert_allclose(similarity, similarity.T, atol=1e-5)


def test_a_long_track_is_drawn_with_no_more_points_than_pixels() -> None:
    source = PictureSource(Signal(noise(1, 22_050 * 90), 22_050))
    for name in VIEWS:
        figure = draw_view(source, name)
        for axes in figure.axes:
            for image in axes.images:
                assert max(image.get_array().shape) <= 1200
            for collection in axes.collections:
                assert sum(len(path.vertices) for path in collection.get_paths()) <= 3 * 1200


def test_drawing_leaves_matplotlib_as_it_was_and_is_not_led_by_it(play: Callable[..., Signal]) -> None:
    source = PictureSource(play(2))
    before = dict(matplotlib.rcParams)
    plain = picture_png(draw_view(source, "mel", title="a"))
    assert dict(matplotlib.rcParams) == before
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "axes.facecolor": "red"}):
        assert picture_png(draw_view(source, "mel", title="a")) == plain


def test_several_threads_draw_what_one_draws(play: Callable[..., Signal]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    signal = play(3, seconds=2.0)

    def picture(name: str) -> bytes:
        return picture_png(draw_view(PictureSource(signal), name, title=name, size=SMALL))

    names = ["waveform", "mel", "centroid", "chroma"] * 2
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(picture, names)) == [picture(name) for name in names]


@pytest.mark.parametrize(
    "title",
    ["$x_1$ costs $5 \\frac{1}{2}", "x" * 300, "夜曲" * 150, "🎵" * 40, "\n\t\x00", "100% <b>&amp;</b> {}"],
)
@pytest.mark.parametrize("width", [320, 1200])
def test_any_title_fits_beside_the_name_of_the_view(title: str, width: int) -> None:
    size = PictureSize(width, 240, 80)
    figure = draw_view(PictureSource(ODD_SOUNDS["0.2 s"]), "zero-crossing", title=title, size=size)
    FigureCanvasAgg(figure)
    boxes = [text.get_window_extent() for text in figure.texts if text.get_text()]
    for box in boxes:
        assert 0 <= box.x0 < box.x1 <= width
    if len(boxes) == 2:
        left, right = sorted(boxes, key=lambda box: box.x0)
        assert left.x1 < right.x0
    if len(title) == 300:
        shown = next(text.get_text() for text in figure.texts if text.get_text() != "Zero-crossing rate")
        assert shown.endswith("…")
        assert len(shown) > 10

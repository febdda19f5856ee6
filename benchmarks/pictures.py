"""What a picture costs: CPU seconds of the whole view, beside matplotlib's own drawing of the same arrays.

    python benchmarks/pictures.py [FILE] [--seconds S] [--rounds N]

Ours is all that ``plot --view NAME`` does once its modules are imported: decode the file, analyse it, draw,
encode the PNG. The other is what is left if everything is known beforehand: the very arrays that our picture
shows (images, lines, areas), handed to matplotlib's ``imshow``, ``plot`` and ``fill`` on axes of the same
size and number, with its default ticks, labels, titles and colour bars, and ``savefig``. Both in one process,
in turns, each view on a fresh source; the median of the rounds. By default FILE is rendered from the demo.
"""

import argparse
import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.music.demo import demo_tracks
from tunescape.music.synth import SAMPLE_RATE
from tunescape.report.pictures.drawing import draw_view, picture_png
from tunescape.report.pictures.recording import read_recording
from tunescape.report.pictures.views import VIEWS

GOAL = 1.5


def ours(path: Path, view: str, seconds: float) -> Figure:
    recording = read_recording(path, duration_s=seconds)
    figure = draw_view(recording.source, view, title=recording.name)
    picture_png(figure)
    return figure


def theirs(drawn: Figure) -> None:
    figure = Figure(figsize=drawn.get_size_inches(), dpi=drawn.dpi)
    FigureCanvasAgg(figure)
    bars = {image.colorbar.ax for axes in drawn.axes for image in axes.images if image.colorbar}
    for axes in drawn.axes:
        if axes not in bars:
            redraw(axes, figure)
    for text in drawn.texts:
        family = text.get_fontfamily()
        figure.text(*text.get_position(), text.get_text(), ha=text.get_ha(), fontfamily=family)
    figure.savefig(io.BytesIO(), format="png")


def redraw(drawn: Axes, figure: Figure) -> None:
    axes = figure.add_axes(drawn.get_position())
    for image in drawn.images:
        shown = axes.imshow(
            image.get_array(), aspect="auto", origin="lower", extent=image.get_extent(), cmap=image.get_cmap()
        )
        if image.colorbar:
            bar = image.colorbar.ax
            figure.colorbar(shown, cax=figure.add_axes(bar.get_position()), label=bar.get_ylabel())
    for line in drawn.lines:
        axes.plot(*line.get_data(), transform=moved(line, drawn, axes))
    for collection in drawn.collections:
        where: dict[str, Any] = {"transform": moved(collection, drawn, axes), "color": "grey"}
        if isinstance(collection, PolyCollection):
            for path in collection.get_paths():
                axes.fill(*path.vertices.T, **where)
        elif isinstance(collection, LineCollection):
            segments = [path.vertices for path in collection.get_paths()]
            axes.vlines([segment[0, 0] for segment in segments], 0, 1, **where)
    axes.set(
        xlim=drawn.get_xlim(),
        ylim=drawn.get_ylim(),
        xlabel=drawn.get_xlabel(),
        ylabel=drawn.get_ylabel(),
        title=drawn.get_title(),
    )


def moved(artist: Any, drawn: Axes, axes: Axes) -> Any:
    across = artist.get_transform() == drawn.get_xaxis_transform()
    return axes.get_xaxis_transform() if across else axes.transData


def cpu_s(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def demo_file(folder: Path) -> Path:
    track = demo_tracks()[0]
    path = folder / "demo.mp3"
    write_audio(path, Signal(track.render(), SAMPLE_RATE), tags={"title": track.title})
    return path


def show(path: Path, seconds: float, rounds: int) -> None:
    duration = read_recording(path, duration_s=seconds).source.excerpt.duration_s
    print(f"{duration:.0f} s of {path.name}; CPU seconds, median of {rounds} rounds; goal {GOAL}")
    print(f"{'view':<17}{'tunescape':>10}{'matplotlib':>12}{'ratio':>7}")
    for view in VIEWS:
        figure = ours(path, view, seconds)  # warm
        theirs(figure)
        costs = [
            (cpu_s(lambda view=view: ours(path, view, seconds)), cpu_s(lambda figure=figure: theirs(figure)))
            for _ in range(rounds)
        ]
        mine, other = (statistics.median(column) for column in zip(*costs, strict=True))
        print(f"{view:<17}{mine:>10.3f}{other:>12.3f}{mine / other:>7.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        show(arguments.file or demo_file(Path(scratch)), arguments.seconds, arguments.rounds)


if __name__ == "__main__":
    main()

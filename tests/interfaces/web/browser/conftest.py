"""A real server on a small library, and a real browser that fails a test for whatever it complains of."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from served_site import Site
from serving import environment, serve
from visiting import Visits, settled

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.charts.chart import ChartItem
from tunescape.charts.manifest import DownloadedFile, write_manifest
from tunescape.library.ingest import analyze
from tunescape.library.labels import set_label
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

TITLES = (
    *("夜雨", "Static Hearts", "海边的风", "Blue Moon", "Été", '100% <odd> & "quoted"'),
    *("<img src=x onerror=alert(1)>", "Кино", "采莲新曲", "Night Drive", "So Long", "🎵 melody"),
)
"""Of the tracks of the library, in the order of their files; two of them try to be more than text."""


@pytest.fixture(scope="session")
def heard_music(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> tuple[Path, Path]:
    """Music and a library that heard it: 12 tracks in 2 folders, 8 on a chart, 1 failure, clusters."""
    folder = tmp_path_factory.mktemp("site")
    music = folder / "music"
    notes = []
    for seed, title in enumerate(TITLES):
        genre = ("流行", "Rock", "Jazz")[seed % 3]
        path = music / ("hot" if seed < 8 else "other") / f"{seed:02d}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        artist = f"Artist {seed % 4}"
        write_audio(path, play(seed, seconds=8.0), tags={"title": title, "artist": artist, "genre": genre})
        item = ChartItem(
            str(seed),
            title,
            artist,
            8.0,
            9000 - 700 * seed,
            50 * seed,
            seed + 1,
            "ranking",
            "2026-11-20T10:00:00+00:00",
        )
        notes.append(DownloadedFile(item, path.name, 1, "", "host", ""))
    write_manifest(music / "hot", notes[:8])
    (music / "other" / "rubbish.mp3").write_bytes(bytes(range(256)) * 50)
    library = Library(folder / "library", create=True)
    analyze(library, [music], AnalysisSettings(jobs=2))
    set_label(library, library.tracks()[0].track_id, "Ballad")
    _tunescape("cluster", "--k", "3", "--library", library.path)
    return music, library.path


@pytest.fixture(scope="module")
def site(heard_music: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on a library of its own; its music is shared and not to be changed."""
    music, library_path = heard_music
    yield from _on_a_copy(library_path, tmp_path_factory.mktemp("served") / "library", music)


@pytest.fixture
def own_site(heard_music: tuple[Path, Path], tmp_path: Path) -> Iterator[Site]:
    """Another one, for a test after which the library is not what the others expect."""
    music, library_path = heard_music
    yield from _on_a_copy(library_path, tmp_path / "library", music)


def _on_a_copy(library_path: Path, copy: Path, music: Path) -> Iterator[Site]:
    shutil.copytree(library_path, copy)
    server = serve(copy)
    try:
        yield Site(server.url, copy, music)
    finally:
        server.stop()


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """A server on a library that does not exist yet."""
    server = serve(tmp_path / "library")
    try:
        yield Site(server.url, tmp_path / "library", tmp_path / "music")
    finally:
        server.stop()


@pytest.fixture
def new_site(tmp_path: Path, play: Callable[..., Signal]) -> Iterator[Site]:
    """A server on a library that does not exist yet, beside a folder "music" of six tracks."""
    music = tmp_path / "home" / "music"
    music.mkdir(parents=True)
    for seed, title in enumerate(TITLES[:6]):
        tags = {"title": title, "artist": f"Artist {seed}"}
        write_audio(music / f"{seed:02d}.flac", play(seed, seconds=8.0), tags=tags)
    server = serve(tmp_path / "library", "--allow", str(music.parent))
    try:
        yield Site(server.url, tmp_path / "library", music)
    finally:
        server.stop()


def _tunescape(*arguments: object) -> None:
    command = [sys.executable, "-m", "tunescape", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, env=environment(), timeout=300)


def _visits(browser: Any, site: Site) -> Iterator[Visits]:
    visits = Visits(browser, site.url)
    yield visits
    for context in visits.contexts:
        context.close()
    assert visits.complaints == []


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Visits]:
    """Open pages of the site; the test fails if one wrote an error, or asked for anything elsewhere."""
    yield from _visits(browser, site)


@pytest.fixture
def visit_own(browser: Any, own_site: Site) -> Iterator[Visits]:
    """Open pages of the site that the test has for itself."""
    yield from _visits(browser, own_site)


@pytest.fixture
def visit_empty(browser: Any, empty_site: Site) -> Iterator[Visits]:
    """Open pages of a server whose library is empty."""
    yield from _visits(browser, empty_site)


@pytest.fixture
def visit_new(browser: Any, new_site: Site) -> Iterator[Visits]:
    """Open pages of a server whose library is empty, with music waiting beside it."""
    yield from _visits(browser, new_site)


@pytest.fixture(scope="session")
def accessible() -> Callable[[Any], None]:
    """A function that asserts that axe-core finds nothing wrong with a page as it is now."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def check(page: Any) -> None:
        settled(page)  # colours that fade in are judged when they are there
        found = axe.run(page).response["violations"]
        told = [
            f"{one['id']}: {one['help']}: " + "; ".join(node["html"][:160] for node in one["nodes"][:3])
            for one in found
        ]
        assert told == []

    return check

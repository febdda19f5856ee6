"""A server whose music is hostile, and secrets beside it that nobody is to see."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fortress import EVIL, EVIL_NAME, EVIL_TITLES, PLACE, SECRET, Fortress
from serving import serve

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.charts.chart import ChartItem
from tunescape.charts.manifest import DownloadedFile, write_manifest
from tunescape.library.cluster_store import rename_cluster
from tunescape.library.folders import add_folders
from tunescape.library.ingest import analyze
from tunescape.library.labels import set_label
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings


@pytest.fixture(scope="session")
def evil_music(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    """A folder with hostile music, the library that heard it, and secrets outside of both."""
    folder = tmp_path_factory.mktemp("site") / PLACE
    music, outside = folder / "music", folder / "outside"
    for made in (music / "<b onclick=evil()>folder", outside):
        made.mkdir(parents=True)
    notes = []
    for seed, title in enumerate(EVIL_TITLES):
        tags = {"title": title, "artist": EVIL, "album": EVIL, "genre": EVIL}
        path = (music / "<b onclick=evil()>folder" if seed % 2 else music) / f"{seed} <i>.flac"
        write_audio(path, play(seed, seconds=3.0), tags=tags)
        ranked = (3.0, 100 + seed, 10, seed + 1, EVIL, "2026-11-20T10:00:00+00:00")
        notes.append(DownloadedFile(ChartItem(EVIL, title, EVIL, *ranked), path.name, 1, "", EVIL, ""))
    write_manifest(music, notes[::2])
    (outside / "secret.txt").write_bytes(SECRET)
    write_audio(outside / "secret.flac", play(77, seconds=3.0), tags={"title": "secret"})
    (music / "link.flac").symlink_to(outside / "secret.flac")
    (music / "linked").symlink_to(outside, target_is_directory=True)
    (music / "<s>rubbish.mp3").write_bytes(bytes(range(256)) * 50)
    library = Library(folder / "library", create=True)
    analyze(library, [music], AnalysisSettings(jobs=1))
    (folder / EVIL_NAME).mkdir()
    add_folders(library, [music, folder / EVIL_NAME])
    (library.path / "models").mkdir()
    (library.path / "models" / f"{EVIL_NAME}.genres").write_bytes(b"no model")
    return folder


@pytest.fixture(scope="session")
def grouped_music(evil_music: Path) -> Path:
    """The same, with clusters and labels of hostile names."""
    from tunescape.interfaces.web.jobs.kind import Work
    from tunescape.interfaces.web.jobs.kinds.cluster import KIND

    library = Library(evil_music / "library")
    work = Work(library, evil_music / "work", lambda _progress: None)
    KIND.run(work, KIND.parameters(k="2"))
    rename_cluster(library, "1", EVIL)
    for track in library.tracks()[:2]:
        set_label(library, track.track_id, EVIL)
    return evil_music


@pytest.fixture(scope="module")
def fortress(grouped_music: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fortress]:
    """A server on a copy of the library; the music is shared and not to be changed."""
    yield from _serve(grouped_music, tmp_path_factory.mktemp("served") / PLACE)


@pytest.fixture
def own_fortress(grouped_music: Path, tmp_path: Path) -> Iterator[Fortress]:
    """Another one, to be torn down by the test."""
    yield from _serve(grouped_music, tmp_path / PLACE)


def _serve(folder: Path, home: Path) -> Iterator[Fortress]:
    library_path, temporary = home / "library", home / "temporary"
    shutil.copytree(folder / "library", library_path)
    temporary.mkdir()
    server = serve(
        library_path,
        *("--allow", str(folder / "music"), "--max-upload", "5"),
        log=home / "log.txt",
        variables={"TMPDIR": str(temporary)},
    )
    yield Fortress(
        server, home, folder / "music", folder / "outside", library_path, home / "log.txt", temporary
    )
    if server.process.poll() is None:
        server.stop()


@pytest.fixture
def track_id(fortress: Fortress) -> str:
    """The id of a track that can be played."""
    return next(track.track_id for track in fortress.library.tracks() if track.title == EVIL)

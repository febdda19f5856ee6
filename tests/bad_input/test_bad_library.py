"""Libraries that cannot be written, or not be understood: a sentence, and nothing is lost."""

import hashlib
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from outcome import Outcome

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.ingest import analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def heard(songs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that heard the three songs."""
    made = Library(tmp_path_factory.mktemp("heard") / "library", create=True)
    analyze(made, [songs], AnalysisSettings(jobs=1, features="statistical"))
    return made.path


@pytest.fixture
def library(heard: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(heard, tmp_path / "library"))


def everything_in(folder: Path) -> dict[str, str]:
    """Names and contents of all files."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# listed as: a library that may only be read
def test_a_library_that_may_only_be_read(stranger: Run, songs: Path, library: Path, tmp_path: Path) -> None:
    place = ("--library", library)
    like = ("Song 0", "--space", "statistical", *place)
    for path in [*library.rglob("*"), library]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        before = everything_in(library)
        assert stranger("status", "--json", *place).document["tracks"] == 3
        assert len(stranger("list", "--json", *place).document) == 3
        assert stranger("show", "Song 1", "--json", *place).document["track"]["title"] == "Song 1"
        assert len(stranger("playlist", *like, "--json").document["tracks"]) == 3
        assert stranger("backup", tmp_path / "backup.db", *place).code == 0
        assert stranger("analyze", songs, *place).refused("cannot be written")
        assert everything_in(library) == before
    finally:
        library.chmod(0o755)


# listed as: a place where no library can be made
def test_a_place_where_no_library_can_be_made(tunescape: Run, songs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    outcome = tunescape("analyze", songs, "--library", tmp_path / "file" / "library")
    assert outcome.refused("a library cannot be made here")
    outcome = tunescape("analyze", songs, "--library", tmp_path / "file")
    assert outcome.refused("is a file: a library is a folder")
    assert tunescape("list", "--library", tmp_path / "nowhere").refused("there is no library here yet")
    assert not (tmp_path / "nowhere").exists()


# listed as: a library made by a newer tunescape
@pytest.mark.parametrize("command", [("list",), ("analyze", "."), ("playlist", "Song 0"), ("status",)])
def test_a_library_made_by_a_newer_tunescape(
    tunescape: Run, library: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    connection = sqlite3.connect(library / "library.db")
    with connection:
        connection.execute("UPDATE meta SET value = 999 WHERE key = 'schema_version'")
    connection.close()
    before = everything_in(library)
    outcome = tunescape(*command, "--library", library)
    assert outcome.refused("was made by a newer tunescape", "upgrade tunescape; nothing was changed")
    assert everything_in(library) == before


# listed as: a library.db that is no library
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no database" * 1000, "cannot be opened (file is not a database)"),
        (b"", "is not a tunescape library"),
    ],
)
def test_a_file_that_is_no_library(tunescape: Run, tmp_path: Path, content: bytes, words: str) -> None:
    library = tmp_path / "other"
    library.mkdir()
    (library / "library.db").write_bytes(content)
    assert tunescape("list", "--library", library).refused(words)
    assert (library / "library.db").read_bytes() == content


QUICK = AnalysisSettings(jobs=2, features="statistical,fingerprint")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    """A hundred short songs, half of them in a folder of their own."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "half").mkdir()
    for seed in range(100):
        write_audio(folder / ("half" if seed < 50 else ".") / f"{seed}.flac", play(seed, seconds=0.3))
    return folder


def run_out_of_room(many: Path, library: Path, *, file_bytes: int = resource.RLIM_INFINITY) -> None:
    """Analyse all songs where there is no room for them, as a process that could not write beyond a size."""
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "tunescape", "analyze", many, "--library", library),
            *("--features", QUICK.features, "--jobs", "2"),
        ],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes)),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 2
    # SQLite wants a few kilobytes to open one
    assert (
        b": the library cannot be written (" in ran.stderr
        or b": the library cannot be opened (" in ran.stderr
    )
    assert b"Traceback" not in ran.stderr


def goes_on(many: Path, library: Path, *, known: int) -> None:
    """Assert that a library is sound, has lost nothing, and that the analysis can be finished."""
    opened = Library(library, create=True)
    with opened.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    before = len(opened.tracks())
    assert known <= before < 100
    report = analyze(opened, [many], QUICK)
    assert (report.unchanged, report.analyzed, report.failed) == (before, 100 - before, 0)


@pytest.mark.slow
@pytest.mark.parametrize("known", [0, 50])
def test_a_file_that_must_not_grow_is_a_full_disk(many: Path, tmp_path: Path, known: int) -> None:
    room = 4096
    if known:
        analyze(Library(tmp_path, create=True), [many / "half"], QUICK)
        # what is new goes to the log beside the database first, which takes less than that
        room = (tmp_path / "library.db").stat().st_size // 4
    run_out_of_room(many, tmp_path, file_bytes=room)
    goes_on(many, tmp_path, known=known)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


# listed as: a disk that is full
@pytest.mark.slow
@pytest.mark.parametrize(("known", "kilobytes_free"), [(0, 20), (0, 60), (50, 0), (50, 100)])
def test_a_full_disk(disk: Path, many: Path, known: int, kilobytes_free: int) -> None:
    if known:
        analyze(Library(disk / "library", create=True), [many / "half"], QUICK)
    room = os.statvfs(disk)
    (disk / "filler").write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - 1024 * kilobytes_free)))
    run_out_of_room(many, disk / "library")
    (disk / "filler").unlink()
    goes_on(many, disk / "library", known=known)

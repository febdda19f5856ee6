"""What charts say joins the tracks, newest first, and never stops an analysis."""

import os
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.audio.tags import Tags
from tunescape.charts.chart import ChartItem
from tunescape.charts.manifest import MANIFEST_NAME, DownloadedFile, write_manifest
from tunescape.library.backup import backup_library, restore_library
from tunescape.library.chart_entries import update_chart_entries
from tunescape.library.check import check_library
from tunescape.library.ingest import AnalysisReport, analyze
from tunescape.library.prune import plan_prune, prune
from tunescape.library.records import Description, FileStamp
from tunescape.library.schema import chart_entries, files
from tunescape.library.store import Library
from tunescape.library.where import parse_where
from tunescape.library.writer import write_batch
from tunescape.settings import AnalysisSettings

WEEK_46, WEEK_47 = "2026-11-13T10:00:00+00:00", "2026-11-20T10:00:00+00:00"


def item(music_id: str, rank: int = 1, fetched_at: str = WEEK_46, **changes: Any) -> ChartItem:
    known = ChartItem(music_id, f"曲 {music_id}", "作者", 15.0, 1000 - rank, 10, rank, "ranking", fetched_at)
    return replace(known, **changes)


def note(folder: Path, named: Mapping[str, ChartItem]) -> None:
    """Write the manifest of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_manifest(folder, [DownloadedFile(item, name, 1, "", "host", "") for name, item in named.items()])


def entries(library: Library) -> dict[str, tuple[int, str]]:
    """Rank and time of each entry, by the id of the source."""
    with library.connect() as connection:
        return {
            row.music_id: (row.rank, row.fetched_at) for row in connection.execute(sa.select(chart_entries))
        }


@pytest.fixture
def hear(tmp_path: Path, invent: Callable[..., Description]) -> Callable[..., Library]:
    """A function that stores invented tracks at paths below the folder of the test, by seed."""

    def into(paths: Mapping[str, int], **changes: Any) -> Library:
        library = Library(tmp_path / "library", create=True)
        for path in paths:
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).touch()
        found = [
            invent(seed, os.fsencode(tmp_path / path), **({"tags": Tags(Path(path).stem)} | changes))
            for path, seed in paths.items()
        ]
        write_batch(library, found, segmentation="4x15")
        return library

    return into


@pytest.fixture
def update(tmp_path: Path) -> Callable[..., int]:
    """A function that joins the charts of some folders, and tells how many tracks changed."""

    def join(library: Library, *folders: str) -> int:
        found = [FileStamp(os.fsencode(tmp_path / folder / "any.mp3"), 1, 1) for folder in folders]
        updated = update_chart_entries(library, found)
        assert updated.warnings == ()
        return updated.charted

    return join


Hear = Callable[..., Library]
Update = Callable[..., int]


def test_a_track_gets_what_the_chart_says_of_its_file(tmp_path: Path, hear: Hear, update: Update) -> None:
    library = hear({"hot/a.mp3": 1, "hot/b.mp3": 2, "hot/uncharted.mp3": 3, "elsewhere/a.mp3": 4})
    note(tmp_path / "hot", {"a.mp3": item("7"), "b.mp3": item("8", 2), "gone.mp3": item("9", 3)})
    assert update(library, "hot", "elsewhere") == 2
    track = next(track for track in library.tracks() if track.path.endswith("hot/a.mp3"))
    assert (track.rank, track.users, track.users_gained) == (1, 999, 10)
    assert (track.chart, track.music_id, track.charted_at) == ("ranking", "7", WEEK_46)
    assert [track.rank for track in library.tracks()] == [None, 1, 2, None]


def test_only_a_change_raises_the_revision(tmp_path: Path, hear: Hear, update: Update) -> None:
    library = hear({"hot/a.mp3": 1})
    note(tmp_path / "hot", {"a.mp3": item("7")})
    before = library.revision()
    assert (update(library, "hot"), library.revision()) == (1, before + 1)
    assert (update(library, "hot"), library.revision()) == (0, before + 1)


def test_a_newer_chart_of_the_same_files_counts(tmp_path: Path, hear: Hear, update: Update) -> None:
    library = hear({"hot/a.mp3": 1, "hot/b.mp3": 2})
    note(tmp_path / "hot", {"a.mp3": item("7", 1), "b.mp3": item("8", 2)})
    update(library, "hot")
    note(tmp_path / "hot", {"a.mp3": item("7", 5, WEEK_47), "b.mp3": item("8", 2)})
    assert update(library, "hot") == 1
    assert entries(library) == {"7": (5, WEEK_47), "8": (2, WEEK_46)}


@pytest.mark.parametrize("order", [("new", "old"), ("old", "new")])
def test_an_older_chart_never_counts_whichever_is_read_last(
    tmp_path: Path, hear: Hear, update: Update, order: tuple[str, str]
) -> None:
    library = hear({"old/a.mp3": 1, "new/a.mp3": 1})
    note(tmp_path / "old", {"a.mp3": item("7", 1, "2026-11-20T09:00:00+08:00")})
    note(tmp_path / "new", {"a.mp3": item("7", 9, "2026-11-20T02:00:00Z")})
    for folder in order:
        update(library, folder)
    assert entries(library) == {"7": (9, "2026-11-20T02:00:00+00:00")}
    assert update(library, *order) == 0


def test_of_two_pieces_with_one_sound_the_better_rank_counts(
    tmp_path: Path, hear: Hear, update: Update
) -> None:
    library = hear({"hot/a.mp3": 1, "hot/b.mp3": 1, "hot/c.mp3": 1})
    note(tmp_path / "hot", {"a.mp3": item("7", 30), "b.mp3": item("8", 3), "c.mp3": item("9", 40)})
    update(library, "hot")
    assert entries(library) == {"8": (3, WEEK_46)}


def test_of_charts_without_a_time_the_last_that_is_read_counts(
    tmp_path: Path, hear: Hear, update: Update
) -> None:
    library = hear({"46/a.mp3": 1, "47/a.mp3": 1})
    note(tmp_path / "46", {"a.mp3": item("7", 3, "")})
    note(tmp_path / "47", {"a.mp3": item("7", 8, "")})
    update(library, "46", "47")
    assert entries(library) == {"7": (8, "")}
    assert update(library, "46", "47") == 0
    update(library, "46")
    assert entries(library) == {"7": (3, "")}
    assert library.tracks()[0].charted_at is None


def test_a_file_without_tags_is_called_what_the_chart_calls_it(
    tmp_path: Path, hear: Hear, update: Update
) -> None:
    library = hear({"hot/夜曲 [7].mp3": 1})
    hear({"hot/b [8].mp3": 2}, tags=Tags("Its own", artist=None))
    hear({"hot/c [9].mp3": 3}, tags=Tags("c [9]", artist="Its own"))
    hear({"hot/10.mp3": 4})
    note(
        tmp_path / "hot",
        {
            "夜曲 [7].mp3": item("7", title="夜曲", author="周杰倫"),
            "b [8].mp3": item("8"),
            "c [9].mp3": item("9"),
            "10.mp3": item("10", title="", author=None),
        },
    )
    update(library, "hot")
    called = {Path(track.path).name: (track.title, track.artist) for track in library.tracks()}
    assert called == {
        "夜曲 [7].mp3": ("夜曲", "周杰倫"),
        "b [8].mp3": ("Its own", None),
        "c [9].mp3": ("c [9]", "Its own"),
        "10.mp3": ("10", None),
    }
    revision = library.revision()
    assert (update(library, "hot"), library.revision()) == (0, revision)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_that_a_disk_has_taken_apart_are_found(
    tmp_path: Path, hear: Hear, update: Update, form: Any
) -> None:
    library = hear({f"hot/{unicodedata.normalize(form, 'Été [7].mp3')}": 1})
    note(tmp_path / "hot", {"Été [7].mp3": item("7")})
    assert update(library, "hot") == 1


def test_texts_that_no_database_takes_are_made_such(tmp_path: Path, hear: Hear, update: Update) -> None:
    library = hear({"hot/a.mp3": 1})
    note(tmp_path / "hot", {"a.mp3": item("7", title="half \ud83d", author="e\u0301", source="\udc80")})
    assert update(library, "hot") == 1
    assert (library.tracks()[0].title, library.tracks()[0].artist) == ("half ?", "é")
    assert update(library, "hot") == 0


def test_a_chart_of_more_pieces_than_a_query_may_name(tmp_path: Path, hear: Hear, update: Update) -> None:
    library = hear({"hot/a.mp3": 1})
    note(tmp_path / "hot", {"a.mp3": item("7")} | {f"{i}.mp3": item(f"x{i}", 2) for i in range(40_000)})
    assert update(library, "hot") == 1


def test_a_folder_whose_name_is_no_text(tmp_path: Path, hear: Hear) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    try:
        note(folder, {"a.mp3": item("7")})
    except OSError:
        pytest.skip("this disk takes only names that are texts")
    library = hear({f"{folder.name}/a.mp3": 1})
    assert update_chart_entries(library, [FileStamp(os.fsencode(folder / "a.mp3"), 1, 1)]).charted == 1


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("users > 990 and rank <= 10", ["7", "8"]),
        ("users_gained >= 500", ["8"]),
        ("users = null", ["9", None]),
        ("rank = null", [None]),
        ('chart = "Ranking"', ["7", "8"]),
        ("chart = null", ["9", None]),
        ('music_id = "8"', ["8"]),
        ('charted_at >= "2026-11-20"', ["8"]),
        ('charted_at < "2026-11-20"', ["7"]),
        ('charted_at contains "2026-11-13"', ["7"]),
        ("rank != null and charted_at = null", ["9"]),
        ("not rank <= 2", ["9", None]),
    ],
)
def test_what_a_chart_says_can_be_asked_for(
    tmp_path: Path, hear: Hear, update: Update, expression: str, expected: list[str | None]
) -> None:
    library = hear({"hot/a.mp3": 1, "hot/b.mp3": 2, "hot/c.mp3": 3, "hot/none.mp3": 4})
    unknown = item("9", 3, "", source="", users=None, users_gained=None)
    newer = item("8", 2, WEEK_47, users_gained=500)
    note(tmp_path / "hot", {"a.mp3": item("7"), "b.mp3": newer, "c.mp3": unknown})
    update(library, "hot")
    assert [track.music_id for track in library.tracks(parse_where(expression))] == expected


# as part of an analysis


@pytest.fixture(scope="module")
def tunes(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    folder = tmp_path_factory.mktemp("tunes")
    for seed in range(3):
        write_audio(folder / f"{seed}.wav", play(seed, seconds=1.0), tags={})
    return folder


@pytest.fixture
def hot(tunes: Path, tmp_path: Path) -> Path:
    """A folder with a chart of three files."""
    shutil.copytree(tunes, tmp_path / "hot")
    note(tmp_path / "hot", {f"{i}.wav": item(str(i), i + 1) for i in range(3)})
    return tmp_path / "hot"


def run(library: Library, *paths: Path) -> AnalysisReport:
    return analyze(library, paths, AnalysisSettings(features="statistical", jobs=1))


def test_an_analysis_joins_charts_and_counts_them(hot: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    report = run(library, hot)
    assert (report.analyzed, report.charted, report.warnings) == (3, 3, [])
    assert (run(library, hot).unchanged, run(library, hot).charted) == (3, 0)
    note(hot, {"0.wav": item("0", 9, WEEK_47), "1.wav": item("1", 2)})
    report = run(library, hot)
    assert (report.unchanged, report.charted) == (3, 1)
    assert entries(library) == {"0": (9, WEEK_47), "1": (2, WEEK_46), "2": (3, WEEK_46)}


def test_a_single_file_gets_its_entry_too(hot: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    assert run(library, hot / "1.wav").charted == 1
    assert entries(library) == {"1": (2, WEEK_46)}


def test_an_unreadable_manifest_is_a_warning_and_stops_nothing(hot: Path, tmp_path: Path) -> None:
    shutil.copytree(hot, tmp_path / "music" / "damaged")
    hot.rename(tmp_path / "music" / "well")
    manifest = tmp_path / "music" / "damaged" / MANIFEST_NAME
    manifest.write_text("{")
    library = Library(tmp_path / "library", create=True)
    report = run(library, tmp_path / "music")
    assert (report.found, report.analyzed, report.duplicates, report.failed) == (6, 3, 3, 0)
    assert report.charted == 3
    (warning,) = report.warnings
    assert (os.fsdecode(warning.file.path), warning.stage) == (str(manifest), "chart")
    assert warning.reason.startswith("is damaged; move it away")
    assert library.failures() == []


def test_a_file_that_left_its_folder_keeps_its_entry(hot: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    run(library, hot)
    (tmp_path / "kept").mkdir()
    (hot / "0.wav").rename(tmp_path / "kept" / "renamed.wav")
    assert run(library, tmp_path / "kept", hot).charted == 0
    assert [(Path(track.path).name, track.rank) for track in library.tracks()] == [
        *(("1.wav", 2), ("2.wav", 3), ("renamed.wav", 1))
    ]


def test_entries_go_with_their_tracks(hot: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    run(library, hot)
    (hot / "0.wav").unlink()
    assert run(library, hot).missing == 1
    assert set(entries(library)) == {"0", "1", "2"}  # it may come back
    assert [track.rank for track in library.tracks()] == [2, 3]
    prune(library, plan_prune(library))
    assert set(entries(library)) == {"1", "2"}


def test_interrupted_it_is_made_up_for_by_the_next_run(
    hot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path / "library", create=True)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("tunescape.library.ingest.update_chart_entries", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run(library, hot)
    assert (len(library.tracks()), entries(library)) == (3, {})
    assert run(library, hot).charted == 3


# care


@pytest.fixture
def charted(tmp_path: Path, hear: Hear, update: Update) -> Library:
    library = hear({f"hot/{i}.mp3": i for i in range(5)})
    note(tmp_path / "hot", {f"{i}.mp3": item(str(i), i + 1) for i in range(5)})
    assert update(library, "hot") == 5
    return library


def test_an_entry_without_a_track_is_found_and_mended(charted: Library) -> None:
    assert check_library(charted) == []
    with charted.connect() as connection:
        raw: Any = connection.connection
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute(
            "INSERT INTO chart_entries SELECT 'nobody', source, music_id, rank, users, users_gained, "
            "title, author, fetched_at FROM chart_entries LIMIT 1"
        )
        raw.commit()
    (problem,) = check_library(charted)
    assert (problem.kind, problem.count, problem.detail) == ("chart entries without a track", 1, "nobody")
    assert all(problem.repaired for problem in check_library(charted, repair=True))
    assert check_library(charted) == []
    assert len(entries(charted)) == 5


def test_a_backup_holds_charts(charted: Library, tmp_path: Path) -> None:
    expected = entries(charted)
    backup_library(charted, tmp_path / "b.db")
    with charted.transaction() as connection:
        connection.execute(sa.delete(chart_entries))
    restore_library(charted.path, tmp_path / "b.db")
    assert entries(Library(charted.path)) == expected


def test_what_is_saved_of_a_damaged_database_holds_charts(charted: Library) -> None:
    expected = entries(charted)
    with charted.connect() as connection:
        raw: Any = connection.connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'failures'").fetchone()
    damaged = bytearray(charted.database_path.read_bytes())
    damaged[4096 * (root - 1) : 4096 * root] = b"\xff" * 4096
    charted.database_path.write_bytes(damaged)
    assert check_library(charted)
    assert all(problem.repaired for problem in check_library(charted, repair=True))
    assert entries(Library(charted.path)) == expected
    with Library(charted.path).connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(files)) == 5

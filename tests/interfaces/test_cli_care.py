"""The commands that take care of a library: check, prune, backup, restore, failures --retry."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from shelf import Outcome, Shelf

Run = Callable[..., Outcome]


def test_check_finds_and_mends(tunescape: Run, copied: Shelf) -> None:
    library = ("--library", copied.library_path)
    assert tunescape("check", "--json", *library).document == {"ok": True, "problems": []}
    connection = sqlite3.connect(copied.library_path / "library.db")
    connection.execute("UPDATE features SET data = x'00' WHERE name = 'rhythm'")
    connection.commit()
    connection.close()
    found = tunescape("check", "--json", *library)
    assert found.code == 1
    assert found.document["ok"] is False
    assert found.document["problems"][0]["repaired"] is False
    assert "tunescape check --repair" in tunescape("check", *library).err
    mended = tunescape("check", "--repair", "--json", *library)
    assert (mended.code, mended.document["ok"]) == (0, True)
    assert "sound" in tunescape("check", *library).err


def test_what_was_lost_of_a_damaged_database_is_said(tunescape: Run, copied: Shelf) -> None:
    file = copied.library_path / "library.db"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'features'").fetchone()
    rows = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("tracks", "files", "features")
    }
    connection.close()
    damaged = bytearray(file.read_bytes())
    damaged[page_size * (root - 1) : page_size * root] = bytes(page_size)
    file.write_bytes(damaged)
    shutil.copytree(copied.library_path, copied.library_path.parent / "twin")
    mended = tunescape("check", "--repair", "--library", copied.library_path)
    assert mended.code == 0
    assert f"tracks ({rows['tracks']})" in mended.err
    assert f"files ({rows['files']})" in mended.err
    assert "lost: " in mended.err
    assert "rows of features" in mended.err
    twin = tunescape("check", "--repair", "--json", "--library", copied.library_path.parent / "twin").document
    saved = {row["table"]: row for row in twin["problems"][0]["saved"]}
    assert saved["tracks"] == {"table": "tracks", "rows": rows["tracks"], "before": rows["tracks"]}
    assert saved["features"]["rows"] == 0
    assert saved["features"]["before"] in (None, rows["features"])


def test_prune_says_first_and_drops_then(tunescape: Run, copied: Shelf, tmp_path: Path) -> None:
    library = ("--library", copied.library_path)
    assert "Nothing to drop" in tunescape("prune", *library).err
    music = tmp_path / "music"
    music.mkdir()
    shutil.copy(next(copied.music.glob("01*.flac")), music / "other.flac")
    (music / "unique.wav").write_bytes(next(copied.music.rglob("*.wav")).read_bytes()[:-1000])
    assert tunescape("analyze", music, "--jobs", 1, "--json", *library).document["analyzed"] == 1
    (music / "unique.wav").unlink()
    analyzed = tunescape("analyze", music, "--json", *library)
    assert analyzed.document["missing"] == 1
    assert "1 file missing" in analyzed.err
    plan = tunescape("prune", "--json", *library).document
    assert plan["files"] == [str(music / "unique.wav")]
    assert len(plan["tracks"]) == 1
    assert plan["dropped"] is False
    assert "add --yes" in tunescape("prune", *library).err
    assert tunescape("prune", "--yes", "--json", *library).document["dropped"] is True
    assert tunescape("prune", "--json", *library).document["files"] == []


def test_a_backup_goes_out_and_comes_back(tunescape: Run, copied: Shelf, tmp_path: Path) -> None:
    file, other = tmp_path / "备份.db", tmp_path / "other"
    written = tunescape("backup", file, "--json", "--library", copied.library_path).document
    assert written == {"file": str(file), "bytes": file.stat().st_size}
    restored = tunescape("restore", file, "--json", "--library", other).document
    before = tunescape("list", "--json", "--library", copied.library_path).document
    assert restored == {"library": str(other), "tracks": len(before), "replaced": None}
    assert tunescape("list", "--json", "--library", other).document == before
    again = tunescape("restore", file, "--json", "--library", other).document
    assert Path(again["replaced"]).is_file()
    (tmp_path / "rubbish.db").write_text("rubbish")
    assert tunescape("restore", tmp_path / "rubbish.db", "--library", other).refused()
    assert tunescape("restore", tmp_path / "nowhere.db", "--library", other).refused()


def test_failures_are_tried_again(tunescape: Run, copied: Shelf, tmp_path: Path) -> None:
    library = ("--library", copied.library_path)
    sick = tmp_path / "sick.flac"
    sick.write_bytes(b"fLaC rubbish" * 50)
    assert tunescape("analyze", sick, "--json", *library).code == 2
    assert len(tunescape("failures", "--json", *library).document) == 2
    shutil.copy(next(copied.music.glob("01*.flac")), sick)
    still = tunescape("failures", "--retry", "--json", *library).document
    assert [Path(row["path"]).name for row in still] == ["rubbish.mp3"]


def test_files_are_left_out_and_picked(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    library = ("--library", tmp_path / "library", "--jobs", 1, "--features", "statistical", "--json")
    some = tunescape("analyze", shelf.music, "--exclude", "*.mp3", "--exclude", "deep/", *library).document
    assert 0 < some["found"] < shelf.report.found
    assert some["failed"] == 0
    picked = tunescape("analyze", shelf.music, "--include", "notes.txt", *library)
    assert (picked.code, picked.document["found"], picked.document["failed"]) == (2, 1, 1)

"""An output file is there whole, or not at all: whoever else writes it, and whatever interrupts."""

import os
from pathlib import Path

import pytest

from tunescape.errors import ExportError
from tunescape.whole_file import is_leftover, partial_path, replacing


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old")
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["list.csv"]


def test_the_old_file_survives_an_interruption(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        _write_half(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["list.csv"]


def _write_half(path: Path) -> None:
    with replacing(path) as file:
        file.write(b"ne")
        raise KeyboardInterrupt


@pytest.mark.parametrize("name", ["nowhere/list.csv", "a file/list.csv", "x" * 300 + ".csv", "a folder"])
def test_what_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()
    (tmp_path / "a folder").mkdir()
    with pytest.raises(ExportError, match="cannot be written") as caught, replacing(tmp_path / name) as file:
        file.write(b"new")
    assert caught.value.path == str(tmp_path / name)
    assert sorted(os.listdir(tmp_path)) == ["a file", "a folder"]


def test_of_two_writers_each_writes_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with replacing(path) as slow:
        slow.write(b"slow, ")
        slow.flush()
        with replacing(path) as fast:
            fast.write(b"fast")
        assert path.read_bytes() == b"fast"
        slow.write(b"and last")
    assert path.read_bytes() == b"slow, and last"
    assert os.listdir(tmp_path) == ["list.csv"]


def test_the_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "another").touch()
    with replacing(tmp_path / "list.csv") as file:
        file.write(b"new")
    assert (tmp_path / "list.csv").stat().st_mode == (tmp_path / "another").stat().st_mode


def test_what_writes_by_a_name_replaces_as_well(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old")
    with partial_path(path) as partial:
        partial.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    with pytest.raises(FileNotFoundError), partial_path(path):
        pass  # nothing was written
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["list.csv"]


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("雨" * 83 + ".csv")
    with replacing(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"


def test_what_a_killed_process_left_goes_with_the_next_that_writes_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / ".list.csv.0123456789abcdef.part"
    left.write_bytes(b"half")
    for name in (".other.csv.0123456789abcdef.part", ".list.csv.part", "list.csv.part"):
        (tmp_path / name).write_bytes(b"of somebody else")
    with replacing(tmp_path / "list.csv"):
        pass
    assert left.exists()  # somebody may be writing to it
    assert not is_leftover(left)
    monkeypatch.setattr("tunescape.whole_file._ABANDONED_S", -1)
    assert is_leftover(left)
    with replacing(tmp_path / "list.csv"):
        pass
    assert sorted(os.listdir(tmp_path)) == [
        *(".list.csv.part", ".other.csv.0123456789abcdef.part"),
        *("list.csv", "list.csv.part"),
    ]

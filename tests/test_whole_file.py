import os
from pathlib import Path

import pytest

from tunescape.errors import ExportError
from tunescape.whole_file import replacing


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

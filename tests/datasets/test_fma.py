import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.datasets.fma import find_fma, load_fma
from tunescape.errors import DatasetError

Put = Callable[..., Path]

HEADER = [
    ["", "album", "artist", "artist", "set", "set", "track", "track"],
    ["", "title", "bio", "name", "split", "subset", "genre_top", "title"],
    ["track_id", "", "", "", "", "", "", ""],
]
ROWS = [
    ["2", "A", "born,\nlived", "王菲", "training", "small", "Hip-Hop", "Food"],
    ["1000", "B", "x" * 200_000, "", "validation", "small", "Rock", "Long"],
    ["98565", "C", "", "S", "test", "small", "Rock", "Short, but sound"],
    ["99134", "D", "", "T", "training", "small", "Rock", "No audio"],
    ["3000", "E", "", "U", "training", "small", "", "No genre"],
    ["4000", "F", "", "V", "training", "medium", "Jazz", "Not small"],
    ["5000", "G", "", "W", "training", "small", "Folk", "Not there"],
]


@pytest.fixture
def fma(put: Put) -> Path:
    root = put(
        *(f"fma_small/{i // 1000:03d}/{i:06d}.mp3" for i in (2, 1000, 3000, 98565, 99134)),
        "fma_metadata/genres.csv",
    )
    write_table(root / "fma_metadata" / "tracks.csv", ROWS)
    return root


def write_table(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(HEADER + rows)


@pytest.mark.parametrize("place", ["", "fma_small", "fma_metadata", "fma_metadata/tracks.csv"])
def test_labels_artists_and_split_come_from_the_table(fma: Path, place: str) -> None:
    found = load_fma(fma / place)
    assert [(Path(item.path).stem, item.label, item.artist, item.split) for item in found.items] == [
        ("000002", "Hip-Hop", "王菲", "train"),
        ("001000", "Rock", None, "validation"),
        ("098565", "Rock", "S", "test"),
    ]
    assert {Path(problem.path).stem: problem.known for problem in found.problems} == {
        "005000": False,
        "099134": True,
    }


def test_a_larger_subset_holds_the_smaller(put: Put, fma: Path) -> None:
    (fma / "fma_small").rename(fma / "fma_medium")
    put("fma_medium/004/004000.mp3")
    assert {item.label for item in load_fma(fma).items} == {"Hip-Hop", "Rock", "Jazz"}


def test_a_folder_beside_fma_is_not_fma(put: Put, fma: Path) -> None:
    assert find_fma(put("mine/rock/a.wav") / "mine") is None


def test_a_broken_table_is_named(fma: Path) -> None:
    table = fma / "fma_metadata" / "tracks.csv"
    table.write_bytes(table.read_bytes() + b"7,\xff\xfe,,,,small,Rock,\n" * 2000)
    with pytest.raises(DatasetError, match=r"tracks\.csv: cannot be read"):
        load_fma(fma)


def test_without_audio_it_is_not_fma(put: Put) -> None:
    root = put("fma_metadata/x.txt")
    write_table(root / "fma_metadata" / "tracks.csv", ROWS)
    with pytest.raises(DatasetError, match=r"put tracks.csv beside the folder fma_small"):
        load_fma(root)

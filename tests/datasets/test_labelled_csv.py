from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.datasets.csv import load_csv
from tunescape.errors import DatasetError

Put = Callable[..., Path]


def test_paths_are_relative_to_the_file_wherever_it_is_read_from(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = put("sets/songs/夜曲.mp3", "sets/b.wav")
    put("sets/list.csv", text="path,label,artist\nsongs/夜曲.mp3,流行/说唱,周杰倫\n../sets/b.wav,R&B/Soul,\n")
    monkeypatch.chdir(root)
    found = load_csv("sets/list.csv")
    assert [(item.path, item.label, item.artist) for item in found.items] == [
        (str(root / "sets" / "b.wav"), "R&B/Soul", None),
        (str(root / "sets" / "songs" / "夜曲.mp3"), "流行/说唱", "周杰倫"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_save_is_read(put: Put, encoding: str) -> None:
    root = put("a.wav")
    (root / "list.csv").write_text('Label;Path\n"嘻哈; 说唱";a.wav\n', encoding=encoding)
    assert load_csv(root / "list.csv").labels == ("嘻哈; 说唱",)


def test_files_and_rows_that_do_not_count_are_counted(put: Put) -> None:
    root = put("a.wav", "twice.wav", "same.wav")
    rows = "a.wav,x\ngone.wav,x\n,y\nb.wav,\ntwice.wav,x\ntwice.wav,y\nsame.wav,x\n./same.wav,x\n.,x\n"
    put("list.csv", text=f"path,label\n{rows}")
    found = load_csv(root / "list.csv")
    assert [Path(item.path).name for item in found.items] == ["a.wav", "same.wav"]
    assert {Path(problem.path).name: problem.reason for problem in found.problems} == {
        "gone.wav": "does not exist",
        "list.csv": "has no path in row 3",
        "b.wav": "has no label in row 4",
        "twice.wav": "is listed with more than one label",
        root.name: "is not a file",
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "list.csv: is empty"),
        (b"path,label\n", "has a header, but no rows"),
        (b"a.wav,rock\nb.wav,jazz\n", "has no column path and no column label; its first row names"),
        (b"path,genre\na.wav,rock\n", "has no column label"),
        (b"path,label\n\xff\xff\xff,rock\n", "is not UTF-8; save it as CSV UTF-8"),
        (
            b"path,label\ngone.wav,rock\n",
            "holds no labelled music .the first of 1: .*gone.wav does not exist",
        ),
    ],
)
def test_an_unreadable_list_says_why_and_what_to_do(put: Put, content: bytes, words: str) -> None:
    path = put() / "list.csv"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=words):
        load_csv(path)

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.datasets.folder_per_label import load_folder_per_label
from tunescape.errors import DatasetError

Put = Callable[..., Path]


def test_each_folder_is_a_label_to_any_depth(put: Put) -> None:
    root = put("古典/巴赫/a.flac", "古典/b.MP3", "rock/c.wav", "rock/cover.jpg", "rock/.hidden.wav")
    found = load_folder_per_label(root)
    assert found.kind == "folders"
    assert found.labels == ("rock", "古典")
    assert [(Path(item.path).name, item.label) for item in found.items] == [
        ("c.wav", "rock"),
        ("b.MP3", "古典"),
        ("a.flac", "古典"),
    ]
    assert all(os.path.isabs(item.path) and item.artist is None for item in found.items)


def test_a_label_is_the_same_however_it_was_typed(put: Put) -> None:
    name = unicodedata.normalize("NFD", "Café")
    assert load_folder_per_label(put(f"{name}/a.wav")).labels == ("Café",)


def test_music_beside_the_folders_is_a_problem_not_a_loss(put: Put) -> None:
    found = load_folder_per_label(put("rock/a.wav", "loose.mp3", "README.txt"))
    assert [Path(problem.path).name for problem in found.problems] == ["loose.mp3"]
    assert not found.problems[0].known


@pytest.mark.parametrize("names", [(), ("a.wav",), ("texts/a.txt",)])
def test_without_music_in_folders_it_says_what_to_give(put: Put, names: tuple[str, ...]) -> None:
    with pytest.raises(DatasetError, match=r"holds no labelled music.*a folder with a folder per label"):
        load_folder_per_label(put(*names))

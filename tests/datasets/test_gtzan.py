from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.datasets.gtzan import find_gtzan, load_gtzan
from tunescape.errors import DatasetError

Put = Callable[..., Path]


@pytest.mark.parametrize(
    "layout", ["genres/{0}/{0}.{1}.au", "genres_original/{0}/{0}.{1}.wav", "{0}/{0}.{1}.flac"]
)
def test_every_layout_that_goes_around_is_known(put: Put, layout: str) -> None:
    root = put(
        *(layout.format(genre, number) for genre in ("blues", "jazz") for number in ("00000", "00054"))
    )
    found = load_gtzan(root)
    assert find_gtzan(root)
    assert found.kind == "gtzan"
    assert [(Path(item.path).stem, item.label) for item in found.items] == [
        ("blues.00000", "blues"),
        ("blues.00054", "blues"),
        ("jazz.00000", "jazz"),
    ]
    (broken,) = found.problems
    assert Path(broken.path).stem == "jazz.00054"
    assert broken.known
    assert "broken" in broken.reason


def test_the_lists_of_the_split_choose_and_divide(put: Put) -> None:
    root = put(*(f"pop/pop.0000{i}.flac" for i in range(4)))
    put("train_filtered.txt", text="pop/pop.00000.wav\n")
    put("valid_filtered.txt", text="pop/pop.00002.au\n\n")
    put("test_filtered.txt", text="pop.00003\n")
    found = load_gtzan(root)
    assert [item.split for item in found.items] == ["train", "validation", "test"]
    assert [(Path(problem.path).stem, problem.known) for problem in found.problems] == [("pop.00001", True)]


def test_without_lists_there_is_no_split(put: Put) -> None:
    assert load_gtzan(put("pop/pop.00000.wav")).items[0].split is None


def test_a_stray_file_is_reported(put: Put) -> None:
    found = load_gtzan(put("pop/pop.00000.wav", "pop/my song.wav"))
    assert [Path(problem.path).name for problem in found.problems] == ["my song.wav"]


@pytest.mark.parametrize("name", ["polka/polka.00000.wav", "jazz/take five.wav", "jazz.00000.wav"])
def test_what_is_not_gtzan_is_not_taken_for_it(put: Put, name: str) -> None:
    root = put(name)
    assert find_gtzan(root) is None
    with pytest.raises(DatasetError, match="not laid out as GTZAN"):
        load_gtzan(root)


def test_a_list_that_is_no_text_is_named(put: Put) -> None:
    root = put("pop/pop.00000.wav")
    (root / "train_filtered.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DatasetError, match=r"train_filtered\.txt: is no list of clips"):
        load_gtzan(root)

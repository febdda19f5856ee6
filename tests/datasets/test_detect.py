from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.datasets.detect import load_labelled
from tunescape.errors import DatasetError

Put = Callable[..., Path]


def test_each_kind_is_told_by_how_it_lies(put: Put) -> None:
    root = put("folders/rock/a.wav", "g/pop/pop.00000.wav", "list/a.wav", "list/tracks.csv/b/x.wav")
    (root / "list" / "list.csv").write_text("path,label\na.wav,rock\n")
    assert load_labelled(root / "folders").kind == "folders"
    assert load_labelled(root / "g").kind == "gtzan"
    assert load_labelled(root / "list" / "list.csv").kind == "csv"
    assert load_labelled(root / "list").kind == "folders"


def test_the_ten_genres_and_one_more_are_folders(put: Put) -> None:
    assert load_labelled(put("pop/pop.00000.wav", "polka/a.wav")).kind == "folders"


def test_a_table_of_tracks_that_is_not_fmas_is_no_fma(put: Put) -> None:
    root = put("rock/a.wav")
    (root / "tracks.csv").write_text("path,label\nrock/a.wav,Rock\n")
    assert load_labelled(root).kind == "folders"
    assert load_labelled(root / "tracks.csv").labels == ("Rock",)


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="nowhere: does not exist"):
        load_labelled(tmp_path / "nowhere")


def test_the_clips_beside_the_checkout(shared_data: Path) -> None:
    found = load_labelled(shared_data / "gtzan")
    assert (found.kind, len(found.items), len(found.labels), found.problems) == ("gtzan", 60, 10, ())

"""``train genre``, ``classify`` and ``label``: from labelled folders to genres of tracks."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from shelf import Outcome, Shelf

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.store import Library

Run = Callable[..., Outcome]


def noise(seed: int) -> Signal:
    random = np.random.default_rng(seed)
    return Signal((0.2 * random.standard_normal((1, 22_050))).astype(np.float32), 11_025)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    """Two genres of five clips that nobody would confuse. Not to be changed."""
    root = tmp_path_factory.mktemp("labelled")
    for i in range(5):
        for genre, signal in (("噪音", noise(i)), ("tunes", play(i, seconds=2.0, sample_rate=11_025))):
            path = root / genre / f"{i}.wav"
            path.parent.mkdir(exist_ok=True)
            write_audio(path, signal)
    return root


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def train(tunescape: Run, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a small space, with a cache of its own; the model lies in ``tmp_path / "model"``."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))

    def run(*arguments: object) -> Outcome:
        options = ("--space", "statistical", "--jobs", 1, "-o", tmp_path / "model")
        return tunescape("train", "genre", *arguments, *options)

    return run


@pytest.mark.parametrize("kind", ["probe", "hmm"])
def test_from_labelled_folders_to_the_genre_of_a_file(
    train: Run, tunescape: Run, labelled: Path, tmp_path: Path, kind: str
) -> None:
    trained = train(labelled, "--model", kind, "--json")
    assert trained.code == 0, trained.err
    document = trained.document
    assert document["classes"] == ["tunes", "噪音"]
    assert document["accuracy"] == 1.0
    assert document["confusion"] == [[5, 0], [0, 5]]
    assert document["folds"] == 5
    assert "100.0% right" in trained.err

    write_audio(tmp_path / "new.wav", noise(99))
    answer = tunescape("classify", tmp_path / "new.wav", "--model", tmp_path / "model", "--json")
    (row,) = answer.document
    assert (row["genre"], row["source"], list(row["scores"])) == ("噪音", "model", ["噪音", "tunes"])
    assert row["path"] == str(tmp_path / "new.wav")


def test_the_same_labels_and_seed_give_the_same_model(train: Run, labelled: Path, tmp_path: Path) -> None:
    train(labelled)
    first = (tmp_path / "model").read_bytes()
    train(labelled)
    assert (tmp_path / "model").read_bytes() == first


def test_without_a_model_the_tags_answer_for_the_whole_library(tunescape: Run, shelf: Shelf) -> None:
    answer = tunescape("classify", "--json")
    assert [row["path"] for row in answer.document] == [track.path for track in shelf.library.tracks()]
    assert {row["source"] for row in answer.document} == {"tags"}
    for row in answer.document:
        assert list(row["scores"].values()) == sorted(row["scores"].values(), reverse=True)
    shown = tunescape("classify")
    assert (shown.code, shown.out) == (0, "")
    assert "share" in shown.err


def test_a_label_counts_everywhere_and_outlives_reanalysis(
    tunescape: Run, copied: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(copied.library_path))
    assert tunescape("label", "夜曲", " 華語  流行 ", "--json").document["genre"] == "華語 流行"
    tunescape("analyze", copied.music, "--jobs", 1, "--segments", 2, "--features", "loudness,musicnn")
    (listed,) = tunescape("list", "--where", 'genre = "華語 流行"', "--json").document
    assert listed["title"] == "夜曲"
    assert tunescape("show", "夜曲", "--json").document["track"]["genre"] == "華語 流行"
    (row,) = tunescape("classify", "夜曲", "--json").document
    assert (row["genre"], row["source"]) == ("華語 流行", "label")

    assert tunescape("label", "夜曲", "--remove", "--json").document["genre"] == "流行"
    assert "had no label" in tunescape("label", "夜曲", "--remove").err


def test_corrections_enter_the_next_training(
    train: Run, tunescape: Run, copied: Shelf, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(copied.library_path))
    for title in ("夜曲", "Blue Moon"):
        tunescape("label", title, "songs")
    trained = train(labelled, "--json").document
    assert trained["classes"] == ["songs", "tunes", "噪音"]
    assert (trained["tracks"], trained["corrections"]) == (12, 2)

    tunescape("label", "Été", "andere")
    alone = train("--json").document
    assert (alone["classes"], alone["tracks"]) == (["andere", "songs"], 3)


def test_a_correction_wins_over_the_folder(
    train: Run, tunescape: Run, labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(tmp_path / "library"))
    tunescape("analyze", labelled / "tunes" / "0.wav", "--features", "statistical", "--jobs", 1)
    tunescape("label", labelled / "tunes" / "0.wav", "噪音")
    confusion = np.array(train(labelled, "--json").document["confusion"])
    assert confusion.sum(axis=1).tolist() == [4, 6]


class TestRefused:
    def test_one_genre(self, train: Run, labelled: Path, tmp_path: Path) -> None:
        shutil.copytree(labelled / "tunes", tmp_path / "one" / "tunes")
        assert train(tmp_path / "one").refused("one genre", "tunes")
        assert not (tmp_path / "model").exists()

    def test_one_track_a_genre(self, train: Run, labelled: Path, tmp_path: Path) -> None:
        listing = tmp_path / "list.csv"
        rows = [f"{labelled}/tunes/{i}.wav,genre {i}" for i in range(3)]
        listing.write_text("\n".join(["path,label", *rows]))
        assert train(listing).refused("one track only")

    def test_no_labels(self, train: Run) -> None:
        assert train().refused("nothing is labelled", "tunescape label")

    def test_a_damaged_model(self, tunescape: Run, tmp_path: Path) -> None:
        (tmp_path / "model").write_bytes(b"PK\x03\x04 and nothing more")
        assert tunescape("classify", "--model", tmp_path / "model").refused("damaged", "train it again")

    def test_a_missing_model(self, tunescape: Run, tmp_path: Path) -> None:
        assert tunescape("classify", "--model", tmp_path / "none").refused("train genre")

    def test_a_library_that_lacks_what_the_model_hears(
        self, train: Run, tunescape: Run, labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        train(labelled)
        monkeypatch.setenv("TUNESCAPE_LIBRARY", str(tmp_path / "library"))
        tunescape("analyze", labelled / "tunes", "--features", "loudness", "--jobs", 1)
        missing = tunescape("classify", "--model", tmp_path / "model")
        assert missing.refused("statistical", "tunescape analyze FOLDER --features statistical")

    def test_a_label_for_a_file_outside_the_library(self, tunescape: Run, labelled: Path) -> None:
        outside = tunescape("label", labelled / "tunes" / "0.wav", "jazz")
        assert outside.refused("is not in the library", "analyze")

    @pytest.mark.parametrize("genre", ["", "   ", "x" * 101, "a\x00b"])
    def test_a_label_that_is_no_name(self, tunescape: Run, copied: Shelf, genre: str) -> None:
        assert tunescape("label", "夜曲", genre, "--library", copied.library_path).refused(
            "no name for a genre"
        )
        assert Library(copied.library_path).tracks()[0].genre == "流行"

    def test_neither_a_genre_nor_remove(self, tunescape: Run) -> None:
        assert tunescape("label", "夜曲").refused("give a genre, or --remove")
        assert tunescape("label", "夜曲", "jazz", "--remove").refused("give a genre, or --remove")

"""``evaluate``: from labelled files to the table."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shelf import Outcome

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.discovery.space import SPACES, Space
from tunescape.errors import WeightsError
from tunescape.features.registry import FEATURE_SETS

Run = Callable[..., Outcome]

CONTRACT = ["space", "dimensions", "one_nn", "precision_at_5", "precision_at_10", "map", "map_ci"]
CONTRACT += ["probe_accuracy", "pair_error", "cpu_s_per_track"]
LABELS = ("流行", "rock & roll")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    """Two labels of five tunes. Not to be changed."""
    root = tmp_path_factory.mktemp("labelled")
    for i in range(10):
        path = root / LABELS[i % 2] / f"{i}.wav"
        path.parent.mkdir(exist_ok=True)
        write_audio(path, play(i, seconds=2.0, sample_rate=11_025, channels=1 + i % 2))
    return root


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that all tests of this module hear into, so that each tune is heard once."""
    return tmp_path_factory.mktemp("home") / "library"


@pytest.fixture
def evaluate(tunescape: Run, home: Path) -> Run:
    """The command, in that library and on one space if nothing else is said."""

    def run(*arguments: object) -> Outcome:
        space = () if "--space" in arguments else ("--space", "statistical")
        return tunescape("evaluate", *arguments, *space, "--library", home, "--jobs", 1)

    return run


@pytest.fixture
def listed(labelled: Path, tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a CSV of the first n tunes with labels of its own, and further rows."""

    def write(label_of: Callable[[int], str], *further: str, n: int = 10) -> Path:
        tunes = sorted(labelled.glob("*/*.wav"), key=lambda path: path.name)[:n]
        rows = [f"{path},{label_of(i)}" for i, path in enumerate(tunes)]
        target = tmp_path / "list.csv"
        target.write_text("\n".join(["path,label", *rows, *further]), encoding="utf-8")
        return target

    return write


def without_cost(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "cpu_s_per_track": None} for row in rows]


def test_the_document_has_every_measure(evaluate: Run, labelled: Path, home: Path) -> None:
    outcome = evaluate(labelled, "--json")
    assert outcome.code == 0
    (row,) = outcome.document
    assert list(row)[:2] == CONTRACT[:2]
    assert set(CONTRACT) <= set(row)
    assert (row["space"], row["dimensions"], row["queries"], row["pair_excerpts"]) == (
        "statistical",
        42,
        10,
        20,
    )
    low, high = row["map_ci"]
    assert 0 <= low <= row["map"] <= high <= 1
    assert all(0 <= row[name] <= 1 for name in CONTRACT if name not in ("space", "dimensions", "map_ci"))
    assert row["cpu_s_per_track"] > 0
    assert row["not_measured"] is None
    assert (home / "library.db").is_file()


def test_the_number_of_workers_changes_no_digit(
    tunescape: Run, labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--space", "statistical,descriptors*0.5+statistical", "--seed", 5, "--json")
    found = []
    for jobs in (1, 2):
        monkeypatch.setattr(
            "platformdirs.user_cache_path", lambda name, jobs=jobs: tmp_path / str(jobs) / name
        )
        outcome = tunescape("evaluate", labelled, *options, "--jobs", jobs)
        assert outcome.code == 0
        found.append(without_cost(outcome.document))
        assert len(list((tmp_path / str(jobs) / "tunescape" / "evaluate").glob("*/library.db"))) == 1
    assert found[0] == found[1]
    assert [row["dimensions"] for row in found[0]] == [42, 392]


def test_the_seed_decides_about_folds_and_intervals(evaluate: Run, labelled: Path) -> None:
    rows = [evaluate(labelled, "--seed", seed, "--json").document for seed in (1, 1, 2)]
    assert without_cost(rows[0]) == without_cost(rows[1])
    assert rows[0][0]["pair_error_ci"] is not None
    one, other = rows[0][0], rows[2][0]
    assert one["map"] == other["map"]
    assert (one["map_ci"], one["probe_accuracy_by_seed"]) != (
        other["map_ci"],
        other["probe_accuracy_by_seed"],
    )


def test_the_table_goes_to_the_eye_and_markdown_to_stdout(evaluate: Run, labelled: Path) -> None:
    outcome = evaluate(labelled)
    assert (outcome.code, outcome.out) == (0, "")
    assert all(word in outcome.err for word in ("1-NN", "pair errors", "by chance", "at best", "0.444"))
    assert "10 tracks, 2 labels" in outcome.err
    assert "the artist of no track is known" in outcome.err
    outcome = evaluate(labelled, "--format", "md")
    assert outcome.out.splitlines()[2].startswith("| `statistical` | 42 | 0.")
    assert "1-NN" not in outcome.err
    assert evaluate(labelled, "--format", "json").document[0]["space"] == "statistical"


def test_a_space_that_cannot_be_computed_has_a_row_that_says_why(
    evaluate: Run, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def describe(_: object) -> None:
        raise WeightsError("broken.onnx is missing", hint="`tunescape weights fetch broken`")

    block = SPACES["statistical"].blocks[0]
    broken = replace(FEATURE_SETS["statistical"], name="broken", describe=describe)  # type: ignore[arg-type]
    monkeypatch.setitem(FEATURE_SETS, "broken", broken)
    monkeypatch.setitem(SPACES, "broken", Space("broken", (replace(block, feature_set="broken"),)))
    outcome = evaluate(labelled, "--space", "broken,statistical", "--json")
    assert outcome.code == 0
    row, measured = outcome.document
    assert {name for name, value in row.items() if value is not None} == {
        "space",
        "dimensions",
        "not_measured",
    }
    assert measured["map"] is not None
    assert "broken: not measured: broken.onnx is missing; `tunescape weights fetch broken`" in outcome.err
    assert evaluate(labelled, "--space", "broken").refused(
        "no space can be measured", "broken.onnx is missing"
    )


def test_a_space_without_its_model_says_what_makes_one(evaluate: Run, labelled: Path) -> None:
    outcome = evaluate(labelled, "--space", "mfcc-ae,statistical", "--json")
    row, measured = outcome.document
    assert row["not_measured"].endswith("`tunescape train autoencoder` makes one")
    assert row["dimensions"] is None
    assert measured["map"] is not None
    assert "mfcc-ae: not measured: no auto-encoder was trained on this library" in outcome.err


def test_what_files_say_is_measured_without_hearing_it(evaluate: Run, labelled: Path) -> None:
    (row,) = evaluate(labelled, "--space", "metadata", "--json").document
    assert row["map"] is not None
    assert row["pair_error"] is None
    assert row["cpu_s_per_track"] < 1


def test_files_that_cannot_be_heard_are_counted_never_fatal(
    evaluate: Run, listed: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "bad.mp3").write_bytes(bytes(range(256)) * 50)
    outcome = evaluate(listed(lambda i: "大/小"[i % 2 :], "bad.mp3,x", "gone.wav,x"), "--json")
    assert outcome.code == 1
    assert f"failed: {tmp_path / 'gone.wav'}: does not exist" in outcome.err
    assert f"failed: {tmp_path / 'bad.mp3'}: " in outcome.err
    assert "10 tracks, 2 labels" in outcome.err
    assert outcome.document[0]["queries"] == 10


def test_one_label_leaves_the_pair_task(evaluate: Run, listed: Callable[..., Path]) -> None:
    outcome = evaluate(listed(lambda _: "嘻哈"), "--json")
    assert outcome.code == 0
    (row,) = outcome.document
    assert (row["one_nn"], row["map"], row["map_ci"], row["probe_accuracy"]) == (None, None, None, None)
    assert row["pair_error"] is not None
    assert "retrieval is not measured: all tracks have the same label" in outcome.err


def test_one_track_a_label_leaves_the_pair_task(evaluate: Run, listed: Callable[..., Path]) -> None:
    outcome = evaluate(listed(str, n=3), "--json")
    assert outcome.code == 0
    (row,) = outcome.document
    assert (row["map"], row["pair_excerpts"]) == (None, 6)
    assert "no track has another track of its label to find" in outcome.err


def test_one_track_alone_measures_nothing(evaluate: Run, listed: Callable[..., Path]) -> None:
    assert evaluate(listed(str, n=1)).refused("too few tracks to measure anything", "of several labels")


def test_what_is_no_labelled_music_is_refused(evaluate: Run, labelled: Path, tmp_path: Path) -> None:
    assert evaluate(tmp_path / "nowhere").refused("nowhere: does not exist")
    assert evaluate(tmp_path).refused("holds no labelled music", "a folder per label")
    assert evaluate(labelled, "--space", "telepathy").refused("no space 'telepathy'", "tunescape spaces")
    assert evaluate(labelled, "--space", " , ").refused("no space is named")
    assert evaluate(labelled, "--artist-filter").refused("needs artists", "path,label,artist")
    (tmp_path / "x").mkdir()
    for name in ("1.mp3", "2.mp3"):
        (tmp_path / "x" / name).write_bytes(bytes(range(256)) * 50)
    assert evaluate(tmp_path).refused("none of its files could be analysed", "1.mp3")

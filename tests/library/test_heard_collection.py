"""From labelled files to measured spaces, on music that is really heard."""

import shutil
from pathlib import Path

import pytest

from tunescape.datasets.detect import load_labelled
from tunescape.discovery.space import parse_space
from tunescape.errors import EvaluationError
from tunescape.evaluation.halves import hear_halves
from tunescape.evaluation.protocol import evaluate_spaces
from tunescape.library.heard_collection import cached_library, hear_collection
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, songs: Path) -> Library:
    """A library that has heard the songs and their halves."""
    library = Library(tmp_path_factory.mktemp("library"), create=True)
    evaluate_spaces(library, load_labelled(songs), [parse_space("statistical")], jobs=1)
    return library


@pytest.fixture
def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be heard any more."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a file was heard again")

    monkeypatch.setattr("tunescape.library.ingest.run_local", refuse)
    monkeypatch.setattr("tunescape.library.apart.run_local", refuse)


@pytest.mark.usefixtures("no_workers")
def test_tracks_have_labels_and_artists_and_what_does_not_count_says_why(
    library: Library, songs: Path
) -> None:
    settings = AnalysisSettings(features="statistical")
    found = hear_collection(library, load_labelled(songs), settings)
    assert sorted(zip(found.labels, found.artists, strict=True)) == [
        ("folk", "A0"),
        ("folk", "A1"),
        ("folk", "A2"),
        ("流行", "A0"),
        ("流行", "A1"),
        ("流行", "A2"),
    ]
    assert list(found.track_ids) == sorted(found.track_ids)
    reasons = [
        (str(Path(p.path).relative_to(songs)), p.reason.split(" (")[0], p.known) for p in found.problems
    ]
    copy_of = f"is a copy of {songs / 'folk' / '0.flac'} and counts once"
    assert reasons[0] == ("folk/copy.flac", copy_of, True)
    assert reasons[1][::2] == ("folk/disputed.flac", False)
    assert "several labels (folk, 流行)" in found.problems[1].reason
    assert reasons[2][::2] == ("folk/rubbish.mp3", False)
    assert [reason[0] for reason in reasons[3:]] == ["流行/disputed.flac"]


@pytest.mark.usefixtures("no_workers")
def test_a_second_evaluation_hears_nothing_and_finds_the_same(library: Library, songs: Path) -> None:
    spaces = [parse_space("statistical"), parse_space("statistical*0.5+statistical")]
    found = [evaluate_spaces(library, load_labelled(songs), spaces, seed=3) for _ in range(2)]
    assert [row.retrieval for row in found[0].rows] == [row.retrieval for row in found[1].rows]
    first, second = found[0].rows
    assert (first.dimensions, second.dimensions) == (42, 84)
    assert first.retrieval
    assert second.retrieval
    # a space added to itself ranks as it does alone
    assert second.retrieval.map == pytest.approx(first.retrieval.map)
    assert first.probe is None
    assert first.pairs
    assert (first.pairs.n_excerpts, first.retrieval.n_queries) == (12, 6)
    assert any("the probe is not measured: fewer than two labels have 5" in note for note in found[0].notes)


@pytest.mark.usefixtures("no_workers")
def test_the_artist_filter_leaves_artists_out(library: Library, songs: Path) -> None:
    space = [parse_space("statistical")]
    plain, filtered = (
        evaluate_spaces(library, load_labelled(songs), space, artist_filter=choice)
        for choice in (False, True)
    )
    # of five others, one is by the artist and has the other label
    assert plain.bounds[0].retrieval
    assert filtered.bounds[0].retrieval
    assert plain.bounds[0].retrieval.one_nn == pytest.approx(2 / 5)
    assert filtered.bounds[0].retrieval.one_nn == pytest.approx(2 / 4)


def test_the_halves_of_what_cannot_be_heard_are_failures(
    library: Library, songs: Path, tmp_path: Path
) -> None:
    from tunescape.audio.segments import Segmentation
    from tunescape.library.describe import AnalysisPlan

    plan = AnalysisPlan(Segmentation(), ("statistical",))
    settings = AnalysisSettings(jobs=1).resolved({})
    halves = hear_halves(library, {"0" * 32: str(songs / "folk" / "rubbish.mp3")}, plan, settings)
    assert [Path(failure.file.path.decode()).name for failure in halves.failures] == ["rubbish.mp3"]
    first, second = halves.vectors(parse_space("statistical"), ["0" * 32])
    assert first.shape == second.shape == (0, 42)


def test_a_collection_of_which_no_file_can_be_heard_says_so(songs: Path, tmp_path: Path) -> None:
    for label in ("a", "b"):
        (tmp_path / label).mkdir()
        shutil.copy(songs / "folk" / "rubbish.mp3", tmp_path / label / "1.mp3")
    library = Library(tmp_path / "library", create=True)
    with pytest.raises(EvaluationError, match=r"none of its files could be analysed \(the first: .*1\.mp3"):
        hear_collection(library, load_labelled(tmp_path), AnalysisSettings(features="statistical", jobs=1))


def test_each_collection_has_its_own_library_in_the_cache(
    songs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / name)
    (tmp_path / "other" / "x").mkdir(parents=True)
    shutil.copy(songs / "folk" / "0.flac", tmp_path / "other" / "x")
    paths = [cached_library(load_labelled(root)).path for root in (songs, tmp_path / "other", songs)]
    assert paths[0] == paths[2] != paths[1]
    assert all(path.is_relative_to(tmp_path / "tunescape" / "evaluate") for path in paths)

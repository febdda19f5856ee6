"""What each kind of job does, in this process: the documents are those of the command line."""

import pytest

from tunescape.audio.encode import write_audio
from tunescape.discovery.genres.genre_model import load_model
from tunescape.errors import DecodeError, TunescapeError
from tunescape.interfaces.web.jobs.runner import JobRunner
from tunescape.interfaces.web.jobs.worker import work_on
from tunescape.interfaces.web.services.genre_guesses import genre_guesses, heard_guess
from tunescape.interfaces.web.services.models import list_models, model_path
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.cluster_store import read_clustering
from tunescape.library.jobs import Job, read_job
from tunescape.library.labels import set_label
from tunescape.library.space_store import stored_spaces
from tunescape.library.store import Library


@pytest.fixture
def library(tmp_path, grouped):
    return grouped(tmp_path / "library", 16, 16, 16)


def order(library: Library, kind: str, **parameters: object) -> Job:
    """Order a job and do it."""
    runner = JobRunner(library, WebSettings(library=library.path))
    job = runner.submit(kind, parameters)
    work_on(library, job.job_id)
    done = read_job(library, job.job_id)
    assert done.state == "done", done.error
    return done


def test_cluster(library):
    done = order(library, "cluster", space="statistical", k="2-6")
    assert (done.result["k"], len(done.result["clusters"])) == (3, 3)
    assert len(read_clustering(library).clusters) == 3
    assert "tracks" not in done.result["clusters"][0]


def test_select_features(library):
    done = order(library, "select_features", population=8, generations=3, name="mine")
    assert done.result["space"] == "mine"
    assert len(done.result["history"]) >= 3
    assert done.progress["done"] == done.progress["total"]
    assert [space.name for space in stored_spaces(library)] == ["mine"]


def test_train_genre_on_what_was_labelled_by_hand(library):
    for track in library.tracks():
        set_label(library, track.track_id, track.genre)
    done = order(library, "train_genre", name="my genres", space="statistical", folds=3)
    assert done.result["classes"] == ["Hip-Hop", "jazz", "metal"]
    assert done.result["accuracy"] > 0.9
    assert list_models(library) == ["my genres"]
    assert load_model(model_path(library, "my genres")).n_tracks == 48


def test_a_preset_stands_for_what_it_says(library):
    done = order(library, "cluster", preset="douyin")
    about = read_clustering(library).about
    assert (about["space"], about["components"]) == ("douyin18", 2)
    assert [score["k"] for score in done.result["scores"]] == list(range(5, 14))
    again = order(library, "cluster", preset="douyin", k="3", space="douyin18")
    assert again.result["k"] == 3


def test_a_model_sorts_the_library(library):
    for track in library.tracks():
        set_label(library, track.track_id, track.genre)
    order(library, "train_genre", name="my genres", space="statistical", folds=3)
    done = order(library, "classify", model="my genres")
    assert (done.result["tracks"], done.result["failed"]) == (48, 0)
    assert done.result["counts"] == {"Hip-Hop": 16, "jazz": 16, "metal": 16}


@pytest.mark.slow
def test_a_markov_model_listens_to_the_files(tmp_path, play):
    music = tmp_path / "music"
    for seed in range(8):
        genre = ("low", "high")[seed % 2]
        path = music / genre / f"{seed}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_audio(path, play(seed, seconds=4.0), tags={"title": f"{seed}"})
    library = Library(tmp_path / "own", create=True)
    order(library, "analyze", paths=[str(music)], features="statistical", workers=1)
    order(library, "train_genre", name="markov", labelled=str(music), model="hmm", folds=2)
    (music / "low" / "0.flac").write_bytes(b"no music any more")
    done = order(library, "classify", model="markov")
    assert (done.result["tracks"], done.result["failed"]) == (7, 1)
    assert sum(done.result["counts"].values()) == 7
    ids = {track.title: track.track_id for track in library.tracks()}
    # on the page of a track, it waits to be asked
    (waiting,) = genre_guesses(str(library.path), ids["1"])
    assert waiting == {"by": "markov", "genre": None, "scores": {}}
    heard = heard_guess(library, ids["1"], "markov")
    assert heard["scores"].keys() == {"low", "high"}
    assert heard["genre"] == max(heard["scores"], key=heard["scores"].get)
    assert sum(heard["scores"].values()) == pytest.approx(1)
    with pytest.raises(DecodeError, match="is not audio that can be read"):
        heard_guess(library, ids["0"], "markov")


@pytest.mark.parametrize("name", ["../x", "", ".hidden", "a/b", "a\0b", "x" * 65, " x", "x."])
def test_a_model_cannot_be_called_a_path(library, name):
    with pytest.raises(TunescapeError):
        model_path(library, name)


@pytest.mark.slow
def test_evaluate(library, tmp_path, play, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for seed in range(6):
        path = tmp_path / "labelled" / ("a", "b")[seed % 2] / f"{seed}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_audio(path, play(seed, seconds=3.0), tags={})
    done = order(library, "evaluate", labelled=str(tmp_path / "labelled"), space="statistical")
    (row,) = done.result["rows"]
    assert (row["space"], row["dimensions"]) == ("statistical", 42)
    assert 0 <= row["map"] <= 1
    assert (done.result["tracks"], done.result["labels"]) == (6, 2)


@pytest.mark.slow
def test_analyze_and_try_again(tmp_path, play):
    music = tmp_path / "music"
    music.mkdir()
    write_audio(music / "good.flac", play(1, seconds=2.0), tags={})
    (music / "bad.mp3").write_bytes(b"no music" * 100)
    library = Library(tmp_path / "own", create=True)
    wanted = {"paths": [str(music)], "features": "statistical", "workers": 1}
    done = order(library, "analyze", **wanted)
    assert (done.result["analyzed"], done.result["failed"]) == (1, 1)
    assert done.progress["phase"] == "hear"
    assert (done.progress["done"], done.progress["total"]) == (2, 2)
    again = order(library, "analyze", features="statistical", workers=1)  # all the library's folders
    assert (again.result["unchanged"], again.result["failed"]) == (1, 1)
    (music / "bad.mp3").write_bytes((music / "good.flac").read_bytes())
    mended = order(library, "analyze", retry=True, features="statistical", workers=1)
    assert (mended.result["found"], mended.result["failed"]) == (1, 0)
    assert library.failures() == []


@pytest.mark.parametrize(
    ("kind", "parameters", "words"),
    [
        ("analyze", {"paths": ["relative"]}, "whole path"),
        ("analyze", {"paths": ["/"]}, "no such folder"),
        ("analyze", {"paths": []}, "no folder"),
        ("analyze", {"features": "nonsense"}, "nonsense"),
        ("analyze", {"retry": True}, "nothing to try again"),
        ("cluster", {"k": "many"}, "cannot be many"),
        ("cluster", {"space": "nonsense"}, "nonsense"),
        ("report", {"where": "beauty > 1"}, "no field"),
        ("report", {"against": "/etc"}, "cannot read the condition"),
        ("report", {"tracks": ["0" * 32]}, "no such track"),
        ("train_genre", {"name": "../../x"}, "no name for a model"),
        ("train_genre", {"name": "x", "labelled": "/etc"}, "no such folder"),
        ("classify", {"model": "nobody"}, "no such model"),
        ("classify", {"model": "../../x"}, "no name for a model"),
        ("train_genre", {"name": "x", "epochs": 3}, "epochs means nothing to a probe"),
        ("evaluate", {"labelled": "/etc"}, "no such folder"),
        ("evaluate", {"labelled": "/", "space": ","}, "no space"),
        ("select_features", {"features": "nonsense"}, "no feature set"),
        ("select_features", {"name": "default"}, "taken"),
    ],
)
def test_what_cannot_be_done_is_refused_before_it_is_queued(library, tmp_path, kind, parameters, words):
    runner = JobRunner(library, WebSettings(library=library.path, roots=(tmp_path / "roots",)))
    with pytest.raises(TunescapeError, match=words):
        runner.submit(kind, parameters)


def test_without_roots_nothing_may_be_named(library, tmp_path):
    runner = JobRunner(library, WebSettings(library=library.path, roots=()))
    with pytest.raises(TunescapeError, match="cannot be added from here"):
        runner.submit("analyze", {"paths": [str(tmp_path)]})

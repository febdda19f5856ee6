"""``cluster`` and ``map`` on the command line."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from shelf import Outcome, Shelf

from tunescape.library.store import Library

Run = Callable[..., Outcome]
Fill = Callable[..., Library]


@pytest.fixture
def run(tunescape: Run, grouped: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line on a library of three clear groups."""
    library = grouped(tmp_path / "library", 14, 12, 10)
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(library.path))
    return tunescape


CLUSTER = ("cluster", "--space", "statistical", "--components", 4)


def test_the_document_is_as_promised(run: Run, tmp_path: Path) -> None:
    curves = tmp_path / "curves.png"
    outcome = run(*CLUSTER, "--json", "-o", curves)
    assert outcome.code == 0
    document = outcome.document
    assert document["k"] == 3
    assert document["verdict"].startswith("3 clusters: ")
    assert document["stability_ari"] > 0.9
    assert [row["k"] for row in document["scores"]] == list(range(2, 10))
    assert {"silhouette", "calinski_harabasz", "davies_bouldin", "inertia", "gap"} < set(
        document["scores"][0]
    )
    first = document["clusters"][0]
    assert (first["label"], first["size"], len(first["tracks"])) == (1, 14, 14)
    assert first["tags"][0]["tag"] == "jazz"
    assert first["typical"][0]["track_id"] in first["tracks"]
    assert curves.read_bytes().startswith(b"\x89PNG")


def test_lists_find_clusters_and_their_names(run: Run) -> None:
    clusters = run(*CLUSTER, "--json").document["clusters"]
    rows = run("list", "--where", "cluster = 2", "--json").document
    assert {row["track_id"] for row in rows} == set(clusters[1]["tracks"])
    assert {(row["cluster"], row["cluster_name"]) for row in rows} == {(2, clusters[1]["name"])}
    renamed = run("cluster", "--rename", "2=dark techno", "--json")
    assert renamed.document["clusters"][1]["name"] == "dark techno"
    assert len(run("list", "--where", 'cluster_name = "dark techno"', "--json").document) == 12
    shown = run("cluster", "--show")
    assert "dark techno" in shown.err
    assert "3 clusters: " in shown.err
    # clustering again keeps it
    again = run(*CLUSTER, "--json").document
    assert [one["name"] for one in again["clusters"]] == [one["name"] for one in renamed.document["clusters"]]


def test_new_tracks_are_told(run: Run, grouped: Fill, tmp_path: Path) -> None:
    run(*CLUSTER)
    grouped(tmp_path / "library", 2, first=100)
    outcome = run("cluster", "--show")
    assert "2 tracks came since" in outcome.err
    assert run("cluster", "--show", "--json").document["new_tracks"] == 2
    assert len(run("list", "--where", "cluster = null", "--json").document) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--k", "1"), ("--k cannot be 1", "a number from 2")),
        (("--k", "many"), ("--k cannot be many",)),
        (("--k", "50"), ("50 clusters need 51 tracks",)),
        (("--components", "60"), ("no 60 principal components", "--components 35 or fewer")),
        (("--space", "taste"), ("there is no space 'taste'",)),
        (("--space", "tonality"), ("no track has", "--features tonality")),
        (("--algorithm", "dbscan"), ("there is no algorithm 'dbscan'", "bisecting")),
        (("--preset", "weibo"), ("there is no preset 'weibo'", "douyin")),
        (("--show",), ("no clusters yet", "`tunescape cluster`")),
        (("--rename", "3"), ("has no =",)),
        (("--rename", "3=x"), ("no clusters yet",)),
        (("--rename", "3=x", "--k", "4"), ("leave out --k",)),
        (("-o", "curves.pdf"), ("curves.pdf", ".png")),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    space = (
        () if "--space" in arguments or arguments[0] in ("--show", "--rename") else ("--space", "statistical")
    )
    assert run("cluster", *space, *arguments, "--json").refused(*words)


def test_a_library_of_six_is_too_small_to_tell(tunescape: Run, copied: Shelf) -> None:
    outcome = tunescape("cluster", "--library", copied.library_path)
    assert outcome.code == 0
    assert "No clusters: 6 tracks that sound different are too few" in outcome.err
    asked = tunescape("cluster", "--library", copied.library_path, "--k", 2, "--json").document
    assert (asked["k"], asked["found"], len(asked["clusters"])) == (2, False, 2)


def test_a_map_is_drawn_and_listed(run: Run, tmp_path: Path) -> None:
    picture, listed = tmp_path / "map.png", tmp_path / "map.csv"
    outcome = run("map", "-o", picture, "--space", "statistical")
    assert outcome.code == 0
    assert "`tunescape cluster` makes clusters" in outcome.err
    assert picture.read_bytes().startswith(b"\x89PNG")
    arguments = ("--space", "statistical", "--color", "genre", "--json")
    document = run("map", "-o", listed, *arguments).document
    assert document["file"] == str(listed)
    rows = list(csv.DictReader(io.StringIO(listed.read_text(encoding="utf-8"))))
    assert [(row["track_id"], row["value"]) for row in rows] == [
        (row["track_id"], row["value"]) for row in document["tracks"]
    ]
    assert float(rows[0]["x"]) == document["tracks"][0]["x"]
    assert {row["value"] for row in rows} == {"jazz", "metal", "Hip-Hop"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "map.pdf"), ("map.pdf", ".png or .csv")),
        (("-o", "map.png", "--color", "mood"), ("'mood'", "tempo_bpm")),
        (("-o", "map.png", "--color", "tags"), ("'tags'", "genre")),
        (("-o", "map.png", "--method", "umap"), ("'umap'", "tsne")),
        (("-o", "nowhere/map.png"), ("nowhere/map.png", "cannot be written")),
    ],
)
def test_a_map_that_cannot_be_is_refused(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("map", *arguments, "--space", "statistical", "--json").refused(*words)

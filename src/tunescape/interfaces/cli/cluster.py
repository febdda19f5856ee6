"""``tunescape cluster``: tracks that sound alike, whether there are such groups, and what sets them apart."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tunescape.errors import PictureError, QueryError
from tunescape.interfaces.cli.console import counted, print_document, say, table
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, SeedOption, open_library

if TYPE_CHECKING:
    from tunescape.discovery.clusters.request import ClusterRequest
    from tunescape.library.cluster_store import StoredClustering
    from tunescape.library.store import Library

NAME = "cluster"


def command(
    k: Annotated[
        str | None,
        typer.Option(
            "--k",
            metavar="auto|N|A-B",
            help="How many: auto finds out whether there are any, up to 12; a number; the best of a range.",
            show_default="auto",
        ),
    ] = None,
    space: Annotated[
        str | None,
        typer.Option(
            "--space",
            metavar="NAME",
            help="What counts as alike; see `tunescape spaces`.",
            show_default="default",
        ),
    ] = None,
    components: Annotated[
        int | None,
        typer.Option(
            "--components",
            metavar="N",
            min=1,
            help="Principal components to cluster on.",
            show_default="8",
        ),
    ] = None,
    algorithm: Annotated[
        str,
        typer.Option("--algorithm", metavar="NAME", help="kmeans, minibatch or bisecting."),
    ] = "kmeans",
    preset: Annotated[
        str | None,
        typer.Option(
            "--preset",
            metavar="NAME",
            help="douyin, the line of a study: --space douyin18 --components 2 --k 5-13.",
        ),
    ] = None,
    curves: Annotated[
        Path | None,
        typer.Option("-o", "--curves", metavar="FILE", help="Draw the scores of every number: a .png."),
    ] = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(
            "--rename",
            metavar="LABEL=NAME",
            help="Give a cluster a name of your own, and cluster nothing anew; repeatable.",
        ),
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show the clusters that are stored, and cluster nothing anew.")
    ] = False,
    seed: SeedOption = 0,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Sort the library into clusters, or say that it has none.

    Clusters are stored: `list` shows them, and --where 'cluster = 3' or 'cluster_name = "..."' finds them.
    A cluster keeps its number and name when you cluster again and most of its tracks are still together.
    """
    from tunescape.interfaces.cluster_documents import clustering_document

    if curves is not None and curves.suffix.lower() != ".png":
        raise PictureError("the curves are drawn as PNG", path=curves, hint="give it the extension .png")
    opened = open_library(library)
    if rename or show:
        if any(value is not None for value in (k, space, components, preset)):
            raise QueryError(
                "--rename and --show are about the clusters that are stored",
                hint="leave out --k, --space, --components and --preset",
            )
        found = _stored(opened, rename or [])
    else:
        found = _made(opened, _request(preset, k, space, components, algorithm, seed))
    if curves is not None:
        from tunescape.report.cluster_pictures import save_scores

        save_scores(found.about, curves)
    document = clustering_document(found, {track.track_id: track for track in opened.tracks()})
    if json:
        print_document(document)
    else:
        _tell(document, curves)


def _request(
    preset: str | None,
    k: str | None,
    space: str | None,
    components: int | None,
    algorithm: str,
    seed: int,
) -> "ClusterRequest":
    """Return what is asked for: the options, and what the preset says where they say nothing."""
    from dataclasses import replace

    from tunescape.discovery.clusters.request import PRESETS, ClusterRequest, parse_k

    if preset is not None and preset not in PRESETS:
        raise QueryError(f"there is no preset {preset!r}", hint=f"choose from {', '.join(PRESETS)}")
    request = PRESETS[preset] if preset is not None else ClusterRequest()
    changes: dict[str, Any] = {"algorithm": algorithm, "seed": seed}
    if k is not None:
        changes["k"] = parse_k(k)
    if space is not None:
        changes["space"] = space
    if components is not None:
        changes["components"] = components
    return replace(request, **changes)


def _made(library: "Library", request: "ClusterRequest") -> "StoredClustering":
    from rich.status import Status

    from tunescape.discovery.clusters.clustering import cluster_library
    from tunescape.interfaces.cli.console import console

    with library.transaction():
        pass  # a library that cannot be written says so now, not after the work
    with Status("Clustering", console=console()):
        return cluster_library(library, request)


def _stored(library: "Library", names: list[str]) -> "StoredClustering":
    from tunescape.library.cluster_store import read_clustering, rename_cluster

    for text in names:
        which, equals, name = text.partition("=")
        if not equals:
            raise QueryError(f"--rename {text!r} has no =", hint='write it like: --rename 3="dark techno"')
        label = rename_cluster(library, which, name)
        say(f"Cluster {label} is called {' '.join(name.split())} now.")
    found = read_clustering(library)
    if found is None:
        raise QueryError("there are no clusters yet", hint="`tunescape cluster` makes them")
    return found


def _tell(document: dict[str, Any], curves: Path | None) -> None:
    """Say what was found, in sentences and tables."""
    if document["scores"]:
        columns = ("k", "silhouette", "calinski_harabasz", "davies_bouldin", "inertia", "gap")
        rows = [tuple(row[name] for name in columns) for row in document["scores"]]
        table(("k", "silhouette", "Calinski–Harabasz", "Davies–Bouldin", "inertia", "gap"), rows)
    say(document["verdict"])
    for note in _notes(document):
        say(note)
    rows = [
        (one["label"], one["name"], one["size"], _apart(one), _typical(one)) for one in document["clusters"]
    ]
    table(("#", "cluster", "tracks", "what sets it apart", "typical"), rows, wrapped="what sets it apart")
    if curves is not None:
        say(f"Wrote {curves}")


def _notes(document: dict[str, Any]) -> list[str]:
    notes = []
    if document["scored_tracks"] < document["tracks"]:
        notes.append(
            f"Scores and verdict are of {document['scored_tracks']} of the {document['tracks']} tracks, "
            "taken at random."
        )
    tried = [row["k"] for row in document["scores"]]
    if document["found"] and document["k"] == max(tried):
        notes.append(f"{document['k']} is the most that was tried: --k 2-{2 * document['k']} looks further.")
    if document["left_out"]:
        notes.append(
            f"{counted(document['left_out'], 'track')} could not take part: the space {document['space']} "
            "needs feature sets that they lack."
        )
    if document["new_tracks"] > document["left_out"]:
        n = document["new_tracks"] - document["left_out"]
        notes.append(f"{counted(n, 'track')} came since: `tunescape cluster` again takes them in.")
    if document["forgotten_names"]:
        names = ", ".join(document["forgotten_names"])
        notes.append(f"No cluster is enough like the one you named any more: {names}.")
    if not document["found"] and document["k"] == 1:
        notes.append("Another --space may show some; --k N cuts the library into N all the same.")
    return notes


def _apart(cluster: dict[str, Any]) -> str:
    from tunescape.discovery.clusters.sentences import short_trait

    tags = [tag["tag"] for tag in cluster["tags"][:4]]
    features = [short_trait(feature) for feature in cluster["features"][:3]]
    return "; ".join(filter(None, [", ".join(tags), ", ".join(filter(None, features))]))


def _typical(cluster: dict[str, Any]) -> str:
    return ", ".join(track["title"] for track in cluster["typical"][:2])

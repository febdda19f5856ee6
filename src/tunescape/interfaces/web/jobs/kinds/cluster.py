"""Sort the library into clusters."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from tunescape.interfaces.web.jobs.kind import JobKind, Parameters, Work
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library

__all__ = ["KIND", "ClusterParameters"]


class ClusterParameters(Parameters):
    """How to cluster; what is not given is as the preset says, else the default."""

    k: Annotated[str | None, Field(max_length=20, description="auto, a number, or a range such as 5-13.")] = (
        None
    )
    space: Annotated[str | None, Field(max_length=500, description="What counts as alike.")] = None
    components: Annotated[int | None, Field(ge=1, le=10_000, description="Principal components.")] = None
    algorithm: Literal["kmeans", "minibatch", "bisecting"] = "kmeans"
    preset: Annotated[Literal["douyin"] | None, Field(description="The line of a study.")] = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0


def _request(parameters: ClusterParameters) -> Any:
    from tunescape.discovery.clusters.request import PRESETS, ClusterRequest, parse_k

    base = ClusterRequest() if parameters.preset is None else PRESETS[parameters.preset]
    changes: dict[str, Any] = {"algorithm": parameters.algorithm, "seed": parameters.seed}
    if parameters.k is not None:
        changes["k"] = parse_k(parameters.k)
    given = {"space": parameters.space, "components": parameters.components}
    changes |= {name: value for name, value in given.items() if value is not None}
    return replace(base, **changes)


def _check(library: Library, _settings: WebSettings, parameters: ClusterParameters) -> None:
    from tunescape.discovery.own_spaces import find_space

    find_space(library, _request(parameters).space)


def _run(work: Work, parameters: ClusterParameters) -> dict[str, Any]:
    from tunescape.discovery.clusters.clustering import cluster_library
    from tunescape.interfaces.cluster_documents import clustering_document

    work.report({"phase": "cluster"})
    found = cluster_library(work.library, _request(parameters))
    document = clustering_document(found, {track.track_id: track for track in work.library.tracks()})
    # who is in which cluster stands in the library: a job need not repeat 50,000 ids
    brief = [{name: value for name, value in one.items() if name != "tracks"} for one in document["clusters"]]
    return document | {"clusters": brief}


KIND = JobKind("cluster", "other", ClusterParameters, _check, _run)

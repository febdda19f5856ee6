"""Clusters, the map, and what sets two groups apart."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Path, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import Response

from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import document, not_found
from tunescape.interfaces.web.api.parameters import Seed, Space
from tunescape.interfaces.web.services.clusters import (
    clusters_document,
    comparison,
    curves_bytes,
    stored_clustering,
)
from tunescape.interfaces.web.services.map_points import map_points
from tunescape.interfaces.web.state import WebState
from tunescape.library.cluster_store import rename_cluster

__all__ = ["clusters_router"]

_MAP_S, _COMPARE_S = 600.0, 300.0


class Name(BaseModel):
    """What a cluster is to be called."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200)]


class Groups(BaseModel):
    """Two groups, or one and a column."""

    model_config = ConfigDict(extra="forbid")
    a: Annotated[
        str,
        Field(
            min_length=1,
            max_length=4096,
            description="A condition, playlist:3, or folder: and the path of one in the library.",
        ),
    ]
    b: Annotated[str | None, Field(max_length=4096, description="Another one, or rest.")] = None
    correlate: Annotated[
        str | None, Field(max_length=64, description="Instead of b: a number that is known of the tracks.")
    ] = None
    lang: Literal["en", "zh"] = "en"
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0

    @model_validator(mode="after")
    def _one_of_both(self) -> "Groups":
        if (self.b is None) == (self.correlate is None):
            raise ValueError("give either b or correlate")
        return self


def clusters_router(state: WebState) -> APIRouter:
    """Return ``/clusters``, ``/map`` and ``/compare``."""
    router = APIRouter(tags=["clusters and groups"])
    library = state.library

    @router.get("/clusters", response_model=models.Clustering, summary="The clusters")
    def clusters() -> Response:
        """Return them as the last clustering made them; 404 where there are none."""
        return document(clusters_document(library))

    @router.patch("/clusters/{label}", response_model=models.Clustering, summary="Give one a name")
    def rename(label: Annotated[int, Path(ge=1, le=10**6)], given: Annotated[Name, Body()]) -> Response:
        if all(one.label != label for one in stored_clustering(library).clusters):
            raise not_found("cluster")
        rename_cluster(library, str(label), given.name)
        return document(clusters_document(library))

    @router.get(
        "/clusters/curves.png",
        response_class=Response,
        responses={200: {"content": {"image/png": {}}, "description": "A picture."}},
        summary="The scores of every number of clusters",
    )
    async def curves() -> Response:
        png = await state.compute(curves_bytes, str(library.path))
        return Response(png, media_type="image/png")

    @router.get("/map", response_model=models.MapPoints, summary="The map of the library")
    async def map_of_library(
        space: Space = "default",
        method: Literal["pca", "tsne"] = "pca",
        seed: Seed = 0,
        columns: Annotated[
            str, Query(max_length=500, description="What is to be told of each track, joined by commas.")
        ] = "track_id,title,artist,cluster",
    ) -> Response:
        """Return a place in the plane for every track; a new map takes seconds to minutes."""
        names = tuple(dict.fromkeys(filter(None, (name.strip() for name in columns.split(",")))))
        asked = partial(map_points, space=space, method=method, seed=seed, columns=names)
        points = await state.compute(asked, str(library.path), timeout_s=_MAP_S)
        return document(points, compact=True)

    @router.post("/compare", response_model=models.Comparison, summary="What sets two groups apart")
    async def compare(groups: Annotated[Groups, Body()]) -> Response:
        """Return ``differences``, the most certain first; with ``correlate``, ``correlations``."""
        asked = (groups.a, groups.b, groups.correlate, groups.lang, groups.seed)
        return document(await state.compute(comparison, str(library.path), *asked, timeout_s=_COMPARE_S))

    return router

"""Find out by a genetic algorithm which features tell tracks apart."""

from typing import Annotated, Any

from pydantic import Field

from tunescape.errors import DiscoveryError
from tunescape.interfaces.web.jobs.kind import JobKind, Parameters, Work
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library

__all__ = ["KIND", "SelectFeaturesParameters"]


class SelectFeaturesParameters(Parameters):
    """What to select from, and how long to look."""

    features: Annotated[str, Field(max_length=64, description="The feature set.")] = "statistical"
    population: Annotated[int, Field(ge=4, le=100_000)] = 200
    generations: Annotated[int, Field(ge=1, le=100_000)] = 100
    patience: Annotated[
        int | None, Field(ge=1, le=100_000, description="Generations without progress; by default no end.")
    ] = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    name: Annotated[str, Field(max_length=64, description="Of the space that is made.")] = "selected"


def _check(_library: Library, _settings: WebSettings, parameters: SelectFeaturesParameters) -> None:
    from tunescape.discovery.own_spaces import check_space_name
    from tunescape.discovery.selection.excerpts import selectable_feature_sets

    check_space_name(parameters.name)
    known = selectable_feature_sets()
    if parameters.features not in known:
        raise DiscoveryError(
            f"there is no feature set {parameters.features!r} to select from",
            hint=f"choose from {', '.join(known)}",
        )


def _run(work: Work, parameters: SelectFeaturesParameters) -> dict[str, Any]:
    from tunescape.discovery.own_spaces import selection_recipe
    from tunescape.discovery.selection.excerpts import stored_excerpts
    from tunescape.discovery.selection.held_out import select_features
    from tunescape.interfaces.selection_documents import selection_document
    from tunescape.library.space_store import store_space

    selection = select_features(
        stored_excerpts(work.library, parameters.features),
        population=parameters.population,
        generations=parameters.generations,
        patience=parameters.patience,
        seed=parameters.seed,
        on_progress=lambda now: work.report(
            {"phase": "breed", "done": now.done, "total": now.total, "best": now.best}
        ),
    )
    store_space(work.library, parameters.name, selection_recipe(selection))
    return selection_document(selection, space=parameters.name)


KIND = JobKind("select_features", "other", SelectFeaturesParameters, _check, _run)

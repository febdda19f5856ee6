"""The JSON document of a selection of features."""

from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tunescape.discovery.selection.held_out import FeatureSelection

__all__ = ["selection_document"]


def selection_document(
    selection: "FeatureSelection", *, space: str, curve: PathLike[str] | None = None
) -> dict[str, Any]:
    """Describe a selection; errors are numbers of excerpts, ``history`` the fewest of each generation."""
    return {
        "selected": list(selection.selected),
        "error_all": selection.error_all,
        "error_selected": selection.error_selected,
        "held_out_error_all": round(selection.held_out_error_all, 6),
        "held_out_error_selected": round(selection.held_out_error_selected, 6),
        "history": [generation.best for generation in selection.history],
        "history_mean": [round(generation.mean, 3) for generation in selection.history],
        "excerpts": selection.n_excerpts,
        "feature_set": selection.feature_set,
        "left_out": list(selection.left_out),
        "space": space,
        "file": None if curve is None else fspath(curve),
    }

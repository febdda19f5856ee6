"""The JSON document of a trained genre model."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tunescape.discovery.genres.training import GenreTraining

__all__ = ["training_document"]


def training_document(trained: "GenreTraining") -> dict[str, Any]:
    """Describe a trained model, and how well it did on tracks it had not heard."""
    validation = trained.validation
    without_splits = trained.without_splits
    return {
        "classes": list(validation.classes),
        "accuracy": round(validation.accuracy, 6),
        "confusion": validation.confusion.tolist(),
        "accuracy_without_splits": None if without_splits is None else round(without_splits.accuracy, 6),
        "folds": validation.folds,
        "fold_accuracies": [round(accuracy, 6) for accuracy in validation.fold_accuracies],
        "unknown_below": round(trained.model.calibration.threshold, 6),
        "tracks": trained.model.n_tracks,
        "corrections": trained.n_corrections,
        "problems": [{"path": problem.path, "reason": problem.reason} for problem in trained.problems],
    }

"""The playlist study's genre network as a genre model: what VGG16 sees in half a minute of a track."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator

from tunescape.features.embeddings.genre_network import GenreNetwork
from tunescape.features.embeddings.genre_network_training import CnnRecipe, GenreEpoch, train_genre_network

__all__ = ["GenreCNN"]


class GenreCNN(BaseEstimator):  # type: ignore[misc]
    """Two convolutions and two dense layers on VGG16's maps; see genre_network_training.

    A scikit-learn classifier but for its input: ``X`` is a list of arrays [shape=(n_views, 7, 10, 512)], one
    a track, of which the first view is the track and others, parts of it, are more examples in training.

    Parameters
    ----------
    epochs, patience : int > 0
    random_state : int
    device : {"cpu", "cuda", "auto"}
    checkpoints : Path, optional
        A folder: a training that was interrupted goes on, one that is done is not done again.
    on_epoch : callable, optional

    Attributes
    ----------
    classes_ : np.ndarray [shape=(n_classes,)]
    network_ : GenreNetwork
    """

    def __init__(
        self,
        epochs: int = CnnRecipe.epochs,
        patience: int = CnnRecipe.patience,
        random_state: int = 0,
        device: str = "cpu",
        checkpoints: Path | None = None,
        on_epoch: Callable[[GenreEpoch], None] | None = None,
    ) -> None:
        self.epochs = epochs
        self.patience = patience
        self.random_state = random_state
        self.device = device
        self.checkpoints = checkpoints
        self.on_epoch = on_epoch

    def fit(self, X: Sequence[Any] | npt.NDArray[Any], y: Sequence[str] | npt.ArrayLike) -> Self:
        """Fit the network to tracks and their genres."""
        self.classes_, genres = np.unique(np.asarray(y), return_inverse=True)
        recipe = CnnRecipe(epochs=self.epochs, patience=self.patience, seed=self.random_state)
        self.network_: GenreNetwork = train_genre_network(
            list(X),
            genres,
            recipe,
            device=self.device,
            checkpoints=self.checkpoints,
            on_epoch=self.on_epoch,
        )
        return self

    def logits(self, X: Sequence[Any] | npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return the network's output for the first view of each track [shape=(n, n_classes)]."""
        if not len(X):
            return np.zeros((0, len(self.classes_)))
        return self.network_.logits(np.stack([views[0] for views in X])).astype(np.float64)

    def predict(self, X: Sequence[Any] | npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the likeliest class of each track [shape=(n,)]."""
        predicted: npt.NDArray[Any] = self.classes_[self.logits(X).argmax(axis=1)]
        return predicted

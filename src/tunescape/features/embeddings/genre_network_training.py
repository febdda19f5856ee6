"""Train the genre network: epoch by epoch, with early stopping, and so that it can go on where it stopped."""

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray, IntArray
from tunescape.features.embeddings.autoencoder import state_arrays, state_tensors
from tunescape.features.embeddings.genre_network import EPSILON, INPUT_SHAPE, N_HIDDEN, SLOPE, GenreNetwork
from tunescape.features.embeddings.torch_device import pick_device, require_torch
from tunescape.features.embeddings.training_state import (
    TrainingState,
    examples_fingerprint,
    read_state,
    write_state,
)
from tunescape.model_file import GENRE_CHECKPOINT

__all__ = ["CnnRecipe", "GenreEpoch", "build_network", "keras_weights", "train_genre_network"]

_HELD_BACK = 0.15
"""Share of the tracks of each genre on which the loss is watched; none of a genre with fewer than three."""

_CHECKPOINT_EVERY_S = 10.0

_DEVIATION_CUT_AT_TWO = 0.8796
"""What is left of the deviation 1 of a normal distribution of which nothing beyond 2 is drawn."""


@dataclass(frozen=True)
class CnnRecipe:
    """How to train.

    Attributes
    ----------
    epochs : int > 0
        At most so many.
    patience : int > 0
        Epochs without a smaller loss on the tracks held back, after which it ends.
    batch_size : int > 0
    learning_rate : float > 0
        Of RMSprop, as in the study; its mean of squares forgets as Keras's does (0.9).
    l2 : float >= 0
        Of the squares of all kernels, as in the study.
    dropout : float in [0, 1)
    seed : int >= 0
        Of the first weights, of the tracks held back, of the order of the others, and of what is dropped.
    """

    epochs: int = 120
    patience: int = 20
    batch_size: int = 16
    learning_rate: float = 1e-3
    l2: float = 0.01
    dropout: float = 0.5
    seed: int = 0


@dataclass(frozen=True)
class GenreEpoch:
    """How far training is.

    Attributes
    ----------
    number : int
        From 1.
    loss, held_back_loss : float
        Mean cross-entropy, without what the kernels add: of the examples trained on, dropout and all; of the
        tracks held back, or the former again where there are none.
    held_back_accuracy : float or None
    best : int
        The epoch whose weights would be kept.
    """

    number: int
    loss: float
    held_back_loss: float
    held_back_accuracy: float | None
    best: int


def build_network(n_genres: int, dropout: float) -> Any:
    """Build the network, with Keras's first weights (He, truncated normal).

    Returns
    -------
    torch.nn.Sequential
        From [n, 512, 7, 10] to logits [n, n_genres].
    """
    torch = require_torch()
    nn = torch.nn
    steps = OrderedDict(
        conv1=nn.Conv2d(INPUT_SHAPE[2], 128, 2),
        leaky1=nn.LeakyReLU(SLOPE),
        # momentum 0.9 in place of Keras's 0.99: a few dozen batches have to do
        norm1=nn.BatchNorm2d(128, eps=EPSILON, momentum=0.1),
        drop1=nn.Dropout(dropout),
        conv2=nn.Conv2d(128, 64, 2),
        leaky2=nn.LeakyReLU(SLOPE),
        norm2=nn.BatchNorm2d(64, eps=EPSILON, momentum=0.1),
        pool=nn.MaxPool2d(2),
        drop2=nn.Dropout(dropout),
        flat=nn.Flatten(),
        dense1=nn.Linear(512, 64),
        leaky3=nn.LeakyReLU(SLOPE),
        drop3=nn.Dropout(dropout),
        dense2=nn.Linear(64, N_HIDDEN),
        leaky4=nn.LeakyReLU(SLOPE),
        genres=nn.Linear(N_HIDDEN, n_genres),
    )
    for step in steps.values():
        if hasattr(step, "weight") and step.weight.ndim > 1:
            std = (2 / step.weight[0].numel()) ** 0.5 / _DEVIATION_CUT_AT_TWO
            nn.init.trunc_normal_(step.weight, std=std, a=-2 * std, b=2 * std)
            nn.init.zeros_(step.bias)
    return nn.Sequential(steps)


def keras_weights(state: Mapping[str, npt.NDArray[Any]]) -> dict[str, FloatArray]:
    """Turn weights of :func:`build_network` into those of a GenreNetwork: Keras's names, channels last."""
    weights: dict[str, FloatArray] = {}
    for name in ("conv1", "conv2"):
        weights[f"{name}.kernel"] = state[f"{name}.weight"].transpose(2, 3, 1, 0)
    # what torch flattens are 64 maps of 2 x 4, what Keras flattens are 2 x 4 places of 64
    maps = state["dense1.weight"].reshape(64, 64, 2, 4)
    weights["dense1.kernel"] = maps.transpose(2, 3, 1, 0).reshape(512, 64)
    for name in ("dense2", "genres"):
        weights[f"{name}.kernel"] = state[f"{name}.weight"].T
    for name in ("conv1", "conv2", "dense1", "dense2", "genres"):
        weights[f"{name}.bias"] = state[f"{name}.bias"]
    parts = {"gamma": "weight", "beta": "bias", "mean": "running_mean", "variance": "running_var"}
    for name in ("norm1", "norm2"):
        weights |= {f"{name}.{part}": state[f"{name}.{torch_part}"] for part, torch_part in parts.items()}
    return {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in weights.items()}


def train_genre_network(
    tracks: Sequence[npt.NDArray[Any]],
    genres: IntArray,
    recipe: CnnRecipe | None = None,
    *,
    device: str = "cpu",
    checkpoints: str | os.PathLike[str] | None = None,
    on_epoch: Callable[[GenreEpoch], None] | None = None,
) -> GenreNetwork:
    """Fit a network to tracks by RMSprop on their cross-entropy.

    Parameters
    ----------
    tracks : sequence of np.ndarray [shape=(n_views, 7, 10, 512)]
        Of each track its excerpt, and perhaps parts of it, which are examples of the same genre. Only the
        excerpts are held back.
    genres : np.ndarray [shape=(n_tracks,)]
        From 0, each at least once.
    recipe : CnnRecipe, optional
    device : {"cpu", "cuda", "auto"}
    checkpoints : path, optional
        A folder where its state is kept while it trains, every few seconds and when it is interrupted. A
        state left there by the same recipe on the same tracks is gone on with; the result is the one that it
        would have been without a break. Stays when it is done: the same training is not done again.
    on_epoch : callable, optional
        Called after every epoch.

    Returns
    -------
    GenreNetwork
        Of the epoch with the smallest loss on the tracks held back.

    Raises
    ------
    FeatureError
        If torch is not installed, or the device not there.
    """
    recipe = recipe or CnnRecipe()
    training = _Training(tracks, np.asarray(genres), recipe, device)
    checkpoint = Path(checkpoints) / f"{training.fingerprint}.checkpoint" if checkpoints else None
    own: dict[str, Any] = {"fingerprint": training.fingerprint, "kind": GENRE_CHECKPOINT}
    state = read_state(checkpoint, GenreEpoch, **own) if checkpoint else None
    training.restore(state or TrainingState(training.weights()))
    if checkpoint:
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
    written = time.monotonic()
    try:
        while not training.done:
            epoch = training.run_epoch()
            if on_epoch:
                on_epoch(epoch)
            if checkpoint and time.monotonic() - written >= _CHECKPOINT_EVERY_S:
                write_state(checkpoint, training.state, **own)
                written = time.monotonic()
    finally:
        if checkpoint and training.state.history:
            write_state(checkpoint, training.state, **own)
    return GenreNetwork(keras_weights(training.state.best_weights))


class _Training:
    """A network, its optimiser and the examples they see."""

    def __init__(
        self, tracks: Sequence[npt.NDArray[Any]], genres: IntArray, recipe: CnnRecipe, device: str
    ) -> None:
        torch = require_torch()
        self._torch, self._recipe, self._device = torch, recipe, pick_device(device)
        self._tracks, self._genres = tracks, genres
        self._held_back = _held_back(genres, recipe.seed)
        taken = np.setdiff1d(np.arange(len(tracks)), self._held_back)
        self._examples = np.array([(i, view) for i in taken for view in range(len(tracks[i]))])
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.seed)
            self._network = build_network(int(genres.max()) + 1, recipe.dropout).to(self._device)
        kernels = [p for p in self._network.parameters() if p.ndim > 1]
        others = [p for p in self._network.parameters() if p.ndim == 1]
        self._optimiser = torch.optim.RMSprop(
            # the slope of l2 times the square is twice l2
            [{"params": kernels, "weight_decay": 2 * recipe.l2}, {"params": others}],
            lr=recipe.learning_rate,
            alpha=0.9,
            eps=1e-7,
        )
        self.fingerprint = examples_fingerprint(f"{recipe} {genres.tolist()}", tracks)

    def weights(self) -> dict[str, npt.NDArray[Any]]:
        return state_arrays(self._network.state_dict())

    def restore(self, state: TrainingState[GenreEpoch]) -> None:
        self.state = state
        self._network.load_state_dict(state_tensors(state.weights))
        if state.memory:
            remembered = self._optimiser.state_dict()
            remembered["state"] = {
                int(i): {"square_avg": tensor, "step": self._torch.tensor(float(len(state.history)))}
                for i, tensor in state_tensors(state.memory).items()
            }
            self._optimiser.load_state_dict(remembered)

    @property
    def done(self) -> bool:
        history = self.state.history
        return bool(history) and (
            len(history) >= self._recipe.epochs or len(history) - history[-1].best >= self._recipe.patience
        )

    def run_epoch(self) -> GenreEpoch:
        history = self.state.history
        number = len(history) + 1
        loss = self._train(number)
        held_back_loss, accuracy = self._judge() if len(self._held_back) else (loss, None)
        is_best = not history or held_back_loss < history[history[-1].best - 1].held_back_loss
        weights = self.weights()
        epoch = GenreEpoch(number, loss, held_back_loss, accuracy, number if is_best else history[-1].best)
        squares = self._optimiser.state_dict()["state"]
        self.state = TrainingState(
            weights,
            {str(i): one["square_avg"].cpu().numpy().copy() for i, one in squares.items()},
            weights if is_best else self.state.best_weights,
            [*history, epoch],
        )
        return epoch

    def _train(self, number: int) -> float:
        torch, size = self._torch, self._recipe.batch_size
        order = np.random.default_rng([self._recipe.seed, number]).permutation(self._examples)
        self._network.train()
        total = 0.0
        with torch.random.fork_rng():
            # an epoch drops the same whether it follows another or a break
            torch.manual_seed((self._recipe.seed << 20) + number)
            for first in range(0, len(order), size):
                batch = order[first : first + size]
                loss = self._loss(batch)[0]
                self._optimiser.zero_grad()
                loss.backward()
                self._optimiser.step()
                total += float(loss.detach()) * len(batch)
        return total / len(order)

    def _judge(self) -> tuple[float, float]:
        self._network.eval()
        with self._torch.inference_mode():
            loss, logits = self._loss(np.array([(i, 0) for i in self._held_back]))
        right = logits.argmax(dim=1).cpu().numpy() == self._genres[self._held_back]
        return float(loss), float(right.mean())

    def _loss(self, batch: npt.NDArray[np.intp]) -> tuple[Any, Any]:
        torch = self._torch
        block = np.stack([np.asarray(self._tracks[i][view], np.float32) for i, view in batch])
        logits = self._network(torch.from_numpy(block).to(self._device).permute(0, 3, 1, 2))
        truth = torch.from_numpy(self._genres[batch[:, 0]].astype(np.int64)).to(self._device)
        return torch.nn.functional.cross_entropy(logits, truth), logits


def _held_back(genres: IntArray, seed: int) -> IntArray:
    random = np.random.default_rng([seed, 0])
    held: list[int] = []
    for genre in np.unique(genres):
        members = random.permutation(np.flatnonzero(genres == genre))
        held += members[: max(1, round(_HELD_BACK * len(members)))].tolist() if len(members) > 2 else []
    return np.sort(np.array(held, dtype=np.int64))

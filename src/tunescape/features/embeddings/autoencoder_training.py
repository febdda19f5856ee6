"""Train the auto-encoder: epoch by epoch, with early stopping, and so that it can go on where it stopped."""

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.errors import ModelError
from tunescape.features.embeddings.autoencoder import Autoencoder, network, state_arrays, state_tensors
from tunescape.features.embeddings.torch_device import pick_device, require_torch
from tunescape.features.embeddings.training_state import (
    TrainingState,
    examples_fingerprint,
    read_state,
    write_state,
)
from tunescape.features.mfcc_picture import N_FRAMES, N_MFCC
from tunescape.model_file import AUTOENCODER_CHECKPOINT

__all__ = ["MIN_TRACKS", "AutoencoderRecipe", "Epoch", "train_autoencoder"]

MIN_TRACKS = 8
"""With fewer there is nothing to hold back for early stopping, and nothing to learn."""

_HELD_BACK = 0.1
"""Share of the tracks on which the error is watched."""


@dataclass(frozen=True)
class AutoencoderRecipe:
    """How to train.

    Attributes
    ----------
    dimensions : int > 0
        Of the code.
    epochs : int > 0
        At most so many.
    patience : int > 0
        Epochs without a smaller error on the tracks held back, after which it ends.
    batch_size : int > 1
    learning_rate : float > 0
    seed : int >= 0
        Of the first weights, of the tracks held back, and of the order of the others.
    """

    dimensions: int = 64
    epochs: int = 200
    patience: int = 20
    batch_size: int = 16
    learning_rate: float = 1e-3
    seed: int = 0


@dataclass(frozen=True)
class Epoch:
    """How far training is.

    Attributes
    ----------
    number : int
        From 1.
    error, held_back_error : float
        Mean squared error of the pictures drawn again, on the tracks trained on and on those held back, where
        there is sound; 1 is what a picture that is grey all over would have.
    best : int
        The epoch whose weights would be kept.
    """

    number: int
    error: float
    held_back_error: float
    best: int


def train_autoencoder(
    rows: npt.NDArray[Any],
    recipe: AutoencoderRecipe | None = None,
    *,
    device: str = "cpu",
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_every_s: float = 10.0,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> Autoencoder:
    """Fit an auto-encoder to pictures, by Adam on their mean squared error.

    Parameters
    ----------
    rows : np.ndarray [shape=(n, 25860)]
        As ``mfcc@1`` describes tracks; n >= :data:`MIN_TRACKS`. Read batch by batch.
    recipe : AutoencoderRecipe, optional
    device : {"cpu", "cuda", "auto"}
    checkpoint : path, optional
        Where its state is kept while it trains: no less often than every checkpoint_every_s seconds, and when
        it is interrupted. A state left there by the same recipe on the same rows is gone on with; the result
        is the one that it would have been without a break. Deleted at the end.
    checkpoint_every_s : float >= 0
    on_epoch : callable, optional
        Called after every epoch.

    Returns
    -------
    Autoencoder
        Of the epoch with the smallest error on the tracks held back.

    Raises
    ------
    ModelError
        If there are too few rows.
    FeatureError
        If torch is not installed, or the device not there.
    """
    recipe = recipe or AutoencoderRecipe()
    if len(rows) < MIN_TRACKS:
        raise ModelError(f"{len(rows)} tracks are too few to train on", hint=f"give {MIN_TRACKS} or more")
    training = _Training(rows, recipe, device)
    own: dict[str, Any] = {"fingerprint": training.fingerprint, "kind": AUTOENCODER_CHECKPOINT}
    state = read_state(checkpoint, Epoch, **own) if checkpoint else None
    training.restore(state or TrainingState(training.weights()))
    written = time.monotonic()
    try:
        while not training.done:
            epoch = training.run_epoch()
            if on_epoch:
                on_epoch(epoch)
            if checkpoint and time.monotonic() - written >= checkpoint_every_s:
                write_state(checkpoint, training.state, **own)
                written = time.monotonic()
    except KeyboardInterrupt:
        if checkpoint and training.state.history:
            write_state(checkpoint, training.state, **own)
        raise
    model = training.result()
    if checkpoint:
        Path(checkpoint).unlink(missing_ok=True)
    return model


class _Training:
    """A network, its optimiser and the rows they see."""

    def __init__(self, rows: npt.NDArray[Any], recipe: AutoencoderRecipe, device: str) -> None:
        torch = require_torch()
        self._torch, self._rows, self._recipe = torch, rows, recipe
        self._device = pick_device(device)
        order = np.random.default_rng([recipe.seed, 0]).permutation(len(rows))
        n_held_back = max(2, round(_HELD_BACK * len(rows)))
        self._held_back, self._taken = np.sort(order[:n_held_back]), np.sort(order[n_held_back:])
        self._network = network(recipe.dimensions, seed=recipe.seed).to(self._device)
        self._optimiser = torch.optim.Adam(self._network.parameters(), lr=recipe.learning_rate)
        self.fingerprint = examples_fingerprint(recipe, rows)

    def weights(self) -> dict[str, npt.NDArray[Any]]:
        return state_arrays(self._network.state_dict())

    def restore(self, state: TrainingState[Epoch]) -> None:
        self.state = state
        self._network.load_state_dict(state_tensors(state.weights))
        if not state.memory:
            return
        memory = state_tensors(state.memory)
        moments = {
            i: {name: memory[f"{i}.{name}"] for name in _MOMENTS}
            for i, _ in enumerate(self._network.parameters())
        }
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": moments, "param_groups": groups})

    @property
    def _best(self) -> int:
        return self.state.history[-1].best if self.state.history else 0

    @property
    def done(self) -> bool:
        finished, recipe = len(self.state.history), self._recipe
        return finished >= recipe.epochs or finished - self._best >= recipe.patience

    def run_epoch(self) -> Epoch:
        history = self.state.history
        number = len(history) + 1
        error = self._train(number)
        held_back = self._held_back_error()
        is_best = not history or held_back < history[self._best - 1].held_back_error
        epoch = Epoch(number, error, held_back, number if is_best else self._best)
        weights = self.weights()
        self.state = TrainingState(
            weights,
            self._moments(),
            weights if is_best else self.state.best_weights,
            [*history, epoch],
        )
        return epoch

    def result(self) -> Autoencoder:
        state, recipe = self.state, self._recipe
        best = state.history[self._best - 1]
        facts = {
            "recipe": asdict(recipe),
            "tracks": len(self._rows),
            "epochs": len(state.history),
            "best_epoch": best.number,
            "error": best.error,
            "held_back_error": best.held_back_error,
        }
        flat = np.zeros(recipe.dimensions, np.float32)
        model = Autoencoder(state.best_weights, flat, np.ones_like(flat), facts)
        codes = model.encode(self._rows, device=self._device.type)
        std = codes.std(axis=0)
        return Autoencoder(
            state.best_weights, codes.mean(axis=0), np.where(std > 1e-6, std, 1).astype(np.float32), facts
        )

    def _train(self, number: int) -> float:
        size = self._recipe.batch_size
        order = np.random.default_rng([self._recipe.seed, number]).permutation(self._taken)
        self._network.train()
        total = 0.0
        for first in range(0, len(order), size):
            batch = order[first : first + size]
            if len(batch) < 2:
                break  # normalisation by batches needs two
            loss = self._loss(batch)
            self._optimiser.zero_grad()
            loss.backward()
            self._optimiser.step()
            total += float(loss.detach()) * len(batch)
        return total / len(order)

    def _held_back_error(self) -> float:
        self._network.eval()
        size = self._recipe.batch_size
        with self._torch.inference_mode():
            losses = [
                float(self._loss(batch)) * len(batch)
                for batch in (
                    self._held_back[first : first + size] for first in range(0, len(self._held_back), size)
                )
            ]
        return sum(losses) / len(self._held_back)

    def _loss(self, batch: npt.NDArray[np.intp]) -> Any:
        # sorted, as a memory map likes it; within a batch the order does not matter
        block = np.asarray(self._rows[np.sort(batch)], np.float32).reshape(-1, 1, N_MFCC, N_FRAMES)
        pictures = self._torch.from_numpy(block).to(self._device)
        # frames that a short track lacks are no picture: to draw nothing there again would be no merit
        is_frame = (pictures != 0).any(dim=2, keepdim=True)
        error = ((self._network(pictures) - pictures) ** 2 * is_frame).sum()
        return error / (N_MFCC * is_frame.sum().clamp(min=1))

    def _moments(self) -> dict[str, npt.NDArray[Any]]:
        state = self._optimiser.state_dict()["state"]
        return {
            f"{i}.{name}": state[i][name].detach().cpu().numpy().copy() for i in state for name in _MOMENTS
        }


_MOMENTS = ("step", "exp_avg", "exp_avg_sq")
"""What Adam remembers of each parameter."""

"""Probabilities that can be believed, and a confidence below which a genre is unknown.

References
----------
.. [1] C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", ICML 2017:
       temperature scaling.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

__all__ = ["Calibration", "calibrate"]

_WANTED_ACCURACY = 0.95
_LEAST_KNOWN = 0.5
_LOG_TEMPERATURES = (-6.0, 6.0)


@dataclass(frozen=True)
class Calibration:
    """How logits become probabilities, and which are too low to say anything.

    Attributes
    ----------
    temperature : float > 0
        Logits are divided by it.
    threshold : float, 0 to 1
        Below this probability of the likeliest genre a track's genre is unknown.
    """

    temperature: float
    threshold: float

    def probabilities(self, logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Turn logits [shape=(n, n_classes)] into probabilities of the same shape."""
        return _softmax(logits / self.temperature)


def calibrate(logits: npt.NDArray[np.float64], truth: npt.NDArray[np.intp]) -> Calibration:
    """Choose temperature and threshold on predictions for tracks that were held out.

    The temperature minimises the negative log-likelihood [1]_. The threshold is the lowest at which 95 of 100
    tracks that keep a genre have the right one, and never below the least sure right answer; but at least
    half of the tracks keep theirs.

    Parameters
    ----------
    logits : np.ndarray [shape=(n, n_classes)]
        Of held-out tracks; n >= 1.
    truth : np.ndarray [shape=(n,)]
        Positions of their true classes.

    Returns
    -------
    Calibration
    """
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        likelihoods = _softmax(logits / np.exp(log_temperature))[rows, truth]
        return float(-np.log(np.maximum(likelihoods, 1e-12)).mean())

    temperature = float(np.exp(minimize_scalar(loss, bounds=_LOG_TEMPERATURES, method="bounded").x))
    probabilities = _softmax(logits / temperature)
    right = probabilities.argmax(axis=1) == truth
    return Calibration(temperature, _threshold(probabilities.max(axis=1), right))


def _threshold(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    # at least half keep theirs: the threshold is one of the confidences up to the median
    candidates = np.unique(
        confidence[confidence <= np.quantile(confidence, 1 - _LEAST_KNOWN, method="lower")]
    )
    least_sure = confidence[right].min() if right.any() else 0.0
    accuracies = np.array([right[confidence >= low].mean() for low in candidates])
    good = np.flatnonzero(accuracies >= _WANTED_ACCURACY)
    chosen = candidates[good[0] if len(good) else int(accuracies.argmax())]
    return float(min(max(chosen, least_sure), candidates[-1]))


def _softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: npt.NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
    return shares

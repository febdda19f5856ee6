"""All values of a track's feature sets, by name: what ``show --all`` tells."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.discovery.sound import Sound, hear_missing
from tunescape.errors import TunescapeError
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.library.store import Library

__all__ = ["feature_values"]


def feature_values(library: Library, sound: Sound) -> tuple[list[dict[str, Any]], list[str]]:
    """Collect every value of every feature set; what the library does not hold is heard and not stored.

    Parameters
    ----------
    library : Library
    sound : Sound

    Returns
    -------
    features : list of dict
        A feature set each: ``name``, ``summary``, ``units``, ``stored``, ``segments`` (how many), and
        ``values``, which has the ``mean`` over segments and the value in each of the ``segments`` by the name
        of the dimension. Bits (``fingerprint``) have no mean: null.
    warnings : list of str
        What could not be heard, and why.
    """
    warnings = []
    complete = sound
    try:
        complete = hear_missing(library, sound, resolve_feature_sets("all"))
    except TunescapeError as error:
        missing = ", ".join(
            FEATURE_SETS[name].id for name in resolve_feature_sets("all") if name not in sound.features
        )
        warnings.append(f"{missing}: not stored, and cannot be heard now: {error}")
    stored = set(sound.features) if sound.stored else set()
    documents = [
        _document(name, complete.features[name], stored=name in stored)
        for name in FEATURE_SETS
        if name in complete.features
    ]
    return documents, warnings


def _document(name: str, matrix: npt.NDArray[Any], *, stored: bool) -> dict[str, Any]:
    declared = FEATURE_SETS[name]
    is_number = matrix.dtype.kind == "f"
    means = matrix.mean(axis=0, dtype=np.float64) if is_number else [None] * matrix.shape[1]
    return {
        "name": declared.id,
        "summary": declared.summary,
        "units": declared.units,
        "stored": stored,
        "segments": len(matrix),
        "values": {
            dimension: {"mean": _plain(mean), "segments": [_plain(value) for value in column]}
            for dimension, mean, column in zip(declared.dimensions, means, matrix.T, strict=True)
        },
    }


def _plain(value: Any) -> float | int | None:
    # float32 holds seven digits: more would be noise
    if value is None:
        return None
    return int(value) if isinstance(value, np.integer) else float(f"{value:.7g}")

"""Feature sets of other packages: found by their entry points, see docs/plugins.md."""

import re
import warnings
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.errors import FeatureError, PluginWarning, TunescapeError
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet

__all__ = ["GROUP", "load_plugins"]

GROUP = "tunescape.feature_sets"
"""The group of entry points; each names a :class:`~tunescape.features.feature_set.FeatureSet`."""

_RESERVED = frozenset(
    {"all", "default", "timbre", "douyin18", "filterbank", "genre-32", "hybrid"}
    | {"metadata", "mfcc-ae", "musicnn-tags"}
)
"""What commands understand as something else: spaces that are no feature sets."""


def load_plugins(known: Mapping[str, FeatureSet]) -> dict[str, FeatureSet]:
    """Load the feature sets of all installed packages.

    Parameters
    ----------
    known : mapping of str to FeatureSet
        Those that ship, whose names are taken.

    Returns
    -------
    dict of str to FeatureSet
        By name, sorted. None is computed by default. What one raises while it describes, and what it returns
        that is no number, becomes a FeatureError that names the package.

    Warns
    -----
    PluginWarning
        For each one that cannot be used: it is left out.
    """
    found: dict[str, FeatureSet] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        try:
            declared = _load(point)
            _check(declared, taken={*known, *found, *_RESERVED})
        except TunescapeError as error:
            message = f"the feature set {point.name!r} of {_package(point)} is left out: {error}"
            warnings.warn(message, PluginWarning, stacklevel=2)
            continue
        guarded = _Guarded(declared, _package(point))
        found[declared.name] = replace(declared, by_default=False, describe=guarded)
    return found


def _load(point: EntryPoint) -> FeatureSet:
    try:
        declared = point.load()
    except Exception as error:  # foreign code: whatever its import raises, it cannot be used
        raise FeatureError(f"loading it failed ({_said(error)})") from error
    if not isinstance(declared, FeatureSet):
        raise FeatureError(f"{point.value} is {type(declared).__name__}, not a FeatureSet")
    return declared


def _check(declared: FeatureSet, *, taken: set[str]) -> None:
    if declared.name in taken:
        raise FeatureError(f"the name {declared.name!r} is taken")
    if not isinstance(declared.name, str) or not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", declared.name):
        raise FeatureError(
            f"{declared.name!r} is no name", hint="begin with a letter; then a to z, 0 to 9, - and _"
        )
    names = declared.dimensions
    if not names or len(set(names)) != len(names) or not all(isinstance(name, str) for name in names):
        raise FeatureError("its dimensions have no names, or two have the same")
    if not isinstance(declared.version, int) or declared.version < 1:
        raise FeatureError("its version is no number from 1 on")
    if declared.dtype not in ("float16", "float32", "float64"):
        raise FeatureError(f"it is of dtype {declared.dtype}, not float16, float32 or float64")


class _Guarded:
    """A describing function of a plugin, whose mistakes are failures with a name."""

    def __init__(self, declared: FeatureSet, package: str) -> None:
        self._declared, self._package = declared, package

    def __call__(self, excerpt: Excerpt) -> npt.NDArray[Any]:
        declared = self._declared
        try:
            vector = np.asarray(declared.describe(excerpt), dtype=declared.dtype)
        except TunescapeError:
            raise
        except Exception as error:  # foreign code: its mistake is a failure of this feature set
            raise FeatureError(f"{declared.id} of {self._package} failed ({_said(error)})") from error
        if vector.shape != (len(declared.dimensions),) or not np.isfinite(vector).all():
            wanted = f"{len(declared.dimensions)} finite numbers"
            raise FeatureError(f"{declared.id} of {self._package} did not return {wanted}")
        return vector


def _package(point: EntryPoint) -> str:
    return f"the package {point.dist.name}" if point.dist else "an unknown package"


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__

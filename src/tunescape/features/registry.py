"""All feature sets, by name."""

from collections.abc import Iterable, MutableMapping

from tunescape.errors import SettingsError
from tunescape.features import (
    chord_profile,
    descriptors,
    filterbank_statistics,
    fingerprint,
    fma,
    intro,
    loudness,
    mfcc_picture,
    rhythm,
    statistical,
    structure,
    tonality,
    waveform_statistics,
)
from tunescape.features.embeddings import musicnn, vgg16_features
from tunescape.features.feature_set import FeatureSet
from tunescape.features.plugins import load_plugins
from tunescape.lazy_table import LazyTable

__all__ = ["FEATURE_SETS", "SHIPPED", "in_order", "resolve_feature_sets"]

_MODULES = (
    *(statistical, descriptors, musicnn, rhythm, tonality, loudness, fingerprint, intro),
    *(chord_profile, structure, waveform_statistics, mfcc_picture, fma),
)

SHIPPED: dict[str, FeatureSet] = {
    feature_set.name: feature_set
    for feature_set in (
        *(module.FEATURES for module in _MODULES),
        *filterbank_statistics.FEATURES,
        *vgg16_features.FEATURES,
    )
}
"""The feature sets of tunescape itself, by name, in the order in which they are computed and shown."""

FEATURE_SETS: MutableMapping[str, FeatureSet] = LazyTable(SHIPPED, load_plugins)
"""All feature sets by name: those of plugins come last, and are looked up when somebody asks for them."""


def resolve_feature_sets(names: str) -> tuple[str, ...]:
    """Turn the value of ``--features`` into names.

    Parameters
    ----------
    names : str
        ``default``: those that declare it; ``all``: those that can be computed here, less those that want to
        be named; or names joined by commas.

    Raises
    ------
    SettingsError
        If a name is unknown.
    TunescapeError
        If one that is named needs what is not installed.
    """
    if names == "all":
        return tuple(
            name
            for name, feature_set in FEATURE_SETS.items()
            if feature_set.available and not feature_set.only_by_name
        )
    if names == "default":
        return tuple(name for name, feature_set in SHIPPED.items() if feature_set.by_default)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in FEATURE_SETS]
    if unknown or not wanted:
        known = ", ".join(FEATURE_SETS)
        what = f"there is no feature set {', '.join(unknown)}" if unknown else "no feature set is named"
        raise SettingsError(what, hint=f"choose from {known}")
    for name in wanted:
        if check := FEATURE_SETS[name].check:
            check()
    return in_order(wanted)


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of feature sets, each once, in the order of all; plugins are not looked up for it."""
    wanted = set(names)
    return (*(name for name in SHIPPED if name in wanted), *sorted(wanted - SHIPPED.keys()))

"""All feature sets, by name."""

from tunescape.errors import SettingsError
from tunescape.features import descriptors, fingerprint, loudness, rhythm, statistical, tonality
from tunescape.features.embeddings import musicnn
from tunescape.features.feature_set import FeatureSet

__all__ = ["FEATURE_SETS", "resolve_feature_sets"]

FEATURE_SETS: dict[str, FeatureSet] = {
    module.FEATURES.name: module.FEATURES
    for module in (statistical, descriptors, musicnn, rhythm, tonality, loudness, fingerprint)
}
"""Feature sets by name, in the order in which they are computed and shown."""


def resolve_feature_sets(names: str) -> tuple[str, ...]:
    """Turn the value of ``--features`` into names.

    Parameters
    ----------
    names : str
        ``default``, ``all``, or names joined by commas.

    Raises
    ------
    SettingsError
        If a name is unknown.
    """
    if names in ("default", "all"):
        return tuple(FEATURE_SETS)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in FEATURE_SETS]
    if unknown or not wanted:
        known = ", ".join(FEATURE_SETS)
        what = f"there is no feature set {', '.join(unknown)}" if unknown else "no feature set is named"
        raise SettingsError(what, hint=f"choose from {known}")
    return tuple(name for name in FEATURE_SETS if name in wanted)

"""What sets a cluster apart, in words."""

from collections.abc import Mapping
from typing import Any

from tunescape.discovery.clusters.traits import TRAIT_MEASURES
from tunescape.discovery.compare.words import Language

__all__ = ["short_trait"]

_MEASURES = {measure.name: measure for measure in TRAIT_MEASURES}


def short_trait(trait: Mapping[str, Any], *, lang: Language = "en") -> str:
    """Say in which direction a trait points: ``quieter``.

    Parameters
    ----------
    trait : mapping
        Of the ``features`` of a cluster: ``feature``, ``mean``, ``mean_rest``.
    lang : {"en", "zh"}

    Returns
    -------
    str
        Empty where there is no word for it.
    """
    measure = _MEASURES.get(trait["feature"])
    if measure is None:
        return ""
    words = measure.words[lang]
    word = words.more if trait["mean"] > trait["mean_rest"] else words.less
    return word.format("更")

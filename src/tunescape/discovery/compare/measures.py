"""What is compared of tracks: one table of measures, with how each is tested, written and said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from tunescape.arrays import Vector
from tunescape.discovery.compare.words import LANGUAGES, Language, Words, words_of
from tunescape.features.intro import INTRO_QUANTITIES
from tunescape.features.quantities import QUANTITIES, Quantity

__all__ = ["INTRO", "MEASURES", "Measure"]

INTRO = "intro."
"""What names of measures of a track's first 15 seconds begin with."""


@dataclass(frozen=True)
class Measure:
    """A quantity that is compared between tracks.

    Attributes
    ----------
    quantity : Quantity
    audible : float
        The least difference worth a sentence, in the unit of the quantity; on the scale ``log`` a ratio.
    scale : {"linear", "log", "logit"}
        On which a difference means the same everywhere: there it is tested.
    unit : str
        What its values are written in: ``factor`` times the unit of the quantity, with so many ``digits``.
    says_amount : bool
        Whether a sentence tells the difference itself (3 dB louder) beside the two means.
    of_intro : bool
        Whether it is about the first 15 seconds.
    words : mapping of str to Words
        By language.
    """

    quantity: Quantity
    audible: float
    scale: Literal["linear", "log", "logit"] = "linear"
    unit: str = ""
    factor: float = 1.0
    digits: int = 1
    says_amount: bool = False
    of_intro: bool = False
    words: Mapping[Language, Words] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Name of the field: ``loudness_lufs``, ``intro.tag.dance``."""
        return f"{INTRO}{self.quantity.name}" if self.of_intro else self.quantity.name

    @property
    def is_tag(self) -> bool:
        """Whether it is the probability of a tag."""
        return self.quantity.name.startswith("tag.")

    def scaled(self, values: Vector) -> Vector:
        """Put values on the scale on which they are tested; what is not known stays so."""
        if self.scale == "log":
            return np.log(np.where(values > 0, values, np.nan))
        if self.scale == "logit":
            inside = np.clip(values, 1e-4, 1 - 1e-4)
            logit: Vector = np.log(inside / (1 - inside))
            return logit
        return values

    def is_audible(self, mean_a: float, mean_b: float) -> bool:
        """Tell whether a difference is worth a sentence."""
        if self.scale == "log":
            return max(mean_a, mean_b) >= self.audible * min(mean_a, mean_b)
        return abs(mean_a - mean_b) >= self.audible

    def written(self, value: float) -> str:
        """Write a value without its unit, with a true minus sign."""
        return f"{value * self.factor:.{self.digits}f}".replace("-", "−")


_MANNERS: dict[str, dict[str, Any]] = {
    "loudness_lufs": {"audible": 1.0, "unit": "LUFS", "says_amount": True},
    "true_peak_db": {"audible": 1.0, "unit": "dBTP"},
    "dynamics_db": {"audible": 1.0, "unit": "dB"},
    "tempo_bpm": {"audible": 1.04, "scale": "log", "unit": "BPM", "digits": 0, "says_amount": True},
    "pulse_clarity": {"audible": 0.05, "digits": 2},
    "onset_rate": {"audible": 0.3, "unit": "/s"},
    "bass_share": {"audible": 0.03, "unit": "%", "factor": 100.0, "digits": 0},
    "brightness_hz": {"audible": 1.1, "scale": "log", "unit": "kHz", "factor": 0.001},
    "clarity_db": {"audible": 1.0, "unit": "dB"},
    "major_key": {"audible": 0.1, "unit": "%", "factor": 100.0, "digits": 0},
}
# the network was trained on sparse tags: one in ten is already a clear statement
_OF_A_TAG: dict[str, Any] = {"audible": 0.05, "scale": "logit", "digits": 2}


def _measure(quantity: Quantity) -> Measure:
    words = {lang: words_of(quantity.name, lang) for lang in LANGUAGES}
    return Measure(quantity, **_MANNERS.get(quantity.name, _OF_A_TAG), words=words)


MEASURES: tuple[Measure, ...] = (
    *map(_measure, QUANTITIES),
    *(replace(_measure(quantity), of_intro=True) for quantity in INTRO_QUANTITIES),
)
"""All measures: of what was heard of the whole track, then of its first 15 seconds."""

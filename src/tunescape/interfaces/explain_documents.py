"""The JSON documents of explanations: dimensions of a space, and reasons of a recommendation."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tunescape.interfaces.documents import track_document

if TYPE_CHECKING:
    from tunescape.discovery.explain import Activation, Explanation
    from tunescape.discovery.why import Reason

__all__ = ["explanation_document", "reason_document"]

_UNIT = 10**6
"""Contributions are written to six digits, as similarities are."""


def explanation_document(explanation: "Explanation") -> dict[str, Any]:
    """Describe one dimension of a space."""
    return {
        "dimension": explanation.dimension,
        "name": explanation.name,
        "tracks": [_activation_document(one) for one in explanation.top],
        "least": [_activation_document(one) for one in explanation.bottom],
        "meaning": explanation.meaning,
        "correlations": [
            {"measure": one.measure.name, "title": one.title, "rho": round(one.rho, 4), "tracks": one.n}
            for one in explanation.associations
        ],
        "caution": explanation.caution,
    }


def reason_document(reason: "Reason", *, similarity: float) -> dict[str, Any]:
    """Describe why a track was recommended.

    Parameters
    ----------
    reason : Reason
    similarity : float
        As the document of the match writes it. The contributions, rounded like it, add up to it to the last
        digit: of the roundings, those nearest to the half give way.
    """
    parts = [part for block in reason.blocks for part in block.parts]
    rounded = iter(_apportioned([part.contribution for part in parts], round(similarity * _UNIT)))
    blocks = []
    for block in reason.blocks:
        counts = [next(rounded) for _ in block.parts]
        blocks.append(
            {
                "feature_set": block.feature_set,
                "contribution": sum(counts) / _UNIT,
                "parts": [
                    {"name": part.name, "contribution": count / _UNIT, "both": part.both or None}
                    for part, count in zip(block.parts, counts, strict=True)
                ],
            }
        )
    return {
        "sentence": reason.sentence,
        "blocks": blocks,
        "shared_tags": list(reason.shared_tags),
        "caution": reason.caution,
    }


def _activation_document(one: "Activation") -> dict[str, Any]:
    row = track_document(one.track)
    return {name: row[name] for name in ("track_id", "path", "title", "artist")} | {
        "activation": round(one.activation, 4)
    }


def _apportioned(values: Sequence[float], total: int) -> list[int]:
    """Write values as whole units that add up to a total: rounded down, then up where most is lacking."""
    exact = [value * _UNIT for value in values]
    whole = [math.floor(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    # a total that was itself rounded elsewhere may lie a unit beyond what rounding up gives
    for step in range(abs(total - sum(whole))):
        whole[order[step % len(order)]] += 1 if total > sum(whole) else -1
    return whole

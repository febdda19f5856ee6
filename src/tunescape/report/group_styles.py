"""Which colour and shape each group of points has: the same on the map, in its picture and on the cards."""

from collections import Counter
from collections.abc import Iterable

from tunescape.report.look import GREY
from tunescape.report.palette import GROUP_COLOURS, GROUP_MARKERS

__all__ = ["GroupStyle", "group_styles"]

GroupStyle = tuple[str, str]
"""A colour, and a marker as matplotlib calls it."""

_COLOURS_A_MARKER = 6
"""The later colours are harder to tell apart for some: their shape does, too."""


def group_styles(values: Iterable[object]) -> dict[str, GroupStyle]:
    """Give every group its style, the largest group first; None is no group.

    Groups beyond the last style are grey.
    """
    counts = Counter(value for value in values if isinstance(value, str))
    styles = [
        (GROUP_COLOURS[i % len(GROUP_COLOURS)], GROUP_MARKERS[i // _COLOURS_A_MARKER])
        for i in range(_COLOURS_A_MARKER * len(GROUP_MARKERS))
    ]
    names = [name for name, _ in counts.most_common()]
    return {name: styles[i] if i < len(styles) else (GREY, "o") for i, name in enumerate(names)}

"""The colours and shapes of groups of points: the same in reports, in pictures and in the web app."""

__all__ = ["GROUP_COLOURS", "GROUP_MARKERS"]

GROUP_COLOURS = (
    # Okabe and Ito's, which everybody can tell apart
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"),
    *("#006600", "#aa55ff", "#6600ee", "#bb1100", "#882255", "#663399"),
)
"""Twelve colours for groups, in this order.

The last six were chosen as far as possible from the first, from each other and from grey, as people with
and without each kind of colour blindness see them (Machado et al. 2009, distance in Oklab), among those that
stand out on white and on black: no two of the twelve are closer to anybody than two of the first six.
"""

GROUP_MARKERS = ("o", "^", "s", "D")
"""Shapes, as matplotlib calls them: another for every six groups."""

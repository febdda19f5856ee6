"""More or less rhythm: a dial for those who want to dance, or not to."""

from dataclasses import replace

from tunescape.discovery.space import Space
from tunescape.errors import DiscoveryError

__all__ = ["turn_rhythm"]


def turn_rhythm(space: Space, amount: float) -> Space:
    """Let rhythm count for more or less in a space.

    Parameters
    ----------
    space : Space
    amount : float >= 0
        What the weight of rhythm is multiplied by: 0 leaves it out, 1 changes nothing.

    Raises
    ------
    DiscoveryError
        If rhythm has no part in the space, or is all there is of it.
    """
    if amount == 1:
        return space
    parts = {block.feature_set == "rhythm" for block in space.blocks}
    if parts != {True, False}:
        what = "is nothing but rhythm" if True in parts else "has no rhythm"
        raise DiscoveryError(
            f"the space {space.name} {what}: there is nothing to turn up or down",
            hint="use the default space, or a sum such as timbre+rhythm*0.5",
        )
    blocks = (
        replace(block, weight=block.weight * amount) if block.feature_set == "rhythm" else block
        for block in space.blocks
    )
    return Space(
        f"{space.name} with {amount:g} times its rhythm",
        tuple(block for block in blocks if block.weight > 0),
        space.description,
    )

"""Waiting in tests: for a condition, never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

__all__ = ["PATIENCE_S", "until"]

PATIENCE_S = 240.0
"""How long whatever a test waits for may take on a busy machine; it costs nothing where it comes at once."""

_Read = TypeVar("_Read")


def until(
    read: Callable[[], _Read], true: Callable[[_Read], object] = bool, *, every_s: float = 0.05
) -> _Read:
    """Read something again and again until it is as it should be; return it then.

    Parameters
    ----------
    read : callable
        Of a library, a server, a process, the disk.
    true : callable
        Whether what was read is what is waited for.
    every_s : float > 0
    """
    deadline = time.monotonic() + PATIENCE_S
    while not true(found := read()):
        assert time.monotonic() < deadline, f"not within {PATIENCE_S:g} s: {found}"
        time.sleep(every_s)
    return found

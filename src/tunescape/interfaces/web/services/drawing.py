"""A map is drawn once: whoever wants the same one meanwhile waits, and finds it made."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from filelock import FileLock

from tunescape.library.store import Library

__all__ = ["drawing"]


@contextmanager
def drawing(library: Library, space: str, method: str, *, seed: int = 0) -> Iterator[None]:
    """Hold the right to draw a map of a library for the block; wait for who has it.

    The page, the REST API and the warming each draw in a process of their own. The system gives the right
    back when a process dies.

    Parameters
    ----------
    library : Library
        Where it cannot be written to, no map is kept, and nobody waits.
    space, method, seed
        Of the map.
    """
    digest = hashlib.blake2b(f"{method} {seed} {space}".encode(), digest_size=6).hexdigest()
    with ExitStack() as held:
        with suppress(OSError):
            os.makedirs(library.cache_path, exist_ok=True)
            held.enter_context(FileLock(library.cache_path / f"drawing.{digest}.lock"))
        yield
